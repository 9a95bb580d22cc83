"""What a night found, straight from its partitions in the lake, for the steps that follow before it is published."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from zhike.contexts.analytics.queries.engine import night_engine
from zhike.foundation import lake
from zhike.foundation.duckdb_text import parquet_files

MEASURES = "customer_measures"
LARGE_FLOWS = "large_flows"


def rows_of_partitions(sql: str, paths: Sequence[str]) -> list[tuple[Any, ...]]:
    """Run `sql`, a SELECT in which `night` is the rows of these files; [] where there is no file."""
    if not paths:
        return []
    with night_engine() as connection:
        return connection.execute(f"WITH night AS (FROM {parquet_files(paths)}) {sql}").fetchall()


def measures_of(business_date: date) -> list[str]:
    """Path of the night's customer measures, in a list; [] where that night has not been computed."""
    return lake.partition_paths(MEASURES, since=business_date, upto=business_date)


def last_measures_before(business_date: date) -> list[str]:
    """Path of the customer measures of the night before, in a list; [] for the first one."""
    return lake.partition_paths(MEASURES, upto=business_date - timedelta(days=1))[-1:]


def find_tiers_of_night(business_date: date) -> dict[int, tuple[str, int]]:
    """Customer id → (tier code, rank) as the night of `business_date` computed them."""
    sql = "SELECT customer_id, tier_code, tier_rank FROM night"
    return {row[0]: (row[1], row[2]) for row in rows_of_partitions(sql, measures_of(business_date))}
