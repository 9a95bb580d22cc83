"""Which tables repeat a customer's scope, and the one set-based update that keeps them in step with a hand-over."""

from collections.abc import Sequence

from django.db import connection

_REGISTERED: dict[str, str] = {}


def register(table: str, customer_column: str = "customer_id") -> None:
    """Announce that `table` carries scope_unit_id and owner_id of the customer in `customer_column`."""
    _REGISTERED[table] = customer_column


def registered() -> dict[str, str]:
    """Table → customer column, for the tests that compare it with the tables under the fence."""
    return dict(_REGISTERED)


def rescope(customer_table: str, customer_ids: Sequence[int]) -> None:
    """Copy scope_unit_id and owner_id of these customers into every registered table, in the caller's transaction."""
    with connection.cursor() as cursor:
        for table, column in sorted(_REGISTERED.items()):
            cursor.execute(
                f"UPDATE {table} AS scoped SET scope_unit_id = source.scope_unit_id, owner_id = source.owner_id"  # noqa: S608
                f" FROM {customer_table} AS source"
                f" WHERE source.id = scoped.{column} AND source.id = ANY (%s)"
                " AND (scoped.scope_unit_id, scoped.owner_id)"
                " IS DISTINCT FROM (source.scope_unit_id, source.owner_id)",
                [list(customer_ids)],
            )
