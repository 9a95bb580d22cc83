"""Reads one feed of one file through the checks: batches of accepted rows, rejected rows with all their reasons."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from zhike.contexts.feeds.datasets.declaration import DataSet
from zhike.contexts.feeds.mapping.model import Feed, Lookup, SourceFile
from zhike.contexts.feeds.reading.checks import CheckSql
from zhike.contexts.feeds.reading.lines import UnreadableLine
from zhike.contexts.feeds.reading.mapped_sql import CheckContext, identifier, mapped_sql
from zhike.contexts.feeds.reading.records import RecordBatch, RecordFile
from zhike.contexts.feeds.refusals import FileRefused
from zhike.contexts.feeds.rules import mask_value
from zhike.contexts.feeds.types import Reason, RowReason
from zhike.foundation.duckdb_text import literal

Resolver = Callable[[str, Sequence[str]], Mapping[str, int]]
"""(data set, keys) → id by key, for those that exist."""


@dataclass(frozen=True)
class RejectedRow:
    """A row with its reasons. `raw` is bytes where it never became text; `key` has None for unreadable parts."""

    line_number: int
    raw: str | bytes
    reasons: tuple[RowReason, ...]
    key: tuple[Any, ...] = ()


@dataclass(frozen=True)
class CheckedBatch:
    """`good` has line_number and the data set's columns, C2 values still in plain text."""

    rows: int
    good: pa.Table
    rejected: list[RejectedRow]


@dataclass
class FileSums:
    """Running totals of a file for its control: minor units by money column, count of values that could not be read."""

    rows: int = 0
    sums: dict[str, int] = field(default_factory=dict)
    unread: dict[str, int] = field(default_factory=dict)


class FeedReader:
    """One pass over a file for one data set; iterate it once, then read `totals`.

    `connection` is a DuckDB connection without access to files and with common subexpressions off (an expression
    shared by two TRY calls would otherwise be computed outside both, and fail the batch).
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        data_set: DataSet,
        file: SourceFile,
        feed: Feed,
        folder: Path,
        context: CheckContext,
        resolve: Resolver,
    ) -> None:
        self.totals = FileSums()
        self._connection = connection
        self._data_set = data_set
        self._resolve = resolve
        self._records = RecordFile(folder / file.path, file.layout)
        self._sql = CheckSql(data_set, feed, context)
        self._mapped = mapped_sql(data_set, feed, self._records.names, file.layout, context)
        for _, column in self._sql.referring():
            connection.execute(
                f"CREATE TEMP TABLE IF NOT EXISTS reference_{column.references} (key VARCHAR, id BIGINT)"
            )

    def __iter__(self) -> Iterator[CheckedBatch]:
        for batch in self._records:
            yield self._check(batch)

    def _check(self, batch: RecordBatch) -> CheckedBatch:
        self._connection.register("batch", batch.table)
        self._connection.execute(self._mapped)
        for i, column in self._sql.referring():
            self._extend_reference(column.references, i)
        self._connection.execute(self._sql.checked())
        self._add_sums(batch.rows)
        good = self._connection.execute(self._sql.good()).to_arrow_table()
        rejected = [_unreadable(line, len(self._data_set.key)) for line in batch.unreadable]
        if good.num_rows < batch.table.num_rows:
            rejected += [self._rejected(row) for row in self._connection.execute(self._sql.bad()).fetchall()]
        return CheckedBatch(batch.rows, good, rejected)

    def _extend_reference(self, references: str, i: int) -> None:
        table = f"reference_{references}"
        keys = self._connection.execute(
            f"SELECT DISTINCT t{i} FROM mapped ANTI JOIN {table} ON key = t{i} WHERE t{i} IS NOT NULL"  # noqa: S608
        ).fetchall()
        found = self._resolve(references, [key for (key,) in keys])
        if found:
            known = pa.table({"key": list(found.keys()), "id": pa.array(found.values(), pa.int64())})
            self._connection.register("known", known)
            self._connection.execute(f"INSERT INTO {table} SELECT key, id FROM known")  # noqa: S608
            self._connection.unregister("known")

    def _add_sums(self, rows: int) -> None:
        self.totals.rows += rows
        money_columns = self._sql.money_columns()
        if not money_columns:
            return
        row = self._connection.execute(self._sql.sums()).fetchone() or ()
        for position, (_, column) in enumerate(money_columns):
            total, unread = int(row[2 * position]), int(row[2 * position + 1])
            self.totals.sums[column.name] = self.totals.sums.get(column.name, 0) + total
            self.totals.unread[column.name] = self.totals.unread.get(column.name, 0) + unread

    def _rejected(self, row: tuple[Any, ...]) -> RejectedRow:
        line_number, raw, problem, width, *cells = row
        columns = self._data_set.columns
        key = tuple(cells[3 * len(columns) :])
        if problem:
            detail = f"{width}" if problem == Reason.RAGGED else ""
            return RejectedRow(line_number, raw, (RowReason("", problem, "", detail),), key)
        reasons = []
        for i, column in enumerate(columns):
            given, coded, reason = cells[3 * i : 3 * i + 3]
            if reason:
                reasons.append(RowReason(column.name, reason, mask_value(coded or given or "")))
        return RejectedRow(line_number, raw, tuple(reasons), key)


def _unreadable(line: UnreadableLine, key_width: int) -> RejectedRow:
    return RejectedRow(line.number, line.raw, (RowReason("", line.reason.value, ""),), (None,) * key_width)


def load_lookup(connection: duckdb.DuckDBPyConnection, lookup: Lookup, folder: Path) -> tuple[str, ...]:
    """Fill the table lookup_<name>(lookup_key, every column in lower case) from its file; returns the column names.

    Of several rows with one key the first counts; lines that cannot be cut are left to the feed of that file.
    """
    records = RecordFile(folder / lookup.path, lookup.layout)
    names = tuple(name.casefold() for name in records.names)
    if lookup.key.casefold() not in names:
        raise FileRefused("no_lookup_column", file=lookup.path, lookup=lookup.name, column=lookup.key)
    table = f"lookup_{lookup.name}"
    definition = ", ".join(f"{identifier(name)} VARCHAR" for name in names)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {table}_rows (line_number BIGINT, {definition})")
    delimiter = literal(lookup.layout.delimiter)
    cells = ", ".join(f"nullif(trim(fields[{position}]), '')" for position in range(1, len(names) + 1))
    for batch in records:
        connection.register("batch", batch.table)
        connection.execute(f"""
            INSERT INTO {table}_rows SELECT line_number, {cells} FROM (
                SELECT line_number, coalesce(fields, string_split(raw, {delimiter})) AS fields
                FROM batch WHERE problem IS NULL
            ) WHERE len(fields) = {len(names)}
        """)  # noqa: S608
    key = identifier(lookup.key.casefold())
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE {table} AS
        SELECT {key} AS lookup_key, * EXCLUDE (line_number) FROM {table}_rows WHERE {key} IS NOT NULL
        QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY line_number) = 1
    """)  # noqa: S608
    connection.execute(f"DROP TABLE {table}_rows")
    return names
