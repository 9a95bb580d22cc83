"""Reconciliations by day, and the accounts behind a difference."""

from datetime import date

from zhike.contexts.feeds.derivation.sources import from_lake
from zhike.contexts.feeds.models import DayReconciliation
from zhike.contexts.feeds.queries.deliveries import require
from zhike.contexts.feeds.types import DifferingAccount, Reconciliation
from zhike.contexts.org.public import Viewer
from zhike.foundation import lake


def find_reconciliation(business_date: date) -> Reconciliation | None:
    """The day's reconciliation; sums of the whole bank, no customer's data."""
    row = DayReconciliation.objects.filter(business_date=business_date).first()
    return as_reconciliation(row) if row else None


def list_reconciliations(first: date, last: date) -> list[Reconciliation]:
    """Reconciliations of these days, newest first; sums of the whole bank, no customer's data."""
    rows = DayReconciliation.objects.filter(business_date__range=(first, last)).order_by("-business_date")
    return [as_reconciliation(row) for row in rows]


def list_differing_accounts(business_date: date, *, viewer: Viewer, limit: int = 500) -> list[DifferingAccount]:
    """Accounts whose closing balance is not the sum of their amounts, largest difference first.

    For holders of feeds.view: ids and amounts only, whoever's accounts they are.
    """
    require(viewer, "feeds.view")
    connection = lake.connect()
    try:
        rows = connection.execute(
            f"""
            WITH difference AS (
                SELECT account_id, arg_max(difference_minor, business_date) AS difference
                FROM {from_lake("balance_differences", upto=business_date)} GROUP BY account_id
            ), closing AS (
                SELECT account_id, arg_max(balance_minor, business_date) AS closing
                FROM {from_lake("balances", upto=business_date)} SEMI JOIN difference USING (account_id)
                GROUP BY account_id
            )
            SELECT account_id, coalesce(closing, 0), coalesce(closing, 0) - difference, difference
            FROM difference LEFT JOIN closing USING (account_id)
            WHERE difference <> 0 ORDER BY abs(difference) DESC, account_id LIMIT ?
            """,  # noqa: S608 - paths of our own partitions
            [limit],
        ).fetchall()
    finally:
        connection.close()
    return [DifferingAccount(*row) for row in rows]


def as_reconciliation(row: DayReconciliation) -> Reconciliation:
    """The row as it crosses the door."""
    control = row.control_closing_minor
    control_difference = None if control is None else row.closing_sum_minor - control
    return Reconciliation(
        business_date=row.business_date,
        currency=row.currency,
        accounts=row.accounts,
        closing_sum_minor=row.closing_sum_minor,
        amounts_sum_minor=row.amounts_sum_minor,
        difference_minor=row.difference_minor,
        accounts_differing=row.accounts_differing,
        control_closing_minor=control,
        control_difference_minor=control_difference,
        balanced=(row.difference_minor if control_difference is None else control_difference) == 0,
    )
