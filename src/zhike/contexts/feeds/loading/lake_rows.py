"""Cuts staged rows into partitions of the lake, by business date, still unseen by any reader."""

from collections.abc import Iterator
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from zhike.contexts.feeds.datasets.declaration import ColumnType, DataSet, Protection
from zhike.contexts.feeds.loading.masters import own_key, register_own_ids
from zhike.contexts.feeds.loading.stage import Stage
from zhike.foundation import lake

ROWS_A_BATCH = 122_880


def stage_partitions(stage: Stage, first: date, last: date) -> list[lake.StagedPartition]:
    """Partitions of the accepted rows: one a business date, or one on `first` for data sets without dates of their own.

    Call it after the masters are loaded: their surrogate ids are looked up here.
    """
    data_set = stage.data_set
    if stage.is_empty:
        return []
    if data_set.own_id:
        register_own_ids(stage)
    dated = data_set.business_date_column
    select = _select(data_set, dated or f"DATE '{first}'")
    connection = stage.connect()
    sums = [data_set.kept_name(c) for c in data_set.columns if c.type is ColumnType.MONEY]
    if not dated:
        return [lake.stage_partition(data_set.name, first, connection.sql(select), sums)]
    ordered = connection.sql(f"{select} ORDER BY business_date, {_order(data_set)}")
    return [
        lake.stage_partition(data_set.name, day, rows, sums)
        for day, rows in _by_day(ordered.to_arrow_reader(ROWS_A_BATCH))
    ]


def _by_day(batches: pa.RecordBatchReader) -> Iterator[tuple[date, pa.Table]]:
    """One table a business date out of batches that are ordered by it; holds one day at a time."""
    day, parts = None, []
    for batch in batches:
        runs = pc.run_end_encode(batch.column("business_date"))
        start = 0
        for value, end in zip(runs.values.to_pylist(), runs.run_ends.to_pylist(), strict=True):
            if day is not None and value != day:
                yield day, pa.Table.from_batches(parts)
                parts = []
            day = value
            parts.append(batch.slice(start, end - start))
            start = end
    if day is not None:
        yield day, pa.Table.from_batches(parts)


def emptied(data_set: DataSet, first: date, last: date, staged: list[lake.StagedPartition]) -> list[tuple[str, date]]:
    """Partitions of the delivery's days that it leaves without rows, so that a correction replaces whole days."""
    if not data_set.business_date_column:
        return []
    kept = {part.business_date for part in staged}
    return [(data_set.name, day) for day in lake.partition_dates(data_set.name, last, first) if day not in kept]


def lake_columns(data_set: DataSet) -> list[str]:
    """Names of the data set's columns in the lake, without business_date and the master's own id."""
    names = []
    for column in data_set.columns:
        if column.name in data_set.outside_lake or column.name == data_set.business_date_column:
            continue
        names.append(data_set.kept_name(column))
        if column.protection in (Protection.TOKEN, Protection.INDEXED) and not data_set.surrogate(column):
            names.append(f"{column.name}_cipher")
    return names


def _select(data_set: DataSet, business_date: str) -> str:
    items = [f"{business_date} AS business_date", *(f'"{name}"' for name in lake_columns(data_set))]
    if not data_set.own_id:
        return f"SELECT {', '.join(items)} FROM accepted"  # noqa: S608 - names are of the declaration
    items.insert(1, f"own_ids.id AS {data_set.own_id}")
    join = f"JOIN own_ids ON own_ids.key = accepted.{own_key(data_set)}"
    return f"SELECT {', '.join(items)} FROM accepted {join} ORDER BY own_ids.id"  # noqa: S608


def _order(data_set: DataSet) -> str:
    names = lake_columns(data_set)
    return ", ".join(sorted(names[:2], key=lambda name: name != "account_id"))
