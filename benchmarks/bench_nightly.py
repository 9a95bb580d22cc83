"""What a night costs, as one JSON object.

Makes a bank of made-up accounts in a folder of its own, computes the measures and builds the night's file for its last
day, and compares the CPU time with a floor measured in the same run: one DuckDB pass that reads the columns the
measures need out of the same Parquet files, with the same threads and memory limit. No database server is needed: the
lake's manifest is kept in memory here, since the swap in PostgreSQL is not what is measured.

    python benchmarks/bench_nightly.py [--customers 20000] [--days 120]
"""

import argparse
import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import duckdb

SOURCE = Path(__file__).resolve().parents[1] / "src"
sys.path.insert(0, str(SOURCE))

from zhike.contexts.analytics.measures.registry import INPUTS, Parameters, inputs_of  # noqa: E402
from zhike.contexts.analytics.measures.running import compute  # noqa: E402

THREADS, MEMORY = 2, "2GB"
LAST = date(2025, 11, 20)
RESULTS = ["customer_measures", "large_flows", "flow_evidence"]
DETAILS = ["aum_history", "flows", "account_balances"]
WAN = 1_000_000


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--customers", type=int, default=20_000)
    arguments.add_argument("--days", type=int, default=120)
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(measure(Path(folder), chosen.customers, chosen.days)))


def measure(folder: Path, customers: int, days: int) -> dict[str, object]:
    """Figures of one bank; times are CPU seconds, best of three."""
    counts = make_lake(folder, customers, days)
    floor = best(lambda: read_once(folder))
    results = best(lambda: run(folder, RESULTS, flows_days=1))
    details = best(lambda: run(folder, DETAILS, flows_days=90))
    return {
        "benchmark": "nightly",
        "customers": customers,
        **counts,
        "days": days,
        "lake_bytes": sum(file.stat().st_size for file in folder.rglob("*.parquet")),
        "codec": "zstd",
        "duckdb": duckdb.__version__,
        "threads": THREADS,
        "memory_limit": MEMORY,
        "scan_cpu_s": round(floor, 3),
        "measures_cpu_s": round(results, 3),
        "file_cpu_s": round(details, 3),
        "full_cpu_s": round(results + details, 3),
        "full_ratio": round((results + details) / floor, 2),
        "peak_gb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2, 3),
    }


def best(work: Callable[[], None], times: int = 3) -> float:
    """CPU seconds of the quickest of some runs: user and system time of all threads."""
    spent = []
    for _ in range(times):
        before = time.process_time()
        work()
        spent.append(time.process_time() - before)
    return min(spent)


def make_lake(folder: Path, customers: int, days: int) -> dict[str, int]:
    """Three accounts a customer, some fifty bookings each a year; one file a day, as the feeds leave them."""
    database = engine()
    first = LAST - timedelta(days=days - 1)
    accounts = 3 * customers
    database.execute(bank_sql(customers, accounts, first, days))
    for name in INPUTS:
        if name == "history_days":
            continue
        target = folder / name
        target.mkdir()
        if name in ("balances", "transactions"):
            for number in range(days):
                day = first + timedelta(days=number)
                source = f"SELECT * FROM {name} WHERE business_date = DATE '{day}' ORDER BY account_id"
                database.execute(f"COPY ({source}) TO '{target}/{day}.parquet' (CODEC zstd)")
        else:
            database.execute(f"COPY {name} TO '{target}/all.parquet' (CODEC zstd)")
    found = database.execute("SELECT count(*) FROM transactions").fetchone()
    return {"accounts": accounts, "transactions": found[0] if found else 0}


