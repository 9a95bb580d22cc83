from django.db import migrations

APPEND_ONLY = """
    REVOKE ALL ON foundation_auditentry FROM zhike_app, zhike_loader;
    GRANT INSERT ON foundation_auditentry TO zhike_app, zhike_loader;
    GRANT SELECT ON foundation_auditentry TO zhike_audit_reader;
    CREATE FUNCTION foundation_refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'the audit log is append-only';
    END
    $$;
    CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON foundation_auditentry
        FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_audit_change();
"""


class Migration(migrations.Migration):
    dependencies = [("foundation", "0001_bank_audit_nights_and_lake")]

    operations = [
        migrations.RunSQL(
            APPEND_ONLY,
            "DROP TRIGGER append_only ON foundation_auditentry; DROP FUNCTION foundation_refuse_audit_change();",
        )
    ]
