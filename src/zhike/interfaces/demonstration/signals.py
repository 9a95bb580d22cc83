"""What a manager should notice, planted on purpose, so that tests can hold the measures to it.

The truth names only what was planted or can be read off the bank without judging: an ordinary movement may well look
like a planted one, so the truth is a part of what a measure finds, never the whole.
"""

from dataclasses import asdict, dataclass
from decimal import Decimal

import numpy as np

from zhike.interfaces.demonstration.bank import LOAN, NO_DAY, NOBODY, TIME, WEALTH, Bank, Numbers, day_of
from zhike.interfaces.demonstration.flows import INCOME, PROMISED, Flows, flows
from zhike.interfaces.demonstration.people import TIER_EDGES, YUAN
from zhike.interfaces.demonstration.routine import Day

SIGNAL_DAYS = 10
REST_DAYS = 60
LARGE = np.array([200_000, 500_000, 1_000_000, 3_000_000]) * YUAN
NEAR_SHARE = 0.04
MATURITY_DAYS = 30
DROPPED_TO = 0.55
LEAST_DROP = 60_000 * YUAN  # a bank does not call for less than 50,000


@dataclass(frozen=True)
class Signal:
    """One true statement: customer, date, kind, amount in 元 as text ("" where there is none)."""

    customer_no: str
    date: str
    kind: str
    amount: str = ""

    def as_dict(self) -> dict[str, str]:
        """For JSON."""
        return asdict(self)


def planted(day: Day) -> tuple[list[Flows], list[Signal]]:
    """Today's planted movements and what is true because of them; marks the customers as signalled."""
    bank = day.bank
    if day.number < bank.signals_from:
        return [], []
    size = len(bank.customers) / 1200
    parts, truth = [], []
    for plant in (_drops, _outflows, _inflows):
        rows, amount, movement = plant(day, size)
        parts.append(movement)
        kind = {"_drops": "balance_drop", "_outflows": "large_outflow", "_inflows": "large_inflow"}[plant.__name__]
        truth += _signals(bank, rows, day.number, kind, amount)
        bank.customers.signalled[rows] = day.number
    return parts, truth


def _signals(bank: Bank, rows: Numbers, day: int, kind: str, amount: Numbers) -> list[Signal]:
    date = day_of(day).isoformat()
    numbers = bank.customers.number[rows].tolist()
    return [
        Signal(number, date, kind, str(Decimal(int(minor)).scaleb(-2)))
        for number, minor in zip(numbers, amount.tolist(), strict=True)
    ]


def _chosen(day: Day, eligible: np.ndarray, count: int) -> Numbers:
    """Owned customers not signalled lately, `count` but one at least; those of first managers are likelier."""
    people, staff = day.bank.customers, day.bank.staff
    eligible = eligible & (people.owner != NOBODY) & ~people.quiet & (day.number - people.signalled > REST_DAYS)
    rows = np.flatnonzero(eligible)
    managers = np.flatnonzero(staff.role == "relationship_manager")
    _, first = np.unique(staff.unit[managers], return_index=True)
    weight = np.ones(len(staff))
    weight[managers[first]] = 2.0
    weight[managers[:1]] = 8.0
    chance = weight[people.owner[rows]]
    count = min(max(count, 1), len(rows))
    return np.sort(day.rng.choice(rows, count, replace=False, p=chance / chance.sum())) if count else rows[:0]


