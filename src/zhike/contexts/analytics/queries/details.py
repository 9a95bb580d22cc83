"""One customer in detail, from the file of the night, asked for only after a scoped query has shown the customer."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from zhike.contexts.accounts.public import list_accounts_of_customer
from zhike.contexts.analytics.queries.night_file import rows_from_night
from zhike.contexts.analytics.types import AumPoint, AumTrend, FlowRow, Holding
from zhike.contexts.customers.public import require_customer
from zhike.contexts.org.public import Viewer
from zhike.foundation import calendar

FLOW_DAYS = 90  # how far back the night's file holds flows


def aum_trend(customer_id: int, *, viewer: Viewer) -> AumTrend:
    """Assets by kind over thirteen months and thirty days; raises CustomerNotFound."""
    require_customer(customer_id, viewer=viewer)
    rows = rows_from_night(
        "SELECT point, business_date, kind, balance_minor FROM {night}.aum_history"
        " WHERE customer_id = ? ORDER BY point, business_date, kind",
        [customer_id],
    )
    return AumTrend(months=_points(rows, "month"), days=_points(rows, "day"), currency=calendar.bank().base_currency)


def flows_of_customer(customer_id: int, *, viewer: Viewer, days: int = 30) -> list[FlowRow]:
    """Where money came from and went to in the `days` up to the published day (at most 90), largest first.

    Raises CustomerNotFound.
    """
    require_customer(customer_id, viewer=viewer)
    day = calendar.business_date()
    if day is None:
        return []
    rows = rows_from_night(
        "SELECT direction, kind, counterparty_bank, own_account_elsewhere, CAST(sum(amount_minor) AS BIGINT),"
        " CAST(sum(transactions) AS BIGINT), max(business_date) FROM {night}.flows"
        " WHERE customer_id = ? AND business_date > ? GROUP BY ALL ORDER BY 5 DESC, 1, 2, 3, 4",
        [customer_id, day - timedelta(days=min(days, FLOW_DAYS))],
    )
    return [FlowRow(*row) for row in rows]


def list_holdings(customer_id: int, *, viewer: Viewer) -> list[Holding]:
    """The customer's accounts, owned ones first, each with its closing balance on the published day."""
    accounts = list_accounts_of_customer(customer_id, viewer=viewer)
    rows = rows_from_night(
        "SELECT account_id, balance_minor, since FROM {night}.account_balances WHERE account_id IN"
        " (SELECT unnest(CAST(? AS BIGINT[])))",
        [[account.id for account in accounts]],
    )
    balances: dict[int, tuple[int, date]] = {account_id: (balance, since) for account_id, balance, since in rows}
    return [Holding(account, *balances.get(account.id, (None, None))) for account in accounts]


def _points(rows: list[tuple[Any, ...]], point: str) -> tuple[AumPoint, ...]:
    by_day: dict[date, dict[str, int]] = defaultdict(dict)
    for found, day, kind, balance in rows:
        if found == point:
            by_day[day][kind] = balance
    return tuple(AumPoint(day, by_day[day]) for day in sorted(by_day))
