"""Row-level security as migration operations: one policy text for every fenced table.

The `nullif` matters: after one SET LOCAL an unset setting reads '' on the reused connection, and the cast would fail.
Each setting is read in a sub-select so that PostgreSQL evaluates it once per statement, not once per row.
"""

from django.db import migrations

FENCE_CONDITION = """
    (SELECT current_setting('zhike.bank', true)) = 'on'
    OR scope_unit_id = ANY ((SELECT nullif(current_setting('zhike.units', true), '')::bigint[])::bigint[])
    OR owner_id = (SELECT nullif(current_setting('zhike.staff', true), '')::bigint)
    OR {customer} = ANY ((SELECT nullif(current_setting('zhike.customers', true), '')::bigint[])::bigint[])
"""


def fence_statements(table: str, customer_column: str = "customer_id") -> str:
    """SQL that fences `table`, which must have the columns scope_unit_id, owner_id and `customer_column`."""
    condition = FENCE_CONDITION.format(customer=customer_column)
    return f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY fence ON {table} USING ({condition}) WITH CHECK ({condition});
        CREATE POLICY loading ON {table} TO zhike_loader USING (true) WITH CHECK (true);
    """


def fence_table(table: str, customer_column: str = "customer_id") -> migrations.RunSQL:
    """The migration operation that puts the fence around `table`."""
    return migrations.RunSQL(
        fence_statements(table, customer_column),
        f"""
        DROP POLICY fence ON {table};
        DROP POLICY loading ON {table};
        ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
        """,
    )
