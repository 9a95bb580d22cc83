"""Closing balances against the amounts booked up to them, by account, carried from one reconciled day to the next.

difference of an account at D = difference at L + (closing at D − closing at L) − Σ signed amounts after L up to D
where L is the day reconciled before D. Before the first one it is 0, and the closing there is the account's opening:
what the rule of derivation says, or, where balances are delivered, the balance of the first delivered day less that
day's bookings, so that what stood before the data begins is no difference. BIGINT minor units.
"""

from dataclasses import dataclass
from datetime import date

import duckdb


@dataclass(frozen=True)
class Sources:
    """SELECTs over the lake, each possibly empty.

    `balances`: account_id, business_date, balance_minor up to D. `bookings`: account_id, business_date, direction,
    amount_minor after L up to D. `differences`: account_id, difference_minor as of L.
    """

    balances: str
    bookings: str
    differences: str


@dataclass(frozen=True)
class DayDifference:
    """Sums of the day. What was booked, with the openings, is `closing_minor` − `difference_minor`."""

    accounts: int
    closing_minor: int
    difference_minor: int
    accounts_differing: int


def compute_differences(
    connection: duckdb.DuckDBPyConnection, sources: Sources, last: date | None, *, derived: bool, opening_minor: int
) -> DayDifference:
    """Create the table account_difference(account_id, closing, difference, before) and return its sums.

    `last` is L, None where nothing was reconciled yet.
    """
    connection.execute(f"CREATE OR REPLACE TEMP TABLE balance_rows AS {sources.balances}")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE booking_rows AS {sources.bookings}")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE before_rows AS {sources.differences}")
    if last is not None:
        start = _STARTS.format(last=last)
    elif derived:
        start = f"SELECT DISTINCT account_id, CAST({opening_minor} AS BIGINT) AS start FROM balance_rows"  # noqa: S608
    else:
        start = _DELIVERED_OPENINGS
    connection.execute(f"CREATE OR REPLACE TEMP TABLE start_rows AS {start}")
    connection.execute(_DIFFERENCES.format(opening=opening_minor if derived else 0))
    row = connection.execute(_SUMS).fetchone() or (0, 0, 0, 0)
    return DayDifference(*(int(value) for value in row))


_STARTS = """
    SELECT account_id, arg_max(balance_minor, business_date) AS start
    FROM balance_rows WHERE business_date <= DATE '{last}' GROUP BY account_id
"""
_DELIVERED_OPENINGS = """
    WITH first_day AS (SELECT min(business_date) AS day FROM balance_rows),
    booked AS (
        SELECT account_id, sum(CASE direction WHEN 'in' THEN amount_minor ELSE -amount_minor END) AS signed
        FROM booking_rows WHERE business_date <= (SELECT day FROM first_day) GROUP BY account_id
    )
    SELECT account_id, CAST(balance_minor - coalesce(signed, 0) AS BIGINT) AS start
    FROM balance_rows LEFT JOIN booked USING (account_id)
    WHERE business_date = (SELECT day FROM first_day)
"""
_DIFFERENCES = """
    CREATE OR REPLACE TEMP TABLE account_difference AS
    WITH closing AS (
        SELECT account_id, arg_max(balance_minor, business_date) AS closing FROM balance_rows GROUP BY account_id
    ), booked AS (
        SELECT account_id,
               CAST(sum(CASE direction WHEN 'in' THEN amount_minor ELSE -amount_minor END) AS BIGINT) AS booked
        FROM booking_rows GROUP BY account_id
    )
    SELECT account_id, coalesce(closing, start, 0) AS closing, coalesce(difference_minor, 0) AS before,
           coalesce(difference_minor, 0) + coalesce(closing, start, 0) - coalesce(start, {opening})
               - coalesce(booked, 0) AS difference
    FROM closing FULL JOIN booked USING (account_id)
    LEFT JOIN start_rows USING (account_id) LEFT JOIN before_rows USING (account_id)
"""
_SUMS = """
    SELECT count(*), CAST(coalesce(sum(closing), 0) AS BIGINT), CAST(coalesce(sum(difference), 0) AS BIGINT),
           count(*) FILTER (difference <> 0)
    FROM account_difference
"""
