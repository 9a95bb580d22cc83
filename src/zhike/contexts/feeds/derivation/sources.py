"""The lake as FROM items: partitions that count, or an empty relation of the right columns."""

from datetime import date, timedelta

from zhike.foundation import lake
from zhike.foundation.duckdb_text import parquet_files

EMPTY = {
    "balances": "SELECT 0::BIGINT AS account_id, DATE '1970-01-01' AS business_date, 0::BIGINT AS balance_minor",
    "transactions": (
        "SELECT '' AS transaction_no, 0::BIGINT AS account_id, DATE '1970-01-01' AS business_date, '' AS direction,"
        " 0::BIGINT AS amount_minor, 0::BIGINT AS balance_after_minor"
    ),
    "balance_differences": (
        "SELECT 0::BIGINT AS account_id, DATE '1970-01-01' AS business_date, 0::BIGINT AS difference_minor"
    ),
}
EMPTY_DIFFERENCES = f"({EMPTY['balance_differences']} WHERE false)"


def from_lake(data_set: str, upto: date | None = None, since: date | None = None) -> str:
    """A FROM item over the data set's partitions between the two dates, both included."""
    paths = lake.partition_paths(data_set, upto=upto, since=since)
    if not paths:
        return f"({EMPTY[data_set]} WHERE false)"
    return parquet_files(paths)


def closings(upto: date) -> str:
    """SELECT of (account_id, closing): the last balance of every account up to the day."""
    balances = from_lake("balances", upto=upto)
    return f"SELECT account_id, arg_max(balance_minor, business_date) AS closing FROM {balances} GROUP BY account_id"  # noqa: S608


def day_before(day: date) -> date:
    return day - timedelta(days=1)
