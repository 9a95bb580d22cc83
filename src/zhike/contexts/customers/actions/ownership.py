"""Who leads a customer: the row itself and every row that repeats its scope, in one transaction."""

from collections.abc import Iterable, Sequence

from django.db import connection

from zhike.foundation import scope_columns

_HOLD = "SELECT id, scope_unit_id, owner_id FROM customers_customer WHERE id = ANY (%s) ORDER BY id FOR SHARE"


def rescope_customers(customer_ids: Sequence[int]) -> None:
    """Carry changed scope_unit_id and owner_id of these customers into all registered tables.

    Call it in the transaction that changed the customers, with a scope that sees both the old and the new rows.
    """
    if customer_ids:
        scope_columns.rescope("customers_customer", customer_ids)


def hold_scopes(customer_ids: Iterable[int]) -> dict[int, tuple[int, int | None]]:
    """Id → (unit, owner) of those within the fence, unchanged until the caller's transaction ends.

    Whoever writes rows that repeat a scope asks here: a hand-over waits for them, and then carries them along. Read
    without the lock, a row written beside a hand-over would keep the old owner for ever.
    """
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, [list(customer_ids)])
        return {customer_id: (unit_id, owner_id) for customer_id, unit_id, owner_id in cursor.fetchall()}
