"""The bank on the first day of its history."""

import numpy as np

from zhike.interfaces.demonstration.bank import Bank, Flags, Numbers, Parties
from zhike.interfaces.demonstration.holdings import initial_holdings, monthly_plans
from zhike.interfaces.demonstration.names import word_list
from zhike.interfaces.demonstration.organisation import make_staff, make_units
from zhike.interfaces.demonstration.people import (
    CORPORATE_SHARE,
    TIER_EDGES,
    Plan,
    find_employers,
    make_customers,
    outside_parties,
    own_parties,
    place_customers,
    plan_wealth,
)
from zhike.interfaces.demonstration.signals import (
    SIGNAL_DAYS,
    make_quiet,
    plant_birthdays,
    plant_stopped_payrolls,
)

FEWEST_CUSTOMERS = 100
NEAR_TIER_EDGES = (1, 2, 2, 3, 3, 4)
FAST_DAYS, SLOW_DAYS = 45, 120


def found_bank(seed: int, customers: int, start: int, until: int) -> Bank:
    """The bank with its opening balances on day `start`; what is planted is planted for the days up to `until`."""
    rng = np.random.default_rng([seed, start, customers])
    units = make_units(customers)
    staff = make_staff(rng, units, customers)
    corporate = rng.random(customers) < CORPORATE_SHARE
    plan = plan_wealth(rng, corporate)
    near = _plan_near_tier(rng, plan, corporate)
    opened = start - rng.integers(30, 6_000, customers)
    people = make_customers(rng, corporate, plan, opened, start, None)
    place_customers(rng, people, plan, units, staff)
    accounts = initial_holdings(rng, units, people, plan, start, until)
    people.demand[:] = np.arange(customers)
    find_employers(rng, people, np.flatnonzero(corporate & (plan.tier >= 2)), np.flatnonzero(people.salary > 0))
    bank = Bank(
        seed=seed,
        start=start,
        day=start,
        signals_from=max(start + 1, until - SIGNAL_DAYS + 1),
        units=units,
        staff=staff,
        customers=people,
        accounts=accounts,
        parties=outside_parties(rng, customers),
    )
    introduce(bank, rng, np.arange(customers))
    monthly_plans(rng, accounts)
    make_quiet(bank, near, until)
    plant_birthdays(bank, until + 1, rng)
    plant_stopped_payrolls(bank, until, rng)
    people.fast_mean[:] = people.slow_mean[:] = bank.customer_aum()
    return bank


def _plan_near_tier(rng: np.random.Generator, plan: Plan, corporate: Flags) -> Numbers:
    """Some personal customers stand 1 to 3.5 % below a tier edge; returns their rows."""
    people = np.flatnonzero(~corporate)
    rows = rng.choice(people, min(len(people), max(6, len(corporate) // 100)), replace=False)
    edge = np.array(NEAR_TIER_EDGES)[np.arange(len(rows)) % len(NEAR_TIER_EDGES)]
    plan.tier[rows] = edge - 1
    plan.assets[rows] = (TIER_EDGES[edge] * rng.uniform(0.965, 0.99, len(rows))).astype(np.int64) // 100 * 100
    plan.demand_share[rows] = 0.08
    return rows


def introduce(bank: Bank, rng: np.random.Generator, rows: Numbers) -> None:
    """Give these customers the other sides of their regular transfers; extends `parties` and sets in place."""
    people = bank.customers
    outside = np.flatnonzero(bank.parties.kind == "person")
    people.rent_party[rows] = outside[rng.integers(0, len(outside), len(rows))]
    people.family_party[rows] = outside[rng.integers(0, len(outside), len(rows))]
    people.own_party[rows] = len(bank.parties) + np.arange(len(rows))
    bank.parties = bank.parties.extended(own_parties(rng, people.name[rows]))
    companies = rows[people.corporate[rows]]
    people.as_party[companies] = len(bank.parties) + np.arange(len(companies))
    bank.parties = bank.parties.extended(
        Parties(
            bank=np.full(len(companies), word_list("bank.toml")["bank"]),
            account=bank.accounts.number[people.demand[companies]],
            name=people.name[companies],
            kind=np.full(len(companies), "inside"),
        )
    )


def follow_assets(bank: Bank) -> None:
    """Move each customer's running means towards the closing assets."""
    people, assets = bank.customers, bank.customer_aum()
    people.fast_mean += (assets - people.fast_mean) // FAST_DAYS
    people.slow_mean += (assets - people.slow_mean) // SLOW_DAYS
