"""The rule `chain_within_day`: closing balances from bookings that carry the balance after them.

The rows of a day are not in the order in which they were booked, so the last row is not the last booking. The closing
balance of an account-day is the balance after the booking that comes nearest to previous closing + Σ signed amounts of
the day; amounts and balances may differ by rounding, so "nearest" and not "equal". Of two equally near bookings the one
with the smaller number counts. A booking without balance offers none; a day without any offers the sum itself.
Prose and worked example: docs/rules/balances-from-transactions.md. All amounts are BIGINT minor units.
"""

from dataclasses import dataclass
from datetime import date

import duckdb
import pyarrow as pa


@dataclass(frozen=True)
class ChainRule:
    """`opening_minor` stands before the first booking; `tolerance_minor` is the rounding one booking may add."""

    opening_minor: int = 0
    tolerance_minor: int = 0


@dataclass(frozen=True)
class ChainedDay:
    """One day's result: `changes` has account_id, business_date, balance_minor of accounts that closed differently."""

    business_date: date
    changes: pa.Table
    account_days: int
    beyond_tolerance: int


class BalanceChain:
    """Closing balances carried from day to day; `connection` holds the table chain_closing(account_id, closing)."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, rule: ChainRule, closing: str) -> None:
        """`closing` is a SELECT of (account_id, closing) as of the day before the first `advance`."""
        self._connection = connection
        self._rule = rule
        connection.execute(f"CREATE OR REPLACE TEMP TABLE chain_closing AS {closing}")

    def advance(self, business_date: date, bookings: str) -> ChainedDay:
        """Take up one day. `bookings` is a FROM item with transaction_no, account_id, direction, amount_minor and
        balance_after_minor of that day's bookings. Days must come in order; days without bookings may be left out."""
        connection, rule = self._connection, self._rule
        connection.execute(_DAY.format(bookings=bookings, opening=rule.opening_minor, tolerance=rule.tolerance_minor))
        row = connection.execute("SELECT count(*), count(*) FILTER (beyond) FROM chain_day").fetchone() or (0, 0)
        changes = connection.execute(
            f"""SELECT account_id, DATE '{business_date}' AS business_date, closing AS balance_minor
                FROM chain_day WHERE is_new OR closing <> previous ORDER BY account_id"""  # noqa: S608 - a date
        ).to_arrow_table()
        connection.execute("DELETE FROM chain_closing WHERE account_id IN (SELECT account_id FROM chain_day)")
        connection.execute("INSERT INTO chain_closing SELECT account_id, closing FROM chain_day")
        return ChainedDay(business_date, changes, int(row[0]), int(row[1]))


_DAY = """
    CREATE OR REPLACE TEMP TABLE chain_day AS
    WITH day AS (
        SELECT account_id, transaction_no, balance_after_minor,
               CASE direction WHEN 'in' THEN amount_minor ELSE -amount_minor END AS signed
        FROM {bookings}
    ), totals AS (
        SELECT account_id, CAST(sum(signed) AS BIGINT) AS signed, count(*) AS bookings FROM day GROUP BY account_id
    ), expected AS (
        SELECT totals.account_id, bookings, coalesce(known.closing, {opening}) AS previous,
               known.account_id IS NULL AS is_new, coalesce(known.closing, {opening}) + signed AS expected
        FROM totals LEFT JOIN chain_closing AS known USING (account_id)
    ), nearest AS (
        SELECT account_id, balance_after_minor AS closing
        FROM day JOIN expected USING (account_id)
        WHERE balance_after_minor IS NOT NULL
        QUALIFY row_number() OVER (
            PARTITION BY account_id ORDER BY abs(balance_after_minor - expected), transaction_no
        ) = 1
    )
    SELECT expected.account_id, previous, is_new, coalesce(nearest.closing, expected.expected) AS closing,
           abs(coalesce(nearest.closing, expected.expected) - expected.expected) > {tolerance} * bookings AS beyond
    FROM expected LEFT JOIN nearest USING (account_id)
"""
