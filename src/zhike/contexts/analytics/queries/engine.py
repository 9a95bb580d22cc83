"""The night's DuckDB: one database a process, so that a year of nights does not open one for every small question."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from zhike.foundation import lake

MEMORY = "2GB"
THREADS = 2

_lock = threading.Lock()
_database: duckdb.DuckDBPyConnection | None = None


@contextmanager
def night_engine() -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection of its own to the process's database; its temporary tables and views end with the block."""
    global _database
    with _lock:
        if _database is None:
            _database = lake.connect(memory_limit=MEMORY, threads=THREADS)
            _database.execute("SET parquet_metadata_cache = true")  # a partition's file never changes under its name
        connection = _database.cursor()
    try:
        yield connection
    finally:
        connection.close()
