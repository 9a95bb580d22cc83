"""What customers hold: accounts by product, with opening balances and maturities."""

import numpy as np

from zhike.interfaces.demonstration.bank import (
    DEMAND,
    FUND,
    INSURANCE,
    KINDS,
    LOAN,
    METAL,
    NO_DAY,
    TIME,
    WEALTH,
    Accounts,
    Customers,
    Flags,
    Numbers,
    Units,
)
from zhike.interfaces.demonstration.names import word_list
from zhike.interfaces.demonstration.numbers import account_numbers
from zhike.interfaces.demonstration.people import YUAN, Plan

# kind, chance to hold, weight of its share of what is not on the demand account, step and least amount in 元
_SLOTS = (
    (TIME, 0.80, 1.0, 1_000, 5_000),
    (TIME, 0.45, 0.7, 1_000, 5_000),
    (TIME, 0.20, 0.5, 1_000, 5_000),
    (WEALTH, 0.45, 1.0, 10_000, 10_000),
    (WEALTH, 0.20, 0.8, 10_000, 10_000),
    (FUND, 0.28, 0.5, 1_000, 2_000),
    (INSURANCE, 0.18, 0.4, 5_000, 10_000),
    (METAL, 0.05, 0.2, 500, 1_000),
)
NEAR_MATURITY_SHARE = 0.25
NEAR_MATURITY_BEFORE, NEAR_MATURITY_AFTER = 8, 45


def product_rows(kind: int, corporate: bool = False) -> Numbers:
    """Rows of the product list of one kind, those for companies apart (their codes go on with 1)."""
    products = word_list("bank.toml")["product"]
    of_kind = [row for row, product in enumerate(products) if product["kind"] == KINDS[kind]]
    for_companies = [row for row in of_kind if products[row]["code"][1] == "1"]
    return np.array((for_companies or of_kind) if corporate else [row for row in of_kind if row not in for_companies])


def product_column(name: str, default: int) -> Numbers:
    """A figure of the product list (rate_bp, term) by product row."""
    return np.array([product.get(name, default) for product in word_list("bank.toml")["product"]], dtype=np.int64)


def new_accounts(
    units: Units, people: Customers, holder: Numbers, kind: int | Numbers, product: Numbers, opened: Numbers, first: int
) -> Accounts:
    """Empty accounts numbered from `first` on; maturity and rate follow from the product."""
    count = len(holder)
    term = product_column("term", 0)[product]
    return Accounts(
        number=account_numbers(units.code[people.unit[holder]], first + np.arange(count)),
        holder=holder.astype(np.int64),
        kind=np.broadcast_to(np.asarray(kind, dtype=np.int64), count),
        product=product.astype(np.int64),
        opened=opened.astype(np.int64),
        maturity=np.where(term > 0, opened + term, NO_DAY).astype(np.int64),
        rate_bp=product_column("rate_bp", 0)[product],
        closed=np.full(count, NO_DAY, dtype=np.int64),
        instalment=np.zeros(count, dtype=np.int64),
        instalment_day=np.zeros(count, dtype=np.int64),
        balance=np.zeros(count, dtype=np.int64),
    )


def demand_accounts(units: Units, people: Customers, rows: Numbers, first: int) -> Accounts:
    """One settlement account for each customer in `rows`, opened with the relationship."""
    product = np.where(people.corporate[rows], product_rows(DEMAND, corporate=True)[0], product_rows(DEMAND)[0])
    return new_accounts(units, people, rows, DEMAND, product, people.opened[rows], first)


