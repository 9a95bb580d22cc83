"""Movements of one day: intended first, then settled so that no deposit is overdrawn and every balance adds up."""

from dataclasses import dataclass

import numpy as np

from zhike.interfaces.demonstration.bank import NOBODY, Accounts, Columns, Flags, Numbers

TRANSACTION_KINDS = (
    "cash",
    "transfer",
    "payroll",
    "interest",
    "fee",
    "card",
    "loan_repayment",
    "household",
    "insurance",
    "pension",
    "merchant",
    "maturity",
    "other",
)
CHANNELS = ("counter", "mobile", "online", "atm", "pos", "batch", "other")

# The order in which an account's movements of one day are booked.
ACCRUAL, PAYING_OUT, INCOME, PROMISED, SPENDING, ARRIVAL = range(6)


@dataclass
class Flows(Columns):
    """Intended movements in 分: account row, direction, words, other side; `to_account` is credited with the same."""

    account: Numbers
    incoming: Flags
    amount: Numbers
    kind: Numbers
    channel: Numbers
    party: Numbers
    own: Flags
    to_account: Numbers
    phase: Numbers


@dataclass
class Ledger(Columns):
    """Booked movements in order, with the balance after each."""

    account: Numbers
    incoming: Flags
    amount: Numbers
    balance_after: Numbers
    kind: Numbers
    channel: Numbers
    party: Numbers
    own: Flags


def flows(
    account: Numbers,
    amount: Numbers,
    kind: str,
    channel: str | Numbers,
    phase: int,
    *,
    party: Numbers | int = NOBODY,
    own: Flags | bool = False,
    to_account: Numbers | int = NOBODY,
) -> Flows:
    """Movements of one kind; the phase says the direction; amounts that are not above zero are left out."""
    count = len(account)
    all_of_them = Flows(
        account=np.asarray(account, dtype=np.int64),
        incoming=np.full(count, phase in (ACCRUAL, INCOME, ARRIVAL)),
        amount=np.asarray(amount, dtype=np.int64),
        kind=np.full(count, TRANSACTION_KINDS.index(kind)),
        channel=np.full(count, CHANNELS.index(channel)) if isinstance(channel, str) else channel,
        party=np.broadcast_to(np.asarray(party, dtype=np.int64), count),
        own=np.broadcast_to(np.asarray(own, dtype=bool), count),
        to_account=np.broadcast_to(np.asarray(to_account, dtype=np.int64), count),
        phase=np.full(count, phase),
    )
    return all_of_them.where(all_of_them.amount > 0)


def joined(parts: list[Flows]) -> Flows:
    """Several lists of movements as one, in order."""
    return Flows(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in parts[0].named()})


def settle(accounts: Accounts, intended: Flows) -> Ledger:
    """Book the day, set balances in place: spending that is not covered is left out, transfers between accounts arrive.

    Within a day an account's income is booked before its spending; what is promised (renewals, planted movements) comes
    before the rest, so it is never the part that is left out.
    """
    kept = intended.where(_affordable(accounts, intended))
    linked = kept.where(kept.to_account != NOBODY)
    arriving = Flows(
        **{
            **linked.named(),
            "account": linked.to_account,
            "incoming": np.ones(len(linked), dtype=bool),
            "phase": np.full(len(linked), ARRIVAL),
        }
    )
    booked = joined([kept, arriving])
    booked = booked.where(np.lexsort((booked.phase, booked.account)))
    signed = np.where(booked.incoming, booked.amount, -booked.amount)
    after = _running(booked.account, signed) + accounts.balance[booked.account]
    last = np.append(booked.account[1:] != booked.account[:-1], True)[: len(booked)]
    accounts.balance[booked.account[last]] = after[last]
    return Ledger(balance_after=after, **{n: c for n, c in booked.named().items() if n not in ("to_account", "phase")})


def _affordable(accounts: Accounts, intended: Flows) -> Flags:
    """Which movements can be paid: all income, and spending as long as its running sum is covered."""
    spending = (intended.phase == PROMISED) | (intended.phase == SPENDING)
    signed = np.where(intended.incoming, intended.amount, -intended.amount)[~spending]
    change = np.zeros(len(accounts), dtype=np.int64)
    np.add.at(change, intended.account[~spending], signed)
    available = accounts.balance + change
    rows = np.flatnonzero(spending)
    rows = rows[np.lexsort((intended.phase[rows], intended.account[rows]))]
    spent = _running(intended.account[rows], intended.amount[rows])
    allowed = np.ones(len(intended), dtype=bool)
    allowed[rows] = spent <= available[intended.account[rows]]
    return allowed


def _running(account: Numbers, amount: Numbers) -> Numbers:
    """Running sum within each account; `account` is sorted."""
    total = np.cumsum(amount)
    first = np.append(True, account[1:] != account[:-1])[: len(account)]
    before = (total - amount)[first]
    return total - before[np.cumsum(first) - 1] if len(account) else total
