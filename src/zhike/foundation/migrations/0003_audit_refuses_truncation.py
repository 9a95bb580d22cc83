from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("foundation", "0002_audit_is_append_only")]

    operations = [
        migrations.RunSQL(
            """
            CREATE TRIGGER no_truncation BEFORE TRUNCATE ON foundation_auditentry
                FOR EACH STATEMENT EXECUTE FUNCTION foundation_refuse_audit_change();
            """,
            "DROP TRIGGER no_truncation ON foundation_auditentry;",
        )
    ]
