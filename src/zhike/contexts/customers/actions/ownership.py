"""Who leads a customer: the row itself and every row that repeats its scope, in one transaction."""

from collections.abc import Sequence

from zhike.foundation import scope_columns


def rescope_customers(customer_ids: Sequence[int]) -> None:
    """Carry changed scope_unit_id and owner_id of these customers into all registered tables.

    Call it in the transaction that changed the customers, with a scope that sees both the old and the new rows.
    """
    if customer_ids:
        scope_columns.rescope("customers_customer", customer_ids)
