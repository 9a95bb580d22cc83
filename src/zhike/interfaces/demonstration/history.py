"""Histories and days of the demonstration bank as delivery folders.

Layout below the folder given: `extracts/<YYYY-MM-DD>/` (the deliveries; a folder of several days is named by its last),
`bank.npz` (the bank at the close of the last delivered day), `truth.json` (what was planted, for tests).
Killed between two of them, the next call makes the same delivery again: the state decides.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhike.interfaces.demonstration.bank import NO_DAY, NOBODY, Bank, Numbers, day_number, day_of
from zhike.interfaces.demonstration.days import next_day
from zhike.interfaces.demonstration.extracts import DeliveryFolder, dates, money
from zhike.interfaces.demonstration.flows import CHANNELS, TRANSACTION_KINDS, Ledger
from zhike.interfaces.demonstration.founding import FEWEST_CUSTOMERS, found_bank
from zhike.interfaces.demonstration.masters import write_accounts, write_bank, write_customers
from zhike.interfaces.demonstration.signals import Signal, standing_truth

EXTRACTS, STATE, TRUTH = "extracts", "bank.npz", "truth.json"
FEWEST_DAYS = 2
ROWS_AT_ONCE = 400_000

Progress = Callable[[date], None]


def _silent(_: date) -> None:
    """Nobody watches."""


def delivery_path(out_dir: Path, last: date) -> Path:
    """Where the delivery that ends on `last` lies."""
    return out_dir / EXTRACTS / last.isoformat()


def generate_history(
    out_dir: Path, customers: int = 1200, days: int = 100, seed: int = 1, until: date | None = None,
    on_day: Progress = _silent,
) -> Bank:  # fmt: skip
    """Found the bank and write its first `days` days, ending on `until` (default: yesterday), as one delivery.

    The first day has opening balances only. Raises ValueError for fewer than 100 customers or 2 days.
    """
    if customers < FEWEST_CUSTOMERS or days < FEWEST_DAYS:
        raise ValueError(f"a history needs at least {FEWEST_CUSTOMERS} customers and {FEWEST_DAYS} days")
    last = until or date.today() - timedelta(days=1)
    start = day_number(last) - days + 1
    bank = found_bank(seed, customers, start, day_number(last))
    with DeliveryFolder(delivery_path(out_dir, last)) as folder:
        write_bank(folder, bank)
        movements = _Movements(folder)
        movements.balances(bank, start, np.arange(len(bank.accounts)))
        truth = _run_days(bank, movements, day_number(last), on_day)
        write_customers(folder, bank, np.arange(len(bank.customers)))
        everything = np.arange(len(bank.accounts))
        write_accounts(folder, bank, everything, everything)
        folder.finish(day_of(start), last, movements.closing)
    _keep(out_dir, bank, day_of(start), truth)
    return bank


def generate_days(out_dir: Path, last: date, bank: Bank, on_day: Progress = _silent) -> Bank:
    """Write the days after the bank's own up to `last` as one delivery (usually one day); moves `bank` on in place."""
    first = bank.day + 1
    if day_number(last) < first:
        raise ValueError(f"the bank has closed {day_of(bank.day)} already")
    customers, accounts = len(bank.customers), len(bank.accounts)
    closed_before = bank.accounts.closed != NO_DAY
    with DeliveryFolder(delivery_path(out_dir, last)) as folder:
        movements = _Movements(folder)
        truth = _run_days(bank, movements, day_number(last), on_day)
        if len(bank.customers) > customers:
            write_customers(folder, bank, np.arange(customers, len(bank.customers)))
        new = np.arange(accounts, len(bank.accounts))
        closed = np.flatnonzero((bank.accounts.closed[:accounts] != NO_DAY) & ~closed_before)
        if len(new) or len(closed):
            write_accounts(folder, bank, np.concatenate([closed, new]), new)
        folder.finish(day_of(first), last, movements.closing)
    _keep(out_dir, bank, day_of(first), truth)
    return bank


def generate_day(out_dir: Path, day: date, bank: Bank) -> Bank:
    """Write the day after the bank's own, which must be `day`, as a delivery; moves `bank` on in place."""
    if day_number(day) != bank.day + 1:
        raise ValueError(f"the bank's next day is {day_of(bank.day + 1)}, not {day}")
    return generate_days(out_dir, day, bank)


def kept_bank(out_dir: Path) -> Bank | None:
    """The bank as the last complete delivery left it, or None before the first."""
    path = out_dir / STATE
    return Bank.load(path) if path.exists() else None


