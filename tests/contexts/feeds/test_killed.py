"""`kill -9` at every data set of a delivery: taken up again it ends as one that was never disturbed."""

import base64
import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pytest

from commands import product_environment, zhike
from contexts.feeds.small_bank import DAY, FILES, deliver
from zhike.foundation.postgres import embedded
from zhike.foundation.postgres.borrowing import borrowed_server

STEPS = ("units", "customers", "accounts", "balances", "transactions", "cards")
DELAYS = (0.0, 0.15)
ONE_INDEX_KEY = base64.b64encode(bytes(32)).decode()  # blind indexes of two installations can be compared
TABLES = (
    "org_unit",
    "org_post",
    "customers_customer",
    "customers_search_token",
    "customers_identity",
    "accounts_account",
    "accounts_holder",
    "feeds_delivery",
    "feeds_delivery_file",
    "feeds_quarantined_row",
    "feeds_quarantine_reason",
)
pytestmark = pytest.mark.long


def big_history(folder: Path) -> Path:
    """Enough bookings over forty days that a kill finds the load at work."""
    first = DAY - timedelta(days=39)
    bookings = [
        f"K{number},6222000000000001,{first + timedelta(days=number % 40)},in,1.00,,cash,atm,6217,甲,"
        for number in range(60_000)
    ]
    return deliver(
        folder, day=first, last=DAY, files={"transactions": [FILES["transactions"][0], *bookings, "bad line"]}
    )


@contextmanager
def installation(data_dir: Path) -> Iterator[dict[str, str]]:
    """A migrated installation of its own whose server runs for the length of the block."""
    environment = product_environment(data_dir, ZHIKE_INDEX_KEY=ONE_INDEX_KEY)
    try:
        with borrowed_server(data_dir):
            subprocess.run(zhike("migrate"), env=environment, check=True, capture_output=True, timeout=120)
            yield environment
    finally:
        embedded.remove(data_dir)


def ingest(folder: Path, environment: dict[str, str]) -> dict[str, Any]:
    done = subprocess.run(
        zhike("ingest", str(folder), "--mapping", "canonical", "--json"),
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def kill_at(step: str, delay: float, folder: Path, environment: dict[str, str], data_dir: Path) -> bool:
    """Start a load and kill it `delay` seconds after it began with `step`; False when it was through before that."""
    process = subprocess.Popen(
        zhike("ingest", str(folder), "--mapping", "canonical", "--json"),
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    staging = data_dir / "staging" / step
    while process.poll() is None and not staging.exists():
        time.sleep(0.002)
    time.sleep(delay)
    if process.poll() is None:
        os.kill(process.pid, signal.SIGKILL)
    return process.wait() == -signal.SIGKILL


def state(data_dir: Path) -> dict[str, Any]:
    """Everything a reader can see, without ciphertexts and ids, which may differ."""
    with psycopg.connect(embedded.url_for(data_dir, "zhike_loader")) as connection:
        counts = {
            table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # type: ignore[call-overload]
            for table in TABLES
        }
        partitions = connection.execute(
            "SELECT dataset, business_date::text, rows, sums, path FROM foundation_lakepartition ORDER BY 1, 2"
        ).fetchall()
    contents = {}
    for dataset, day, _, _, path in partitions:
        columns = "COLUMNS(c -> NOT suffix(c, '_cipher') AND NOT suffix(c, '_id'))"
        query = (
            f"SELECT {columns} FROM read_parquet('{data_dir / 'lake' / path}', hive_partitioning = false) ORDER BY ALL"
        )
        contents[dataset, day] = duckdb.sql(query).fetchall()
    return {"counts": counts, "partitions": [row[:4] for row in partitions], "contents": contents}


def test_killed_at_every_step_it_ends_the_same(tmp_path: Path) -> None:
    folder = big_history(tmp_path / "delivery")
    with installation(tmp_path / "calm") as environment:
        calm = ingest(folder, environment)
        expected = state(tmp_path / "calm")
    with installation(tmp_path / "killed") as environment:
        killed = [kill_at(step, delay, folder, environment, tmp_path / "killed") for step in STEPS for delay in DELAYS]
        assert killed.count(True) >= len(STEPS), "too few kills found the load at work"
        again = ingest(folder, environment)
        found = state(tmp_path / "killed")
    assert [(f["file"], f["loaded"], f["quarantined"]) for f in again["files"]] == [
        (f["file"], f["loaded"], f["quarantined"]) for f in calm["files"]
    ]
    assert found == expected
