"""Guards: the database is built so that the belts hold, and stays so when tables are added."""

import re
from collections.abc import Iterable

import pytest
from django.db import connection

from spec.access.rows import SCOPE_COLUMNS, fenced_tables, models_of_customers, scoped_models
from zhike.contexts.customers.public import Customer
from zhike.foundation import scope_columns
from zhike.foundation.row_security import fence_statements

AUDIT = "foundation_auditentry"
CUSTOMERS = Customer._meta.db_table

pytestmark = pytest.mark.django_db


def _rows(statement: str, parameters: Iterable[object] = ()) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(parameters))
        return cursor.fetchall()


def test_every_table_that_tells_of_a_customer_is_fenced() -> None:
    assert set(models_of_customers()) - fenced_tables() == set()


def test_every_table_that_points_to_a_customer_repeats_its_scope() -> None:
    assert set(models_of_customers()) == set(scoped_models())


def test_every_table_that_repeats_a_scope_is_registered() -> None:
    """What is not registered stays with the old owner after a hand-over."""
    assert set(scope_columns.registered()) | {CUSTOMERS} == set(scoped_models())


def test_registered_columns_exist_in_the_database() -> None:
    for table, customer_column in [*scope_columns.registered().items(), (CUSTOMERS, "id")]:
        found = _rows("SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table])
        assert {name for (name,) in found} >= {*SCOPE_COLUMNS, customer_column}, table


def test_no_view_looks_around_the_fence() -> None:
    """A view runs with the rights of its owner unless it says security_invoker."""
    views = _rows(
        "SELECT relname FROM pg_class WHERE relkind IN ('v', 'm') AND relnamespace = 'public'::regnamespace"
        " AND NOT coalesce('security_invoker=true' = ANY (reloptions), false)"
        " AND pg_get_userbyid(relowner) = 'zhike_owner'"
    )
    assert views == []


def test_every_fence_has_the_one_policy_text() -> None:
    """Every fenced table has the two policies of `row_security`, and no third that would let more through."""
    found: dict[str, dict[str, tuple[object, ...]]] = {}
    for table, policy, *rest in _rows(
        "SELECT tablename, policyname, permissive, roles::text, cmd, qual, with_check FROM pg_policies"
        " WHERE schemaname = 'public'"
    ):
        found.setdefault(str(table), {})[str(policy)] = tuple(rest)
    assert set(found) == fenced_tables()
    customers = found[CUSTOMERS]
    for table, policies in found.items():
        column = "id" if table == CUSTOMERS else scope_columns.registered()[table]
        assert policies["loading"] == ("PERMISSIVE", "{zhike_loader}", "ALL", "true", "true"), table
        expected = [str(part).replace("(id = ANY", f"({column} = ANY") for part in customers["fence"]]
        assert [str(part) for part in policies["fence"]] == expected, table
        assert set(policies) == {"fence", "loading"}, table


def test_policies_use_leakproof_operators_only() -> None:
    """Behind a policy with another operator PostgreSQL would run the user's filters first, or drop the index."""
    policies = _rows(
        "SELECT polrelid::regclass::text, polqual::text || ' ' || coalesce(polwithcheck::text, '') FROM pg_policy"
    )
    operators = {int(number) for _table, tree in policies for number in re.findall(r":opno (\d+)", str(tree))}
    assert operators
    leaking = _rows(
        "SELECT operator.oid::regoperator::text FROM pg_operator AS operator JOIN pg_proc ON pg_proc.oid = oprcode"
        " WHERE operator.oid = ANY (%s) AND NOT proleakproof",
        [sorted(operators)],
    )
    assert leaking == []


def test_the_filters_of_belt_one_and_of_the_search_are_leakproof() -> None:
    """`=`, `<`, `>=` on numbers, texts, bytes and days keep their index under the fence; LIKE would not."""
    leakproof = {
        str(name)
        for (name,) in _rows(
            "SELECT pg_operator.oid::regoperator::text FROM pg_operator JOIN pg_proc ON pg_proc.oid = oprcode"
            " WHERE proleakproof"
        )
    }
    assert leakproof >= {
        "=(bigint,bigint)",
        "=(text,text)",
        ">=(text,text)",
        "<(text,text)",
        "=(bytea,bytea)",
        "<(date,date)",
    }
    assert "~~(text,text)" not in leakproof


def test_a_fence_refuses_a_table_without_the_columns(as_owner) -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE spec_without_scope (id bigint, customer_id bigint)")
        with pytest.raises(Exception, match="scope_unit_id"):
            cursor.execute(fence_statements("spec_without_scope"))


def test_the_application_is_nobody_special() -> None:
    assert _rows(
        "SELECT current_user::text, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles"
        " WHERE rolname = current_user"
    ) == [("zhike_app", False, False, False, False)]
    assert _rows("SELECT count(*) FROM pg_class WHERE pg_get_userbyid(relowner) = current_user") == [(0,)]
    for other in ("zhike_owner", "zhike_loader", "zhike_search", "zhike_audit_reader", "zhike_backup"):
        assert _rows("SELECT pg_has_role('zhike_app', %s, 'MEMBER')", [other]) == [(False,)], other


def test_the_owner_of_the_tables_is_the_owner_role_and_no_superuser() -> None:
    owners = _rows(
        "SELECT DISTINCT pg_get_userbyid(relowner)::text FROM pg_class"
        " WHERE relkind IN ('r', 'v', 'm', 'p') AND relnamespace = 'public'::regnamespace"
    )
    assert owners == [("zhike_owner",)]


@pytest.mark.parametrize("privilege", ["SELECT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"])
@pytest.mark.parametrize("role", ["zhike_app", "zhike_loader"])
def test_the_audit_log_can_only_grow(role: str, privilege: str) -> None:
    assert _rows("SELECT has_table_privilege(%s, %s, %s)", [role, AUDIT, privilege]) == [(False,)]
    assert _rows("SELECT has_table_privilege(%s, %s, 'INSERT')", [role, AUDIT]) == [(True,)]


def test_the_audit_reader_reads_and_does_no_more() -> None:
    may = [
        privilege
        for privilege in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")
        if _rows("SELECT has_table_privilege('zhike_audit_reader', %s, %s)", [AUDIT, privilege]) == [(True,)]
    ]
    assert may == ["SELECT"]


def test_the_application_may_truncate_nothing() -> None:
    """TRUNCATE passes row-level security by."""
    may = _rows(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        " AND has_table_privilege('zhike_app', oid, 'TRUNCATE')"
    )
    assert may == []


def test_functions_that_run_as_their_owner_are_closed_to_the_application() -> None:
    """SECURITY DEFINER is the way around both belts: each such function names a search path and its caller."""
    functions = _rows(
        "SELECT proname::text, has_function_privilege('zhike_app', oid, 'EXECUTE'),"
        " coalesce(array_to_string(proconfig, ','), '') FROM pg_proc"
        " WHERE prosecdef AND pronamespace = 'public'::regnamespace"
    )
    for name, application_may, configuration in functions:
        assert not application_may, name
        assert "search_path=" in str(configuration), name