def initial_holdings(
    rng: np.random.Generator, units: Units, people: Customers, plan: Plan, start: int, until: int
) -> Accounts:
    """Demand accounts (row = customer row) and everything else, open on `start`; assets add up to the plan exactly."""
    accounts = demand_accounts(units, people, np.arange(len(people)), 0)
    rest = (plan.assets * (1 - plan.demand_share)).astype(np.int64)
    weights = np.array([slot[2] for slot in _SLOTS])
    held = rng.random((len(people), len(_SLOTS))) < np.array([slot[1] for slot in _SLOTS])
    held[:, 3:] &= ~people.corporate[:, None]
    share = held * weights * rng.uniform(0.4, 1.0, held.shape)
    share /= np.maximum(share.sum(axis=1, keepdims=True), 1e-9)
    placed = np.zeros(len(people), dtype=np.int64)
    for column, (kind, _, _, step, least) in enumerate(_SLOTS):
        amount = (rest * share[:, column]).astype(np.int64) // (step * YUAN) * (step * YUAN)
        amount[amount < least * YUAN] = 0
        placed += amount
        for company in (False, True):
            rows = np.flatnonzero((amount > 0) & (people.corporate == company))
            more = _placed_before(rng, units, people, rows, kind, company, len(accounts), start, until)
            more.balance[:] = amount[rows]
            accounts = accounts.extended(more)
    accounts.balance[: len(people)] = plan.assets - placed
    accounts.opened[: len(people)] = people.opened
    return accounts.extended(_loans(rng, units, people, plan, len(accounts), start))


def _placed_before(
    rng: np.random.Generator,
    units: Units,
    people: Customers,
    rows: Numbers,
    kind: int,
    company: bool,
    first: int,
    start: int,
    until: int,
) -> Accounts:
    """Accounts opened before `start`; of those with a term some mature around `until`, none before `start`."""
    choice = product_rows(kind, company)
    product = choice[rng.integers(0, len(choice), len(rows))]
    term = product_column("term", 0)[product]
    maturity = start + 1 + (rng.random(len(rows)) * np.maximum(term - 1, 1)).astype(np.int64)
    near = until + rng.integers(-NEAR_MATURITY_BEFORE, NEAR_MATURITY_AFTER + 1, len(rows))
    maturity = np.where((rng.random(len(rows)) < NEAR_MATURITY_SHARE) & (near - term < start), near, maturity)
    maturity = np.maximum(maturity, start + 1)
    since = start - rng.integers(1, 900, len(rows))
    opened = np.where(term > 0, maturity - term, since)
    people.opened[rows] = np.minimum(people.opened[rows], opened)
    return new_accounts(units, people, rows, kind, product, opened, first)


def _loans(rng: np.random.Generator, units: Units, people: Customers, plan: Plan, first: int, start: int) -> Accounts:
    """Housing and consumer loans of earners, working capital of companies; repaid monthly."""
    chance = np.where(people.corporate, 0.25, np.where(people.salary > 0, 0.18, 0.0))
    rows = np.flatnonzero(rng.random(len(people)) < chance)
    company = people.corporate[rows]
    private = product_rows(LOAN)
    product = np.where(
        company, product_rows(LOAN, corporate=True)[0], private[rng.integers(0, len(private), len(rows))]
    )
    accounts = new_accounts(units, people, rows, LOAN, product, start - rng.integers(30, 1500, len(rows)), first)
    instalment = np.where(company, plan.assets[rows] // 40, people.salary[rows] * 3 // 10) // YUAN * YUAN
    accounts.instalment[:] = np.maximum(instalment, 500 * YUAN)
    accounts.instalment_day[:] = rng.integers(1, 28, len(rows))
    months = np.where(company, rng.integers(4, 24, len(rows)), rng.integers(24, 240, len(rows)))
    accounts.balance[:] = -accounts.instalment * months
    accounts.maturity[:] = start + months * 30
    return accounts


def monthly_plans(rng: np.random.Generator, accounts: Accounts) -> Flags:
    """A third of fund accounts are topped up every month; set in place, returns which."""
    chosen = (accounts.kind == FUND) & (rng.random(len(accounts)) < 0.35)
    accounts.instalment[chosen] = rng.integers(2, 21, int(chosen.sum())) * 500 * YUAN
    accounts.instalment_day[chosen] = rng.integers(1, 28, int(chosen.sum()))
    return chosen
