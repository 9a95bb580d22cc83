"""The rows of one data set on their way: checked, protected, on disk in a folder of their own, seen by nobody.

Here the checks that need all rows happen: duplicate keys, equal rows of a `distinct` feed, references within the set.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from zhike.contexts.feeds.datasets.declaration import DataSet
from zhike.contexts.feeds.loading.protection import protect
from zhike.contexts.feeds.reading.reader import RejectedRow
from zhike.foundation import lake
from zhike.foundation.duckdb_text import literal

MEMORY = "1GB"
THREADS = 2
ROWS_A_CHUNK = 20_000
CONSTANTS = 0  # the feed number of rows the mapping itself holds; real feeds count from 1


@dataclass(frozen=True)
class LateRejection:
    """A row found wrong only beside the others; `earlier` is the line that has the same key."""

    feed: int
    line_number: int
    column: str
    reason: str
    earlier: int | None = None


@dataclass
class Stage:
    """One data set's staged rows; use as a context manager, its folder must be empty."""

    data_set: DataSet
    folder: Path
    distinct_feeds: set[int] = field(default_factory=set)
    _writer: pq.ParquetWriter | None = None
    _schema: pa.Schema | None = None
    _connection: duckdb.DuckDBPyConnection | None = None

    def add(self, feed: int, table: pa.Table) -> None:
        """Protect and append accepted rows of a feed."""
        table = protect(self.data_set, table)
        table = table.append_column("feed", pa.array([feed] * table.num_rows, pa.int16()))
        if self._writer is None:
            self._schema = table.schema
            self._writer = pq.ParquetWriter(self.path, table.schema, compression="lz4")
        self._writer.write_table(table.select(self._writer.schema.names).cast(self._writer.schema))

    @property
    def path(self) -> Path:
        return self.folder / f"{self.data_set.name}.parquet"

    @property
    def is_empty(self) -> bool:
        return self._schema is None

    def connect(self) -> duckdb.DuckDBPyConnection:
        """A connection with the view `staged` over everything added so far, and the empty table `dropped`."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None
        if self._connection is None:
            self._connection = lake.connect(memory_limit=MEMORY, threads=THREADS, spill=self.folder)
            self._connection.execute("CREATE TEMP TABLE dropped (feed SMALLINT, line_number BIGINT)")
            self._connection.execute(f"CREATE TEMP VIEW staged AS FROM read_parquet({literal(self.path)})")
            self._connection.execute(
                "CREATE TEMP VIEW accepted AS FROM staged ANTI JOIN dropped USING (feed, line_number)"
            )
        return self._connection

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
        if self._connection is not None:
            self._connection.close()

    def merge_and_find_duplicates(self) -> list[LateRejection]:
        """Drop repeated keys from `accepted`: equal rows of a distinct feed silently, all others as rejections."""
        connection = self.connect()
        key = ", ".join(f'"{name}"' for name in self.data_set.kept_key)
        connection.execute(f"""
            CREATE OR REPLACE TEMP TABLE repeated AS
            SELECT {key} FROM staged GROUP BY {key} HAVING count(*) > 1
        """)  # noqa: S608 - names are of the declaration
        if connection.execute("SELECT count(*) FROM repeated").fetchone() == (0,):
            return []
        connection.execute(f"""
            CREATE OR REPLACE TEMP TABLE later AS
            SELECT feed, line_number, first_value(line_number) OVER rows_of_key AS earlier,
                   row_number() OVER rows_of_key AS position, {self._fingerprint()} AS fingerprint,
                   first_value(fingerprint) OVER rows_of_key AS first_fingerprint
            FROM staged SEMI JOIN repeated USING ({key})
            WINDOW rows_of_key AS (PARTITION BY {key} ORDER BY feed, line_number)
            QUALIFY position > 1
        """)  # noqa: S608
        connection.execute("INSERT INTO dropped SELECT feed, line_number FROM later")
        distinct = ", ".join(str(feed) for feed in self.distinct_feeds) or "-1"
        rows = connection.execute(f"""
            SELECT feed, line_number, earlier FROM later
            WHERE feed NOT IN ({distinct}) OR fingerprint <> first_fingerprint ORDER BY feed, line_number
        """).fetchall()  # noqa: S608
        column = self.data_set.key[0]
        return [LateRejection(feed, line, column, "duplicate_key", earlier) for feed, line, earlier in rows]

    def find_rejected_duplicates(self, rejected: dict[int, list[RejectedRow]]) -> list[LateRejection]:
        """Rejected rows whose key also stands in an earlier line, accepted or not."""
        keyed = [
            (feed, row.line_number, *row.key) for feed, rows in rejected.items() for row in rows if _complete(row.key)
        ]
        if not keyed or self._schema is None:
            return []
        connection = self.connect()
        names = self.data_set.kept_key
        types = [pa.int16(), pa.int64(), *(self._schema.field(name).type for name in names)]
        columns = zip(("feed", "line_number", *names), zip(*keyed, strict=True), types, strict=True)
        connection.register("bad_keys", pa.table({name: pa.array(values, kind) for name, values, kind in columns}))
        key = ", ".join(f'"{name}"' for name in names)
        rows = connection.execute(f"""
            WITH everything AS (
                SELECT feed, line_number, {key}, true AS bad FROM bad_keys
                UNION ALL
                SELECT feed, line_number, {key}, false FROM staged SEMI JOIN bad_keys USING ({key})
            ), placed AS (
                SELECT *, first_value(line_number) OVER (PARTITION BY {key} ORDER BY feed, line_number) AS earlier,
                       row_number() OVER (PARTITION BY {key} ORDER BY feed, line_number) AS position
                FROM everything
            )
            SELECT feed, line_number, earlier FROM placed WHERE bad AND position > 1 ORDER BY feed, line_number
        """).fetchall()  # noqa: S608
        column = self.data_set.key[0]
        return [LateRejection(feed, line, column, "duplicate_key", earlier) for feed, line, earlier in rows]

    def find_unknown_parents(self, known: set[str]) -> list[LateRejection]:
        """Rows that refer to a row of their own data set which is neither known nor accepted; dropped when found.

        Repeats until nothing changes: whoever hangs below a dropped row goes too.
        """
        found: list[LateRejection] = []
        own = [column for column in self.data_set.columns if column.references == self.data_set.name]
        for column in own:
            connection = self.connect()
            connection.register("known_keys", pa.table({"key": pa.array(sorted(known), pa.string())}))
            while True:
                rows = connection.execute(f"""
                    SELECT feed, line_number FROM accepted WHERE {column.name} IS NOT NULL
                    AND {column.name} NOT IN (SELECT key FROM known_keys)
                    AND {column.name} NOT IN (SELECT {self.data_set.key[0]} FROM accepted)
                    ORDER BY feed, line_number
                """).fetchall()  # noqa: S608
                if not rows:
                    break
                connection.executemany("INSERT INTO dropped VALUES (?, ?)", rows)
                found += [LateRejection(feed, line, column.name, "unknown_reference") for feed, line in rows]
        return found

    def rows(self, columns: list[str]) -> Iterator[tuple[Any, ...]]:
        """Accepted rows as tuples of these columns, in the order of the lines."""
        names = ", ".join(f'"{name}"' for name in columns)
        result = self.connect().sql(f"SELECT {names} FROM accepted ORDER BY feed, line_number")  # noqa: S608
        while chunk := result.fetchmany(ROWS_A_CHUNK):
            yield from chunk

    def _fingerprint(self) -> str:
        assert self._schema is not None
        names = [n for n in self._schema.names if n not in ("feed", "line_number") and not n.endswith("_cipher")]
        cells = ", ".join(f"coalesce(CAST(\"{name}\" AS VARCHAR), '')" for name in names)
        return f"concat_ws(chr(31), {cells})"


def _complete(key: tuple[Any, ...]) -> bool:
    return bool(key) and all(part is not None for part in key)
