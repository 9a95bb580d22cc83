"""From one day's close to the next."""

import numpy as np

from zhike.interfaces.demonstration.bank import NO_DAY, TIME, WEALTH, Bank
from zhike.interfaces.demonstration.flows import (
    ACCRUAL,
    INCOME,
    PAYING_OUT,
    PROMISED,
    Flows,
    Ledger,
    flows,
    joined,
    settle,
)
from zhike.interfaces.demonstration.founding import follow_assets, introduce
from zhike.interfaces.demonstration.holdings import demand_accounts, new_accounts, product_column
from zhike.interfaces.demonstration.people import CORPORATE_SHARE, make_customers, place_customers, plan_wealth
from zhike.interfaces.demonstration.routine import Day, income, spending
from zhike.interfaces.demonstration.signals import Signal, planted

NEWCOMERS_PER_DAY = 0.00015
RENEWED_SHARE = 0.6


def next_day(bank: Bank) -> tuple[Ledger, list[Signal]]:
    """Move `bank` on by a day, in place; returns what was booked and what was planted.

    The day follows from the seed, its date and the bank before it, and from nothing else.
    """
    number = bank.day + 1
    day = Day(bank=bank, number=number, rng=np.random.default_rng([bank.seed, number]))
    parts = [*_newcomers(day), *_maturities(day), *income(day)]
    signal_parts, truth = planted(day)
    ledger = settle(bank.accounts, joined([*parts, *signal_parts, *spending(day)]))
    bank.day = number
    follow_assets(bank)
    return ledger, truth


def _newcomers(day: Day) -> list[Flows]:
    """New customers open a demand account and bring their money."""
    bank, rng = day.bank, day.rng
    count = int(rng.poisson(len(bank.customers) * NEWCOMERS_PER_DAY))
    if not count:
        return []
    corporate = rng.random(count) < CORPORATE_SHARE
    plan = plan_wealth(rng, corporate)
    opened = np.full(count, day.number, dtype=np.int64)
    people = make_customers(rng, corporate, plan, opened, day.number, bank.customers)
    place_customers(rng, people, plan, bank.units, bank.staff)
    rows = len(bank.customers) + np.arange(count)
    bank.customers = bank.customers.extended(people)
    bank.customers.demand[rows] = len(bank.accounts) + np.arange(count)
    bank.accounts = bank.accounts.extended(demand_accounts(bank.units, bank.customers, rows, len(bank.accounts)))
    introduce(bank, rng, rows)
    bank.customers.signalled[rows] = day.number
    brought = np.minimum(plan.assets, 150_000_00)
    return [flows(bank.customers.demand[rows], brought, "cash", "counter", INCOME)]


def _maturities(day: Day) -> list[Flows]:
    """Deposits and wealth products that end today pay out with interest; six in ten are placed again."""
    bank, accounts = day.bank, day.bank.accounts
    termed = (accounts.kind == TIME) | (accounts.kind == WEALTH)
    ended = np.flatnonzero(termed & (accounts.maturity == day.number) & (accounts.closed == NO_DAY))
    interest = (
        accounts.balance[ended]
        * accounts.rate_bp[ended]
        * product_column("term", 0)[accounts.product[ended]]
        // 3_650_000
    )
    total = accounts.balance[ended] + interest
    accounts.closed[ended] = day.number
    demand = bank.customers.demand[accounts.holder[ended]]
    again = ended[day.rng.random(len(ended)) < RENEWED_SHARE]
    principal = accounts.balance[again]
    opened = np.full(len(again), day.number, dtype=np.int64)
    first, product = len(accounts), accounts.product[again]
    bank.accounts = accounts.extended(
        new_accounts(bank.units, bank.customers, accounts.holder[again], accounts.kind[again], product, opened, first)
    )
    return [
        flows(ended, interest, "interest", "batch", ACCRUAL),
        flows(ended, total, "maturity", "batch", PAYING_OUT),
        flows(demand, total, "maturity", "batch", INCOME),
        flows(
            bank.customers.demand[bank.accounts.holder[again]], principal, "other", "mobile", PROMISED,
            to_account=first + np.arange(len(again)),
        ),
    ]  # fmt: skip
