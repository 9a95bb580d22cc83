"""Rows of the lake that stay in the engine from one night to the next, so that a year of nights reads each file once.

A partition's file never changes under its name: what is held of it stays true for as long as the manifest names it.
"""

from collections.abc import Sequence

import duckdb

from zhike.foundation import lake
from zhike.foundation.duckdb_text import parquet_files

SLACK = 400  # files that may be held beyond twice what is asked for, before memory is given back

_held: dict[str, set[str]] = {}


def kept_rows(connection: duckdb.DuckDBPyConnection, name: str, columns: dict[str, str], paths: Sequence[str]) -> str:
    """Name of a table with at least the rows of these files of the data set; whoever reads it filters by date."""
    table = f"kept_{name}"
    held = _held.pop(name, None)  # gone until the rows are complete: an error in between means a new start
    if held is None or not held <= set(lake.partition_paths(name)) or len(held) > 2 * len(paths) + SLACK:
        fields = ", ".join(f"{column} {kind}" for column, kind in columns.items())
        connection.execute(f"CREATE OR REPLACE TABLE {table} ({fields})")
        held = set()
    missing = [path for path in paths if path not in held]
    if missing:
        wanted = ", ".join(columns)
        connection.execute(f"INSERT INTO {table} SELECT {wanted} FROM {parquet_files(missing)}")  # noqa: S608
    _held[name] = held | set(missing)
    return table
