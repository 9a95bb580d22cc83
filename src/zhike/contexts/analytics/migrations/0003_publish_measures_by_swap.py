"""The three functions by which the night publishes: only the loader may call them, they run as the owner of the tables.

prepare  makes an empty `analytics_customer_measures_next` which nobody but the loader can read: COPY is refused under
         row-level security, so this table has none yet.
seal     gives the filled table the indexes, policies and grants of the table it will replace, read from the catalogue,
         so that a later migration of the table changes nothing here.
swap     waits shortly (lock_timeout) for running changes of customers, brings owner and unit of the rows that differ
         up to date, and renames. Until its transaction commits, readers see the old table.
"""

from django.db import migrations

PREPARE = """
CREATE FUNCTION analytics_prepare_measures() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    DROP TABLE IF EXISTS analytics_customer_measures_next;
    CREATE TABLE analytics_customer_measures_next (LIKE analytics_customer_measures INCLUDING DEFAULTS);
    REVOKE ALL ON analytics_customer_measures_next FROM zhike_app, zhike_loader, PUBLIC;
    GRANT SELECT, INSERT ON analytics_customer_measures_next TO zhike_loader;
END $$;
"""

SEAL = r"""
CREATE FUNCTION analytics_seal_measures() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    item record;
BEGIN
    FOR item IN SELECT indexdef FROM pg_indexes
        WHERE schemaname = 'public' AND tablename = 'analytics_customer_measures' ORDER BY indexname
    LOOP
        EXECUTE regexp_replace(
            item.indexdef, 'INDEX (\S+) ON \S+ ', 'INDEX \1_next ON public.analytics_customer_measures_next ');
    END LOOP;
    ALTER TABLE analytics_customer_measures_next ENABLE ROW LEVEL SECURITY;
    ALTER TABLE analytics_customer_measures_next FORCE ROW LEVEL SECURITY;
    FOR item IN SELECT * FROM pg_policies
        WHERE schemaname = 'public' AND tablename = 'analytics_customer_measures' ORDER BY policyname
    LOOP
        EXECUTE format(
            'CREATE POLICY %I ON analytics_customer_measures_next AS %s FOR %s TO %s USING (%s)%s',
            item.policyname, item.permissive, item.cmd,
            (SELECT string_agg(CASE name WHEN 'public' THEN 'PUBLIC' ELSE quote_ident(name) END, ', ')
             FROM unnest(item.roles) AS name),
            item.qual, coalesce(' WITH CHECK (' || item.with_check || ')', ''));
    END LOOP;
    FOR item IN SELECT acl.grantee::regrole AS grantee, acl.privilege_type AS privilege
        FROM pg_class, aclexplode(relacl) AS acl
        WHERE pg_class.oid = 'public.analytics_customer_measures'::regclass AND acl.grantee <> relowner
    LOOP
        EXECUTE format('GRANT %s ON analytics_customer_measures_next TO %s', item.privilege, item.grantee);
    END LOOP;
    ANALYZE analytics_customer_measures_next;
END $$;
"""

SWAP = """
CREATE FUNCTION analytics_swap_measures(wait_ms integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    item record;
    scope_before text := current_setting('zhike.bank', true);
    corrected bigint;
BEGIN
    PERFORM set_config('lock_timeout', wait_ms::text, true);
    LOCK TABLE customers_customer IN SHARE MODE;
    PERFORM set_config('zhike.bank', 'on', true);  -- the owner stands before the fence too
    UPDATE analytics_customer_measures_next AS next
        SET scope_unit_id = customer.scope_unit_id, owner_id = customer.owner_id
        FROM customers_customer AS customer
        WHERE customer.id = next.customer_id
            AND (next.scope_unit_id, next.owner_id) IS DISTINCT FROM (customer.scope_unit_id, customer.owner_id);
    GET DIAGNOSTICS corrected = ROW_COUNT;
    PERFORM set_config('zhike.bank', coalesce(scope_before, ''), true);
    DROP TABLE analytics_customer_measures;
    ALTER TABLE analytics_customer_measures_next RENAME TO analytics_customer_measures;
    FOR item IN SELECT indexname FROM pg_indexes
        WHERE schemaname = 'public' AND tablename = 'analytics_customer_measures'
    LOOP
        EXECUTE format('ALTER INDEX %I RENAME TO %I', item.indexname, regexp_replace(item.indexname, '_next$', ''));
    END LOOP;
    ALTER TABLE analytics_customer_measures
        ADD CONSTRAINT analytics_customer_measures_pkey PRIMARY KEY USING INDEX analytics_customer_measures_pkey;
    RETURN corrected;
END $$;
"""

GRANTS = """
REVOKE ALL ON FUNCTION analytics_prepare_measures(), analytics_seal_measures(), analytics_swap_measures(integer)
    FROM PUBLIC, zhike_app;
GRANT EXECUTE ON FUNCTION analytics_prepare_measures(), analytics_seal_measures(), analytics_swap_measures(integer)
    TO zhike_loader;
"""

UNDO = """
DROP FUNCTION analytics_prepare_measures();
DROP FUNCTION analytics_seal_measures();
DROP FUNCTION analytics_swap_measures(integer);
DROP TABLE IF EXISTS analytics_customer_measures_next;
"""


class Migration(migrations.Migration):
    dependencies = [("analytics", "0002_fence_measures_and_tier_changes")]

    operations = [
        migrations.RunSQL(PREPARE, migrations.RunSQL.noop),
        migrations.RunSQL(SEAL, migrations.RunSQL.noop),
        migrations.RunSQL(SWAP, migrations.RunSQL.noop),
        migrations.RunSQL(GRANTS, UNDO),
    ]
