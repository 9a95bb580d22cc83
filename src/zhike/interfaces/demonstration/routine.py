"""The ordinary day: wages, pensions, transfers, shopping, rent, repayments, companies' receipts and payments."""

from dataclasses import dataclass

import numpy as np

from zhike.interfaces.demonstration.bank import DEMAND, FUND, LOAN, NO_DAY, Bank, Numbers, day_of
from zhike.interfaces.demonstration.flows import (
    ACCRUAL,
    CHANNELS,
    INCOME,
    PAYING_OUT,
    SPENDING,
    Flows,
    flows,
)
from zhike.interfaces.demonstration.people import YUAN

PENSION_DAY, FEE_DAY, INTEREST_DAY = 10, 16, 21
# Ordinary transfers stay below what counts as large, so that a large movement in the last days is a planted one
# for every personal customer.
TRANSFER_CAP = 120_000 * YUAN


@dataclass(frozen=True)
class Day:
    """What every part of a day's work needs."""

    bank: Bank
    number: int
    rng: np.random.Generator

    @property
    def of_month(self) -> int:
        """1 to 31."""
        return day_of(self.number).day

    @property
    def weekend(self) -> bool:
        """Saturday or Sunday."""
        return day_of(self.number).weekday() >= 5

    def lively(self, rate: float, corporate: bool = False) -> Numbers:
        """Customer rows to whom something of this daily rate happens today."""
        people = self.bank.customers
        hit = self.rng.random(len(people)) < rate
        return np.flatnonzero(hit & (people.corporate == corporate) & ~people.quiet)

    def channels(self, count: int, *names: str) -> Numbers:
        """A channel for each of `count` movements, drawn from `names`."""
        return np.array([CHANNELS.index(name) for name in names])[self.rng.integers(0, len(names), count)]

    def parties(self, count: int, kind: str) -> Numbers:
        """Rows of outside parties of one kind."""
        rows = np.flatnonzero(self.bank.parties.kind == kind)
        return rows[self.rng.integers(0, len(rows), count)]

    def amounts(self, count: int, middle: int, spread: float, step: int = 1) -> Numbers:
        """Log-normal amounts in 分 around `middle`, in multiples of `step`."""
        drawn = np.exp(self.rng.normal(np.log(middle), spread, count))
        return np.maximum(drawn // step * step, step).astype(np.int64)


def income(day: Day) -> list[Flows]:
    """What comes in today, company side of payroll included."""
    people = day.bank.customers
    parts = _payroll(day)
    if day.of_month == PENSION_DAY:
        rows = np.flatnonzero(people.pension > 0)
        parts.append(_in(day, rows, people.pension[rows], "pension", "batch", day.parties(len(rows), "pension")))
    rows = day.lively(0.015)
    from_own = day.rng.random(len(rows)) < 0.25
    party = np.where(from_own, people.own_party[rows], day.parties(len(rows), "person"))
    amount = np.minimum(day.amounts(len(rows), 3_000 * YUAN, 1.0, 100), TRANSFER_CAP)
    channel = day.channels(len(rows), "mobile", "online", "mobile", "counter")
    parts.append(flows(people.demand[rows], amount, "transfer", channel, INCOME, party=party, own=from_own))
    rows = day.lively(0.006)
    amount = np.minimum(day.amounts(len(rows), 4_000 * YUAN, 0.8, 100 * YUAN), TRANSFER_CAP)
    parts.append(_in(day, rows, amount, "cash", day.channels(len(rows), "counter", "atm")))
    rows = day.lively(0.06 if day.weekend else 0.5, corporate=True)
    kind = "merchant" if day.weekend else "transfer"
    parts.append(_in(day, rows, _turnover(day, rows), kind, "online", day.parties(len(rows), "firm")))
    return parts + _interest(day)


def _in(
    day: Day, rows: Numbers, amount: Numbers, kind: str, channel: str | Numbers, party: Numbers | int = -1
) -> Flows:
    return flows(day.bank.customers.demand[rows], amount, kind, channel, INCOME, party=party)


def _payroll(day: Day) -> list[Flows]:
    people = day.bank.customers
    due = (people.salary > 0) & (people.payday == day.of_month) & (day.number <= people.paid_until)
    rows = np.flatnonzero(due & ~people.quiet)
    pay = (people.salary[rows] * day.rng.normal(1, 0.015, len(rows))).astype(np.int64)
    firms = np.flatnonzero(day.bank.parties.kind == "firm")
    inside = people.employer[rows] >= 0
    party = np.where(inside, people.as_party[people.employer[rows]], firms[rows % len(firms)])
    total = np.bincount(people.employer[rows[inside]], weights=pay[inside], minlength=len(people)).astype(np.int64)
    employers = np.flatnonzero(total)
    return [
        flows(people.demand[rows], pay, "payroll", "batch", INCOME, party=party),
        flows(people.demand[employers], total[employers], "payroll", "batch", SPENDING),
    ]


def _interest(day: Day) -> list[Flows]:
    """Quarterly interest on demand accounts; monthly interest charged to loans."""
    accounts = day.bank.accounts
    parts = []
    if day.of_month == INTEREST_DAY and day_of(day.number).month % 3 == 0:
        quiet = day.bank.customers.quiet[accounts.holder]
        rows = np.flatnonzero((accounts.kind == DEMAND) & ~quiet)
        interest = accounts.balance[rows] * accounts.rate_bp[rows] // 40_000
        parts.append(flows(rows, interest, "interest", "batch", ACCRUAL))
    rows = np.flatnonzero((accounts.kind == LOAN) & (accounts.instalment_day == day.of_month) & (accounts.balance < 0))
    charged = -accounts.balance[rows] * accounts.rate_bp[rows] // 120_000
    return [*parts, flows(rows, charged, "interest", "batch", PAYING_OUT)]


def _turnover(day: Day, rows: Numbers) -> Numbers:
    """A company's receipt or payment: a fraction of what it holds, whole 元."""
    held = day.bank.accounts.balance[day.bank.customers.demand[rows]] + 150_000 * YUAN
    return (held * day.rng.uniform(0.002, 0.022, len(rows)) // YUAN * YUAN).astype(np.int64)


def spending(day: Day) -> list[Flows]:
    """What goes out today; `settle` leaves out what is not covered."""
    return [*_shopping(day), *_monthly(day), *_transfers_out(day), *_instalments(day)]


def _shopping(day: Day) -> list[Flows]:
    people = day.bank.customers
    times = day.rng.poisson(people.activity * (1.25 if day.weekend else 0.92))
    rows = np.repeat(np.arange(len(people)), times)
    amount = (people.spending[rows] * np.exp(day.rng.normal(-0.3, 0.8, len(rows)))).astype(np.int64)
    channel = day.channels(len(rows), "mobile", "mobile", "online", "pos")
    card = flows(people.demand[rows], amount, "card", channel, SPENDING, party=day.parties(len(rows), "shop"))
    rows = day.lively(0.010)
    cash = np.minimum(day.amounts(len(rows), 1_500 * YUAN, 0.7, 100 * YUAN), TRANSFER_CAP)
    return [card, flows(people.demand[rows], cash, "cash", day.channels(len(rows), "atm", "counter"), SPENDING)]


def _monthly(day: Day) -> list[Flows]:
    """Rent, support for relatives, water and power, message fee."""
    people = day.bank.customers
    rent = np.flatnonzero((people.rent > 0) & (people.rent_day == day.of_month))
    family = np.flatnonzero((people.family > 0) & ((people.rent_day + 9) % 28 == day.of_month))
    home = np.flatnonzero(
        (people.activity > 0.15) & ((people.rent_day + 17) % 28 == day.of_month) & (people.family + people.rent > 0)
    )
    parts = [
        _out(day, rent, people.rent[rent], "household", "batch", people.rent_party[rent]),
        _out(day, family, people.family[family], "transfer", "mobile", people.family_party[family]),
        _out(
            day, home, day.amounts(len(home), 180 * YUAN, 0.5), "household", "batch", day.parties(len(home), "utility")
        ),
    ]
    if day.of_month == FEE_DAY:
        rows = np.flatnonzero(people.activity > 0.25)
        parts.append(_out(day, rows, np.full(len(rows), 2 * YUAN), "fee", "batch"))
    return parts


def _out(
    day: Day, rows: Numbers, amount: Numbers, kind: str, channel: str | Numbers, party: Numbers | int = -1
) -> Flows:
    return flows(day.bank.customers.demand[rows], amount, kind, channel, SPENDING, party=party)


def _transfers_out(day: Day) -> list[Flows]:
    people = day.bank.customers
    rows = day.lively(0.014)
    amount = np.minimum(day.amounts(len(rows), 2_500 * YUAN, 1.0, 100), TRANSFER_CAP)
    to_people = _out(
        day, rows, amount, "transfer", day.channels(len(rows), "mobile", "online"), day.parties(len(rows), "person")
    )
    rows = day.lively(0.004)
    held = day.bank.accounts.balance[people.demand[rows]]
    amount = np.minimum(held * day.rng.uniform(0.02, 0.12, len(rows)), TRANSFER_CAP).astype(np.int64) // 10_000 * 10_000
    to_self = flows(
        people.demand[rows], amount, "transfer", day.channels(len(rows), "mobile", "online"), SPENDING,
        party=people.own_party[rows], own=True,
    )  # fmt: skip
    rows = day.lively(0.04 if day.weekend else 0.48, corporate=True)
    paid = _out(day, rows, _turnover(day, rows), "transfer", "online", day.parties(len(rows), "firm"))
    return [to_people, to_self, paid]


def _instalments(day: Day) -> list[Flows]:
    """Loan repayments and monthly fund plans: from the holder's demand account to the other."""
    accounts, people = day.bank.accounts, day.bank.customers
    due = (accounts.instalment_day == day.of_month) & (accounts.instalment > 0) & (accounts.closed == NO_DAY)
    parts = []
    for kind, words in ((LOAN, "loan_repayment"), (FUND, "other")):
        rows = np.flatnonzero(due & (accounts.kind == kind) & ~people.quiet[accounts.holder])
        amount = accounts.instalment[rows]
        if kind == LOAN:
            amount = np.minimum(amount, -accounts.balance[rows])
        parts.append(flows(people.demand[accounts.holder[rows]], amount, words, "batch", SPENDING, to_account=rows))
    return parts