def _drops(day: Day, size: float) -> tuple[Numbers, Numbers, Flows]:
    """Money leaves so that the customer's assets fall to 55 % or less of their mean of the last months.

    The smaller of two running means is never far above the plain mean of three months, whatever happened before.
    """
    bank, people = day.bank, day.bank.customers
    total, held = bank.customer_aum(), bank.accounts.balance[people.demand]
    average = np.minimum(people.fast_mean, people.slow_mean)
    needed = total - (average * DROPPED_TO).astype(np.int64)
    eligible = (needed > LEAST_DROP) & (needed < held * 9 // 10) & ~people.corporate
    rows = _chosen(day, eligible, round(2 * size))
    room = held[rows] - needed[rows]
    amount = needed[rows] + (room * day.rng.uniform(0.05, 0.7, len(rows))).astype(np.int64)
    return rows, amount, _leaving(day, rows, amount)


def _outflows(day: Day, size: float) -> tuple[Numbers, Numbers, Flows]:
    """Large transfers out by customers who can afford them without the balance collapsing."""
    bank, people = day.bank, day.bank.customers
    most = np.minimum(bank.customer_aum() * 28 // 100, bank.accounts.balance[people.demand] * 8 // 10)
    rows = _chosen(day, most >= LARGE[0], round(size))
    amount = LARGE[0] + ((most[rows] - LARGE[0]) * day.rng.random(len(rows))).astype(np.int64)
    return rows, amount // YUAN * YUAN, _leaving(day, rows, amount // YUAN * YUAN)


def _inflows(day: Day, size: float) -> tuple[Numbers, Numbers, Flows]:
    """Large transfers in; six in ten above 200,000, three above 500,000, one above a million."""
    people = day.bank.customers
    rows = _chosen(day, day.bank.customer_aum() > 20_000 * YUAN, round(3 * size))
    level = np.searchsorted([0.6, 0.9], day.rng.random(len(rows)))
    amount = LARGE[level] + ((LARGE[level + 1] - LARGE[level]) * day.rng.random(len(rows)) ** 2).astype(np.int64)
    amount = amount // (1_000 * YUAN) * (1_000 * YUAN)
    own, party = _other_side(day, rows)
    channel = day.channels(len(rows), "mobile", "counter", "online")
    return rows, amount, flows(people.demand[rows], amount, "transfer", channel, INCOME, party=party, own=own)


def _leaving(day: Day, rows: Numbers, amount: Numbers) -> Flows:
    own, party = _other_side(day, rows)
    channel = day.channels(len(rows), "mobile", "counter", "online")
    demand = day.bank.customers.demand[rows]
    return flows(demand, amount, "transfer", channel, PROMISED, party=party, own=own)


def _other_side(day: Day, rows: Numbers) -> tuple[np.ndarray, Numbers]:
    """Half of the money moves between the customer's own accounts."""
    own = day.rng.random(len(rows)) < 0.5
    kind = "firm" if len(rows) and day.bank.customers.corporate[rows].all() else "person"
    return own, np.where(own, day.bank.customers.own_party[rows], day.parties(len(rows), kind))


def standing_truth(bank: Bank) -> list[Signal]:
    """What holds at the close of the bank's day: near-tier, maturities, tomorrow's birthdays, stopped payrolls."""
    return [*_near_tier(bank), *_maturities(bank), *_birthdays(bank), *_payrolls_stopped(bank)]


def _near_tier(bank: Bank) -> list[Signal]:
    """Quiet customers within 4 % below a tier edge; the amount is the gap."""
    total = bank.customer_aum()
    edge = TIER_EDGES[np.minimum(np.searchsorted(TIER_EDGES, total, side="right"), len(TIER_EDGES) - 1)]
    rows = np.flatnonzero(bank.customers.quiet & (total >= edge * (1 - NEAR_SHARE)) & (total < edge))
    return _signals(bank, rows, bank.day, "near_tier", (edge - total)[rows])


def _maturities(bank: Bank) -> list[Signal]:
    """Time deposits and wealth products that end within thirty days after the bank's day."""
    accounts = bank.accounts
    ahead = accounts.maturity - bank.day
    termed = (
        ((accounts.kind == TIME) | (accounts.kind == WEALTH)) & (accounts.closed == NO_DAY) & (accounts.balance > 0)
    )
    rows = np.flatnonzero(termed & (ahead >= 1) & (ahead <= MATURITY_DAYS))
    rows = rows[np.argsort(accounts.maturity[rows], kind="stable")]
    return [
        _signals(bank, accounts.holder[[row]], accounts.maturity[row], "maturity", accounts.balance[[row]])[0]
        for row in rows
    ]


def _birthdays(bank: Bank) -> list[Signal]:
    """Birthdays (solar) on the day after the bank's day, which is the managers' today."""
    today = day_of(bank.day + 1)
    born = bank.customers.birth.astype("datetime64[D]")
    month = born.astype("datetime64[M]")
    same = (month.astype(np.int64) % 12 + 1 == today.month) & ((born - month).astype(np.int64) + 1 == today.day)
    rows = np.flatnonzero(same & ~bank.customers.corporate)
    return [Signal(number, today.isoformat(), "birthday") for number in bank.customers.number[rows].tolist()]


def _payrolls_stopped(bank: Bank) -> list[Signal]:
    """Salaries whose next pay day has passed without pay; date and amount of the first one missed."""
    people = bank.customers
    signals = []
    for row in np.flatnonzero((people.salary > 0) & ~people.quiet & (people.paid_until < bank.day)):
        days = np.arange(people.paid_until[row] + 1, people.paid_until[row] + 32)
        missed = next(day for day in days if day_of(day).day == people.payday[row])
        if missed <= bank.day:
            signals += _signals(bank, np.array([row]), missed, "payroll_stopped", people.salary[[row]])
    return signals


def plant_birthdays(bank: Bank, today: int, rng: np.random.Generator) -> None:
    """A few owned customers are born on the managers' first day; set in place before anything is written."""
    people, date = bank.customers, day_of(today)
    owned = np.flatnonzero((people.owner != NOBODY) & ~people.corporate)
    first = owned[people.owner[owned] == np.flatnonzero(bank.staff.role == "relationship_manager")[0]]
    count = max(3, len(people) // 300)
    for row in np.unique(np.concatenate([first[:2], rng.choice(owned, min(count, len(owned)), replace=False)])):
        year = day_of(people.birth[row]).year
        year -= year % 4 if (date.month, date.day) == (2, 29) else 0
        people.birth[row] = (date.replace(year=year) - day_of(0)).days


def plant_stopped_payrolls(bank: Bank, until: int, rng: np.random.Generator) -> None:
    """Some employees are paid for the last time some forty days before the end of the history."""
    people = bank.customers
    paid = np.flatnonzero((people.salary > 0) & (people.owner != NOBODY) & ~people.quiet)
    rows = rng.choice(paid, min(len(paid), max(4, len(people) // 150)), replace=False)
    people.paid_until[rows] = until - rng.integers(36, 46, len(rows))


def make_quiet(bank: Bank, rows: Numbers, until: int) -> None:
    """These customers do nothing and nothing of theirs ends soon, so that their month average is their balance."""
    people, accounts = bank.customers, bank.accounts
    people.quiet[rows] = True
    for column in (people.activity, people.salary, people.pension, people.rent, people.family):
        column[rows] = 0
    held = np.isin(accounts.holder, rows)
    accounts.instalment[held] = 0
    late = held & (accounts.maturity != NO_DAY) & (accounts.kind < LOAN)
    accounts.maturity[late] = np.maximum(accounts.maturity[late], until + 60)
