"""What the measures are: their headers, their inputs, the order they need. Knows no Django and no engine."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

from zhike.foundation.duckdb_text import literal

FOLDER = Path(__file__).parent
WINDOW_DAYS = 90
_FIELDS = ("title", "formula", "unit", "grain", "source", "inputs", "example")
_PARAMETER = re.compile(r":([a-z_0-9]+)\b")

# What the measures read: name → column → type. The feed's lake gives the first five, settings the sixth.
INPUTS: dict[str, dict[str, str]] = {
    "customers": {"customer_id": "BIGINT"},
    "accounts": {"account_id": "BIGINT", "kind": "VARCHAR", "currency": "VARCHAR", "closed_on": "DATE"},
    "account_holders": {"account_id": "BIGINT", "customer_id": "BIGINT", "holder_role": "VARCHAR"},
    "balances": {"account_id": "BIGINT", "business_date": "DATE", "balance_minor": "BIGINT"},
    "transactions": {
        "transaction_no": "VARCHAR",
        "account_id": "BIGINT",
        "business_date": "DATE",
        "direction": "VARCHAR",
        "amount_minor": "BIGINT",
        "kind": "VARCHAR",
        "channel": "VARCHAR",
        "counterparty_bank": "VARCHAR",
        "own_account_elsewhere": "BOOLEAN",
    },
    "tier_bands": {"tier_code": "VARCHAR", "tier_rank": "SMALLINT", "lower_minor": "BIGINT"},
    "history_days": {"point": "VARCHAR", "business_date": "DATE"},
}


class HeaderError(ValueError):
    """A measure's file lacks a line of its header, or names an input that does not exist."""


@dataclass(frozen=True)
class Measure:
    """One SQL file: what it means and the text to run. `title` is (zh, en)."""

    code: str
    title: tuple[str, str]
    formula: str
    unit: str
    grain: str
    source: str
    inputs: tuple[str, ...]
    example: str
    sql: str


@dataclass(frozen=True)
class Parameters:
    """The business date and the thresholds of one run; every date a measure needs follows from them.

    Amounts are minor units of `base_currency`; `flows_since` is the first day whose bookings are wanted.
    """

    as_of: date
    base_currency: str
    large_flows_minor: tuple[int, int, int]
    drop_minimum_minor: int
    history_days: int
    settle_day: int
    flows_since: date

    def literals(self) -> dict[str, str]:
        """Parameter → SQL literal, the same in every dialect."""
        settled = self.as_of if self.as_of.day >= self.settle_day else self.as_of.replace(day=1) - timedelta(days=1)
        first, second, third = self.large_flows_minor
        return {
            "as_of": _date(self.as_of),
            "next_day": _date(self.as_of + timedelta(days=1)),
            "previous_day": _date(self.as_of - timedelta(days=1)),
            "month_start": _date(self.as_of.replace(day=1)),
            "settled_start": _date(settled.replace(day=1)),
            "settled_end": _date(settled + timedelta(days=1)),
            "window_start": _date(self.as_of - timedelta(days=WINDOW_DAYS)),
            "flows_since": _date(self.flows_since),
            "base_currency": literal(self.base_currency),
            "large_flow_1": str(first),
            "large_flow_2": str(second),
            "large_flow_3": str(third),
            "drop_minimum": str(self.drop_minimum_minor),
            "history_days": str(self.history_days),
        }


@cache
def measures() -> dict[str, Measure]:
    """Code → measure, each after its inputs; raises HeaderError."""
    found = {path.stem: _read(path) for path in sorted(FOLDER.glob("*.sql"))}
    for measure in found.values():
        unknown = [name for name in measure.inputs if name not in found and name not in INPUTS]
        if unknown:
            raise HeaderError(f"{measure.code}.sql: unknown inputs {unknown}")
    order = TopologicalSorter({code: found[code].inputs for code in found}).static_order()
    return {code: found[code] for code in order if code in found}


def needed_for(codes: list[str]) -> list[Measure]:
    """These measures and all they are built from, in running order."""
    wanted, open_ends = set(codes), list(codes)
    while open_ends:
        for name in measures()[open_ends.pop()].inputs:
            if name in measures() and name not in wanted:
                wanted.add(name)
                open_ends.append(name)
    return [measure for code, measure in measures().items() if code in wanted]


def inputs_of(codes: list[str]) -> list[str]:
    """The inputs these measures read in the end, sorted."""
    return sorted({name for measure in needed_for(codes) for name in measure.inputs if name in INPUTS})


def bound(measure: Measure, parameters: Parameters) -> str:
    """The measure's SQL with literals in place of its parameters; raises KeyError for one that is not known."""
    literals = parameters.literals()
    return _PARAMETER.sub(lambda match: literals[match[1]], measure.sql)


def _read(path: Path) -> Measure:
    header: dict[str, str] = {}
    lines = path.read_text(encoding="utf-8").splitlines()
    body = next((number for number, line in enumerate(lines) if not line.startswith("--")), len(lines))
    name = ""
    for line in lines[:body]:
        text = line[2:]
        if match := re.fullmatch(r" ([a-z]+): (.+)", text):
            name = match[1]
            header[name] = match[2]
        else:
            header[name] = f"{header.get(name, '')} {text.strip()}"
    if tuple(header) != _FIELDS:
        raise HeaderError(f"{path.name}: the header must have {', '.join(_FIELDS)}, in this order")
    chinese, _slash, english = header["title"].partition(" / ")
    return Measure(
        code=path.stem,
        title=(chinese, english),
        formula=header["formula"],
        unit=header["unit"],
        grain=header["grain"],
        source=header["source"],
        inputs=tuple(name.strip() for name in header["inputs"].split(",")),
        example=header["example"],
        sql="\n".join(lines[body:]).strip(),
    )


def _date(day: date) -> str:
    return f"DATE '{day.isoformat()}'"