def bank_sql(customers: int, accounts: int, first: date, days: int) -> str:
    """The made-up bank; hashes stand for chance, so that two runs measure the same rows."""
    return f"""
        CREATE TABLE customers AS SELECT range AS customer_id FROM range({customers});
        CREATE TABLE accounts AS SELECT range AS account_id, 'CNY' AS currency, NULL::DATE AS closed_on,
            CASE range % 3 WHEN 0 THEN 'demand_deposit' WHEN 1 THEN 'time_deposit' ELSE 'wealth_product' END AS kind
            FROM range({accounts});
        CREATE TABLE account_holders AS SELECT account_id, account_id // 3 AS customer_id, 'owner' AS holder_role
            FROM accounts;
        CREATE TABLE tier_bands AS SELECT * FROM (VALUES ('tier_1', 1, 0), ('tier_2', 2, {5 * WAN}),
            ('tier_3', 3, {20 * WAN}), ('tier_4', 4, {100 * WAN}), ('tier_5', 5, {500 * WAN}))
            AS bands(tier_code, tier_rank, lower_minor);
        CREATE TABLE transactions AS
            SELECT 't' || range AS transaction_no, hash(range) % {accounts} AS account_id,
                DATE '{first}' + CAST(hash(range, 1) % {days} AS INTEGER) AS business_date,
                CASE hash(range, 2) % 2 WHEN 0 THEN 'in' ELSE 'out' END AS direction,
                CAST(100 + pow(10, 3 + (hash(range, 3) % 5000) / 1000.0) AS BIGINT) AS amount_minor,
                'transfer' AS kind, 'mobile' AS channel, 'B' || hash(range, 4) % 12 AS counterparty_bank,
                hash(range, 5) % 20 = 0 AS own_account_elsewhere
            FROM range(CAST({accounts} * {days} * 50 / 365.0 AS BIGINT));
        CREATE TABLE balances AS
            SELECT account_id, DATE '{first}' AS business_date, CAST(hash(account_id) % {30 * WAN} AS BIGINT)
                AS balance_minor FROM accounts
            UNION ALL
            SELECT DISTINCT ON (account_id, business_date) account_id, business_date,
                CAST(hash(account_id, business_date) % {30 * WAN} AS BIGINT)
            FROM transactions WHERE business_date > DATE '{first}';
    """


def engine() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"threads": THREADS, "memory_limit": MEMORY})


def files(folder: Path, name: str, since: date) -> str:
    """The files of an input; of the bookings only those of the days that are asked for, as the night does."""
    paths = sorted((folder / name).glob("*.parquet"))
    if name == "transactions":
        paths = [path for path in paths if path.stem >= since.isoformat()]
    return "read_parquet([" + ", ".join(f"'{path}'" for path in paths) + "])"


def read_once(folder: Path) -> None:
    """The floor: every column the measures and the file read, decoded once and summed up by a hash."""
    database = engine()
    for name in inputs_of([*RESULTS, *DETAILS]):
        if name != "history_days":
            columns = ", ".join(INPUTS[name])
            since = LAST - timedelta(days=89)
            database.execute(f"SELECT bit_xor(hash({columns})) FROM {files(folder, name, since)}").fetchall()
    database.close()


def run(folder: Path, codes: list[str], *, flows_days: int) -> None:
    """What the step does: load the inputs, compute, write the results out."""
    database = engine()
    since = LAST - timedelta(days=flows_days - 1)
    for name in inputs_of(codes):
        if name != "history_days":
            columns = ", ".join(INPUTS[name])
            database.execute(f"CREATE TEMP TABLE {name} AS SELECT {columns} FROM {files(folder, name, since)}")
    days = ", ".join(f"('day', DATE '{LAST - timedelta(days=number)}')" for number in range(30))
    database.execute(f"CREATE TEMP TABLE history_days AS FROM (VALUES {days}) AS asked(point, business_date)")
    compute(
        database,
        codes,
        Parameters(LAST, "CNY", (20 * WAN, 50 * WAN, 100 * WAN), 5 * WAN, 30, 6, since),
    )
    for code in codes:
        database.execute(f"COPY {code} TO '{folder}/{code}.out' (FORMAT parquet, CODEC zstd)")
    database.close()


if __name__ == "__main__":
    main()
