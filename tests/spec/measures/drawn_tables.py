"""Reads the drawn tables: scenarios with what goes in and what must come out, the same for every engine.

    ## Title of the scenario
    as_of: 2025-11-20            (further lines name other parameters)

    balances:
    | account_id | business_date | balance_minor |
    |---|---|---|
    | 1 | 2025-11-03 | 1,000.00 |

    expect aum:
    | customer_id | aum_minor |
    |---|---|
    | 7 | 1,000.00 |

Amounts may be written with two decimals. An empty cell is NULL, "" is the empty text. Columns left out of an input
take a default, columns left out of an expectation are not looked at. `accounts` may name the owner in customer_id.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from zhike.contexts.analytics.measures.registry import INPUTS, Parameters

Row = dict[str, Any]
DEFAULTS: dict[str, Any] = {
    "kind": "demand_deposit",
    "currency": "CNY",
    "holder_role": "owner",
    "channel": "counter",
    "direction": "in",
}
FIVE_BANDS = [
    {"tier_code": f"tier_{rank}", "tier_rank": rank, "lower_minor": lower}
    for rank, lower in enumerate((0, 5_000_000, 20_000_000, 100_000_000, 500_000_000), start=1)
]


@dataclass
class Scenario:
    """Inputs by name and expectations by measure; `columns` of an expectation are those that are compared."""

    title: str
    file: str
    settings: dict[str, str] = field(default_factory=dict)
    inputs: dict[str, list[Row]] = field(default_factory=dict)
    expected: dict[str, list[Row]] = field(default_factory=dict)

    def parameters(self) -> Parameters:
        as_of = date.fromisoformat(self.settings["as_of"])
        since = self.settings.get("flows_since")
        return Parameters(
            as_of=as_of,
            base_currency=self.settings.get("base_currency", "CNY"),
            large_flows_minor=(20_000_000, 50_000_000, 100_000_000),
            drop_minimum_minor=int(self.settings.get("drop_minimum", "5000000")),
            history_days=int(self.settings.get("history_days", "30")),
            settle_day=int(self.settings.get("settle_day", "6")),
            flows_since=date.fromisoformat(since) if since else as_of,
        )

    def tables(self) -> dict[str, list[Row]]:
        """Every input the measures know, with defaults filled in."""
        given = {name: list(rows) for name, rows in self.inputs.items()}
        owners = [row for row in given.get("accounts", []) if "customer_id" in row]
        given.setdefault("account_holders", []).extend(
            {"account_id": row["account_id"], "customer_id": row["customer_id"]} for row in owners
        )
        known = sorted({row["customer_id"] for row in given["account_holders"]})
        given.setdefault("customers", [{"customer_id": customer_id} for customer_id in known])
        given.setdefault("tier_bands", FIVE_BANDS)
        return {
            name: [{column: row.get(column, DEFAULTS.get(column)) for column in columns} for row in given.get(name, [])]
            for name, columns in INPUTS.items()
        }


def read_scenarios(folder: Path) -> list[Scenario]:
    """All scenarios of the folder's drawn tables, in the order of files and lines."""
    scenarios: list[Scenario] = []
    for path in sorted(folder.glob("*.md")):
        scenarios.extend(_scenarios_of(path))
    return scenarios


def _scenarios_of(path: Path) -> list[Scenario]:
    found: list[Scenario] = []
    rows: list[Row] | None = None
    header: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        text = line.strip()
        if text.startswith("## "):
            found.append(Scenario(text[3:], path.name))
            rows = None
        elif not found or not text:
            rows = rows if text else None
        elif text.startswith("|"):
            cells = [cell.strip() for cell in text.strip("|").split("|")]
            assert rows is not None, f"{path.name}: a table without a name: {text}"
            if not header:
                header.extend(cells)
            elif not set(text) <= set("|-: "):
                rows.append({name: _value(name, cell) for name, cell in zip(header, cells, strict=True)})
        elif match := re.fullmatch(r"(expect )?([a-z_]+):", text):
            rows, header = [], []
            (found[-1].expected if match[1] else found[-1].inputs)[match[2]] = rows
        elif match := re.fullmatch(r"([a-z_]+): (.+)", text):
            found[-1].settings[match[1]] = match[2]
    return found


def _value(column: str, text: str) -> Any:
    if not text:
        return None
    if text == '""':
        return ""
    if text in ("true", "false"):
        return text == "true"
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return date.fromisoformat(text)
    number = text.replace(",", "").replace("−", "-")
    if column.endswith("_minor") and re.fullmatch(r"-?\d+\.\d\d", number):
        return int(number.replace(".", ""))
    return int(number) if re.fullmatch(r"-?\d+", number) and column != "transaction_no" else text
