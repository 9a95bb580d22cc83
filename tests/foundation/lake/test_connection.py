"""What does not fit into DuckDB's memory goes to disk, unreadable."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from zhike.foundation import lake

SECRET = "13800002207"


@pytest.fixture
def small(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = lake.connect(memory_limit="64MB", spill=tmp_path)
    yield connection
    connection.close()


def test_what_does_not_fit_into_memory_spills_encrypted(small: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    small.execute(
        f"CREATE TEMP TABLE rows AS SELECT range AS number, repeat('{SECRET}', 8) || range AS text FROM range(1500000)"
    )
    assert small.execute("SELECT count(*), count(DISTINCT text) FROM rows").fetchone() == (1_500_000, 1_500_000)
    spilled = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert spilled
    for path in spilled:
        with path.open("rb") as file:
            while block := file.read(1 << 22):
                assert SECRET.encode() not in block
