"""Reading generated deliveries in tests."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

UNTIL = date(2026, 11, 20)
NEXT = date(2026, 11, 21)


@dataclass(frozen=True)
class Generated:
    """A history up to UNTIL and the day after it; `sql` reads their files, money as exact decimals."""

    root: Path
    truth_at_until: dict[str, Any]
    connection: duckdb.DuckDBPyConnection

    def sql(self, text: str) -> list[tuple[Any, ...]]:
        return self.connection.sql(text).fetchall()


_TYPES = {
    "balances": {"account_no": "VARCHAR", "business_date": "DATE", "balance": "DECIMAL(18,2)"},
    "transactions": {
        "transaction_no": "VARCHAR",
        "account_no": "VARCHAR",
        "business_date": "DATE",
        "amount": "DECIMAL(18,2)",
        "balance_after": "DECIMAL(18,2)",
        "own_account_elsewhere": "BOOLEAN",
    },
    "customers": {"birth_date": "DATE", "opened_on": "DATE"},
    "accounts": {"opened_on": "DATE", "maturity_on": "DATE", "closed_on": "DATE"},
}


def read_delivery(connection: duckdb.DuckDBPyConnection, folder: Path, prefix: str = "") -> None:
    """A table for each file of a delivery; whatever has no type of its own is text."""
    for file in folder.glob("*.csv"):
        header = file.read_text(encoding="utf-8").split("\n", 1)[0].split(",")
        types = {name: _TYPES.get(file.stem, {}).get(name, "VARCHAR") for name in header}
        connection.execute(
            f"CREATE TABLE {prefix}{file.stem} AS SELECT * FROM read_csv('{file}', header = true, columns = {types})"
        )
