"""Invented customers: who they are, whose they are, and the habits their transactions come from."""

from dataclasses import dataclass

import numpy as np

from zhike.interfaces.demonstration.bank import (
    NO_DAY,
    NOBODY,
    Columns,
    Customers,
    Flags,
    Numbers,
    Parties,
    Staff,
    Text,
    Units,
)
from zhike.interfaces.demonstration.names import company_names, person_names, word_list
from zhike.interfaces.demonstration.numbers import padded

YUAN = 100
CORPORATE_SHARE = 0.06
FIRST_NUMBER = 100_100
TIER_EDGES = np.array([0, 50_000, 200_000, 1_000_000, 5_000_000, 20_000_000]) * YUAN
PERSONAL_TIERS = (0.50, 0.25, 0.165, 0.075, 0.010)
CORPORATE_TIERS = (0.10, 0.20, 0.40, 0.26, 0.04)
OWNED_SHARE = np.array([0.12, 0.65, 1.0, 1.0, 1.0])
LOBBY_SHARE = 0.25


@dataclass
class Plan(Columns):
    """What a newcomer brings: tier (0–4), total assets in 分, share kept on the demand account."""

    tier: Numbers
    assets: Numbers
    demand_share: np.ndarray


def plan_wealth(rng: np.random.Generator, corporate: Flags) -> Plan:
    """Draw tier and assets: log-uniform inside a tier and clear of its edges, so that a quiet month changes none."""
    count = len(corporate)
    draw = rng.random(count)
    tier = np.where(
        corporate, np.searchsorted(np.cumsum(CORPORATE_TIERS), draw), np.searchsorted(np.cumsum(PERSONAL_TIERS), draw)
    ).clip(0, 4)
    low = np.where(tier == 0, 300 * YUAN, TIER_EDGES[tier] * 1.07)
    high = TIER_EDGES[tier + 1] * 0.92
    assets = (np.exp(np.log(low) + rng.random(count) * (np.log(high) - np.log(low))) // YUAN * YUAN).astype(np.int64)
    # A quarter keep nearly everything at hand: they are the ones whose balance can drop.
    lazy = rng.random(count) < 0.25
    demand_share = np.where(
        corporate | lazy | (tier == 0), rng.uniform(0.65, 1.0, count), rng.uniform(0.04, 0.35, count)
    )
    return Plan(tier=tier, assets=assets, demand_share=demand_share)


# What a new customer has none of until units, managers, employers and habits are given.
NOBODY_YET = ("unit", "owner", "demand", "employer", "rent_party", "family_party", "own_party", "as_party")
NOTHING_YET = ("spending", "payday", "salary", "pension", "rent", "family", "fast_mean", "slow_mean")


def make_customers(
    rng: np.random.Generator, corporate: Flags, plan: Plan, opened: Numbers, today: int, before: Customers | None
) -> Customers:
    """New customers without owner and unit; `before` are those the bank has (numbers go on from there)."""
    count, first = len(corporate), 0 if before is None else len(before)
    index = first + np.arange(count)
    male = rng.random(count) < 0.49
    birth = np.where(corporate, NO_DAY, _births(rng, count, today))
    year = birth.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
    name = person_names(rng, male, year).astype("U24")
    companies_before = 0 if before is None else int(before.corporate.sum())
    name[corporate] = company_names(rng, int(corporate.sum()), companies_before)
    nobody = {field: np.full(count, NOBODY, dtype=np.int64) for field in NOBODY_YET}
    nothing = {field: np.zeros(count, dtype=np.int64) for field in NOTHING_YET}
    people = Customers(
        number=np.char.add(np.where(corporate, "6000", "1000"), padded(FIRST_NUMBER + index, 6)),
        corporate=corporate,
        name=name,
        male=male & ~corporate,
        birth=birth,
        opened=opened,
        quiet=np.zeros(count, dtype=bool),
        activity=np.where(corporate, 0.0, rng.gamma(2.0, 0.16, count)),
        paid_until=np.full(count, np.iinfo(np.int32).max, dtype=np.int64),
        rent_day=rng.integers(1, 28, count),
        signalled=np.full(count, -10_000, dtype=np.int64),
        **nobody,
        **nothing,
    )
    _give_habits(rng, people, plan, (today - birth) // 365)
    return people


def _births(rng: np.random.Generator, count: int, today: int) -> Numbers:
    """Ages 18 to 90 with the weight of a bank's customers, and one in a hundred a child."""
    age = np.where(rng.random(count) < 0.01, rng.uniform(8, 17.5, count), 18 + 72 * rng.beta(2.0, 2.6, count))
    return (today - age * 365.25).astype(np.int64)


def _give_habits(rng: np.random.Generator, people: Customers, plan: Plan, age: Numbers) -> None:
    """Salary, pension, rent, family: set in place, amounts in 分 per month."""
    count = len(people)
    person = ~people.corporate
    working = person & (age >= 20) & (age < 60) & (rng.random(count) < 0.68)
    level = np.exp(rng.normal(np.log(6_500), 0.45, count)) * (1 + 0.55 * plan.tier)
    people.salary[working] = (level[working] * YUAN).astype(np.int64)
    people.payday[working] = rng.choice([5, 8, 10, 15, 20, 25], int(working.sum()))
    retired = person & (age >= 60)
    people.pension[retired] = rng.integers(220_000, 780_000, int(retired.sum()))
    people.activity[person & (age < 18)] *= 0.2
    monthly = people.salary + people.pension + 60_000
    people.spending[:] = (monthly * 0.5 / 30 / np.maximum(people.activity, 0.05)).astype(np.int64).clip(1_200, 900_000)
    renting = working & (plan.tier < 3) & (rng.random(count) < 0.22)
    people.rent[renting] = rng.integers(12, 46, int(renting.sum())) * 10_000
    helping = person & (age >= 25) & (rng.random(count) < 0.15)
    people.family[helping] = rng.integers(3, 31, int(helping.sum())) * 10_000


def find_employers(rng: np.random.Generator, people: Customers, companies: Numbers, employees: Numbers) -> None:
    """Six in ten employees (rows) are paid by a corporate customer, the others from outside; set in place."""
    if len(companies):
        inside = employees[rng.random(len(employees)) < 0.6]
        people.employer[inside] = companies[rng.integers(0, len(companies), len(inside))]
        # Everyone in a company is paid on its day.
        payday = np.array([5, 8, 10, 15, 20, 25])
        people.payday[inside] = payday[people.employer[inside] % len(payday)]


def place_customers(rng: np.random.Generator, people: Customers, plan: Plan, units: Units, staff: Staff) -> None:
    """Give each an outlet and, by tier, a relationship manager or lobby manager of that outlet; set in place."""
    outlets = np.flatnonzero(units.kind == "outlet")
    people.unit[:] = outlets[rng.integers(0, len(outlets), len(people))]
    owned = rng.random(len(people)) < OWNED_SHARE[plan.tier]
    to_lobby = owned & (plan.tier <= 1) & ~people.corporate & (rng.random(len(people)) < LOBBY_SHARE)
    for chosen, role in ((owned & ~to_lobby, "relationship_manager"), (to_lobby, "lobby_manager")):
        rows = np.flatnonzero(chosen)
        people.owner[rows] = _colleagues(rng, people.unit[rows], staff, role)


def _colleagues(rng: np.random.Generator, unit: Numbers, staff: Staff, role: str) -> Numbers:
    """For each unit one of its people with that role."""
    holders = np.flatnonzero(staff.role == role)
    holders = holders[np.argsort(staff.unit[holders], kind="stable")]
    first = np.searchsorted(staff.unit[holders], unit, side="left")
    past = np.searchsorted(staff.unit[holders], unit, side="right")
    return holders[first + (rng.random(len(unit)) * (past - first)).astype(np.int64)]


def outside_parties(rng: np.random.Generator, customers: int) -> Parties:
    """Shops, utilities, people and firms outside the bank."""
    words = word_list("bank.toml")["counterparties"]
    people, firms = max(300, customers // 3), max(120, customers // 8)
    shops, utilities = np.array(words["shops"]), np.array(words["utilities"])
    male = rng.random(people) < 0.5
    name = np.concatenate(
        [
            shops,
            utilities,
            person_names(rng, male, rng.integers(1950, 2000, people)),
            np.char.replace(company_names(rng, firms, 0), "温州", "杭州"),
        ]
    )
    name = np.append(name, words["pension_payer"])
    kind = np.repeat(["shop", "utility", "person", "firm", "pension"], [len(shops), len(utilities), people, firms, 1])
    return Parties(bank=_banks(rng, len(name)), account=_outside_accounts(rng, len(name)), name=name, kind=kind)


def own_parties(rng: np.random.Generator, name: Text) -> Parties:
    """The customers' own accounts at other banks."""
    count = len(name)
    return Parties(
        bank=_banks(rng, count),
        account=_outside_accounts(rng, count),
        name=name,
        kind=np.full(count, "own", dtype="U8"),
    )


def _banks(rng: np.random.Generator, count: int) -> Text:
    banks = np.array(word_list("bank.toml")["counterparties"]["banks"])
    return banks[rng.integers(0, len(banks), count)]


def _outside_accounts(rng: np.random.Generator, count: int) -> Text:
    return np.char.add("62009", padded(rng.integers(0, 10**14, count), 14))