def _run_days(bank: Bank, movements: "_Movements", last: int, on_day: Progress) -> list[Signal]:
    truth = []
    while bank.day < last:
        before = bank.accounts.balance.copy()
        ledger, signals = next_day(bank)
        truth += signals
        now = bank.accounts.balance
        changed = np.flatnonzero(now != np.concatenate([before, np.zeros(len(now) - len(before), dtype=np.int64)]))
        movements.balances(bank, bank.day, changed)
        movements.transactions(bank, bank.day, ledger)
        on_day(day_of(bank.day))
    movements.flush(bank)
    return truth


@dataclass
class _Movements:
    """Collects days of transactions and balances and writes them in large pieces."""

    folder: DeliveryFolder
    closing: dict[date, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._start()

    def _start(self) -> None:
        self._balances: list[tuple[Numbers, Numbers, Numbers]] = []
        self._ledgers: list[tuple[int, Ledger]] = []
        self._waiting = 0

    def balances(self, bank: Bank, day: int, changed: Numbers) -> None:
        """Closing balances of the accounts that changed, and the day's total over all."""
        self.closing[day_of(day)] = int(bank.accounts.balance.sum())
        self._balances.append((changed, np.full(len(changed), day), bank.accounts.balance[changed]))

    def transactions(self, bank: Bank, day: int, ledger: Ledger) -> None:
        """What was booked on a day."""
        self._ledgers.append((day, ledger))
        self._waiting += len(ledger)
        if self._waiting >= ROWS_AT_ONCE:
            self.flush(bank)

    def flush(self, bank: Bank) -> None:
        """Write what was collected."""
        numbers = pa.array(bank.accounts.number)
        if self._balances:
            account, day, balance = (np.concatenate(part) for part in zip(*self._balances, strict=True))
            columns = {"account_no": numbers.take(account), "business_date": dates(day), "balance": money(balance)}
            self.folder.sheet("balances", columns).write(columns)
        if self._ledgers:
            columns = _transaction_columns(bank, numbers, self._ledgers)
            self.folder.sheet("transactions", columns).write(columns)
        self._start()


def _transaction_columns(bank: Bank, numbers: pa.Array, ledgers: list[tuple[int, Ledger]]) -> dict[str, pa.Array]:
    lengths = [len(ledger) for _, ledger in ledgers]
    day = np.repeat([day for day, _ in ledgers], lengths).astype(np.int64)
    sequence = np.concatenate([np.arange(1, length + 1) for length in lengths])
    booked = Ledger(**{
        name: np.concatenate([getattr(ledger, name) for _, ledger in ledgers]) for name in ledgers[0][1].named()
    })  # fmt: skip
    party = pa.array(booked.party, mask=booked.party == NOBODY)
    prefix = pc.replace_substring(dates(day).cast(pa.string()), "-", "")
    running = pc.utf8_lpad(pa.array(sequence).cast(pa.string()), width=8, padding="0")
    return {
        "transaction_no": pc.binary_join_element_wise(prefix, running, ""),
        "account_no": numbers.take(booked.account),
        "business_date": dates(day),
        "direction": pa.array(["out", "in"]).take(booked.incoming.astype(np.int8)),
        "amount": money(booked.amount),
        "balance_after": money(booked.balance_after),
        "kind": pa.array(TRANSACTION_KINDS).take(booked.kind),
        "channel": pa.array(CHANNELS).take(booked.channel),
        "counterparty_bank": pa.array(bank.parties.bank).take(party),
        "counterparty_account": pa.array(bank.parties.account).take(party),
        "counterparty_name": pa.array(bank.parties.name).take(party),
        "own_account_elsewhere": pa.array(["false", "true"]).take(booked.own.astype(np.int8)),
    }


def _keep(out_dir: Path, bank: Bank, first: date, truth: list[Signal]) -> None:
    """State last: without it the days from `first` on count as not delivered, and are made again."""
    path = out_dir / TRUTH
    kept = json.loads(path.read_text(encoding="utf-8"))["planted"] if path.exists() else []
    planted = [signal for signal in kept if signal["date"] < first.isoformat()] + [signal.as_dict() for signal in truth]
    content = {
        "business_date": day_of(bank.day).isoformat(),
        "planted": planted,
        "standing": [signal.as_dict() for signal in standing_truth(bank)],
    }
    aside = path.with_name(f".{path.name}.part")
    aside.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    aside.replace(path)
    bank.save(out_dir / STATE)
