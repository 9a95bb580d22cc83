"""Reads a text as a file of the data set under test, without any database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from zhike.contexts.feeds.datasets import DATA_SETS
from zhike.contexts.feeds.mapping import parse_mapping
from zhike.contexts.feeds.reading.mapped_sql import CheckContext
from zhike.contexts.feeds.reading.reader import FeedReader, FileSums, RejectedRow, load_lookup

FIRST, LAST = date(2025, 11, 1), date(2025, 11, 30)
KNOWN = {
    "accounts": {"A1": 1, "A2": 2},
    "customers": {"C1": 11},
    "units": {"U1": 21},
    "staff": {"S1": 31},
    "products": {},
}


@dataclass
class Read:
    """What came of a file."""

    good: list[dict[str, Any]] = field(default_factory=list)
    rejected: list[RejectedRow] = field(default_factory=list)
    totals: FileSums = field(default_factory=FileSums)

    def reasons(self) -> dict[int, list[tuple[str, str]]]:
        return {row.line_number: [(r.column, r.code) for r in row.reasons] for row in self.rejected}


def known_ids(data_set: str, keys: Sequence[str]) -> Mapping[str, int]:
    return {key: KNOWN[data_set][key] for key in keys if key in KNOWN[data_set]}


def check_connection() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(config={"threads": 1})
    connection.execute("SET disabled_optimizers = 'common_subexpressions'")
    return connection


def read(folder: Path, mapping: str, exponent: int = 2) -> Read:
    """Every row of the first feed of the mapping's first file, which stands in `folder`."""
    file = parse_mapping(mapping, "test").files[0]
    feed = file.feeds[0]
    connection = check_connection()
    context = CheckContext(
        first=FIRST,
        last=LAST,
        exponent=exponent,
        lookup_on={lookup.name: lookup.on for lookup in file.lookups},
        lookup_names={lookup.name: load_lookup(connection, lookup, folder) for lookup in file.lookups},
        lenient=file.same_names,
        file=file.path,
    )
    reader = FeedReader(connection, DATA_SETS[feed.data_set], file, feed, folder, context, known_ids)
    result = Read(totals=reader.totals)
    for batch in reader:
        assert batch.rows == batch.good.num_rows + len(batch.rejected)
        result.good += batch.good.to_pylist()
        result.rejected += batch.rejected
    assert result.totals.rows == len(result.good) + len(result.rejected)
    return result


def canonical(data_set: str) -> str:
    return f'[[files]]\npath = "{data_set}.csv"\nsame_names = true\nfeeds = [{{ dataset = "{data_set}" }}]\n'


def read_csv(folder: Path, data_set: str, *lines: str, exponent: int = 2) -> Read:
    """Rows of a canonical file made of these lines, the first of which is the header."""
    (folder / f"{data_set}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read(folder, canonical(data_set), exponent)
