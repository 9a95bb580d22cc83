"""The demonstration bank between two days: everything the next day is made from, as columns.

Money is BIGINT 分, days are counted from 1970-01-01. A loan's balance is negative: what the customer owes.
"""

import os
from dataclasses import dataclass, fields
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

Text = NDArray[np.str_]
Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]

EPOCH = date(1970, 1, 1)
NO_DAY = -1
NOBODY = -1
STATE_VERSION = 2

KINDS = (
    "demand_deposit",
    "time_deposit",
    "wealth_product",
    "agency_fund",
    "agency_insurance",
    "precious_metal",
    "loan",
    "card",
)
DEMAND, TIME, WEALTH, FUND, INSURANCE, METAL, LOAN, CARD = range(len(KINDS))


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


def day_of(number: int) -> date:
    """The date of a day number."""
    return EPOCH + timedelta(days=int(number))


class Columns:
    """A dataclass of arrays of one length: a table that can be appended to, narrowed, kept and read back."""

    def __len__(self) -> int:
        return len(getattr(self, fields(self)[0].name))  # type: ignore[arg-type]

    def extended(self, other: Self) -> Self:
        """This table with the rows of `other` behind it."""
        return type(self)(
            **{name: np.concatenate([column, getattr(other, name)]) for name, column in self.named().items()}
        )

    def where(self, chosen: Any) -> Self:
        """The rows named by a mask or by row numbers."""
        return type(self)(**{name: column[chosen] for name, column in self.named().items()})

    def named(self) -> dict[str, NDArray[Any]]:
        """The columns by name, in order of declaration."""
        return {field.name: getattr(self, field.name) for field in fields(self)}  # type: ignore[arg-type]


@dataclass
class Units(Columns):
    """The tree of units; `parent` is a row number, -1 at the top."""

    code: Text
    parent: Numbers
    name: Text
    kind: Text


@dataclass
class Staff(Columns):
    """One row per person, with the unit (row number) and role of the post the core knows."""

    number: Text
    name: Text
    unit: Numbers
    role: Text


@dataclass
class Customers(Columns):
    """Who they are, and the habits that make their days.

    `owner` is a row of Staff, `demand` the row of the settlement account, `employer` a row of Customers (or -1: paid
    from outside), `own_party`/`rent_party`/`family_party`/`as_party` rows of Parties. Amounts are per month or event;
    `fast_mean` and `slow_mean` follow the assets over weeks and over months.
    """

    number: Text
    corporate: Flags
    name: Text
    male: Flags
    birth: Numbers
    unit: Numbers
    opened: Numbers
    owner: Numbers
    demand: Numbers
    quiet: Flags
    activity: NDArray[np.float64]
    spending: Numbers
    payday: Numbers
    salary: Numbers
    employer: Numbers
    paid_until: Numbers
    pension: Numbers
    rent: Numbers
    rent_day: Numbers
    rent_party: Numbers
    family: Numbers
    family_party: Numbers
    own_party: Numbers
    as_party: Numbers
    signalled: Numbers
    fast_mean: Numbers
    slow_mean: Numbers


@dataclass
class Accounts(Columns):
    """Accounts with their balance of the last closed day; `holder` is a row of Customers."""

    number: Text
    holder: Numbers
    kind: Numbers
    product: Numbers
    opened: Numbers
    maturity: Numbers
    rate_bp: Numbers
    closed: Numbers
    instalment: Numbers
    instalment_day: Numbers
    balance: Numbers


@dataclass
class Parties(Columns):
    """Who stands on the other side of a transfer."""

    bank: Text
    account: Text
    name: Text
    kind: Text


T = TypeVar("T", bound=Columns)


@dataclass
class Bank:
    """The whole bank at the close of `day`; `start` is the first day of its history."""

    seed: int
    start: int
    day: int
    signals_from: int
    units: Units
    staff: Staff
    customers: Customers
    accounts: Accounts
    parties: Parties

    def customer_aum(self) -> Numbers:
        """分 per customer over everything but loans and cards."""
        held = self.accounts.kind < LOAN
        sums = np.bincount(
            self.accounts.holder[held], weights=self.accounts.balance[held], minlength=len(self.customers)
        )
        return sums.astype(np.int64)

    def save(self, path: Path) -> None:
        """Keep the bank in one file, written aside and renamed."""
        arrays: dict[str, Any] = {"scalars": self._scalars()}
        for name in _TABLES:
            for column, values in getattr(self, name).named().items():
                arrays[f"{name}.{column}"] = values
        aside = path.with_name(f".{path.name}.part")
        with aside.open("wb") as file:
            np.savez_compressed(file, allow_pickle=False, **arrays)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)

    def _scalars(self) -> Numbers:
        return np.array([STATE_VERSION, self.seed, self.start, self.day, self.signals_from], dtype=np.int64)

    @classmethod
    def load(cls, path: Path) -> "Bank":
        """Read a kept bank; raises ValueError when another version of the generator wrote it."""
        with np.load(path, allow_pickle=False) as kept:
            version, seed, start, day, signals_from = (int(value) for value in kept["scalars"])
            if version != STATE_VERSION:
                raise ValueError(f"{path} was written by version {version} of the generator, not {STATE_VERSION}")
            tables: dict[str, Any] = {
                name: kind(**{field.name: kept[f"{name}.{field.name}"] for field in fields(kind)})
                for name, kind in _TABLES.items()
            }
        return cls(seed=seed, start=start, day=day, signals_from=signals_from, **tables)


_TABLES: dict[str, Any] = {
    "units": Units,
    "staff": Staff,
    "customers": Customers,
    "accounts": Accounts,
    "parties": Parties,
}
