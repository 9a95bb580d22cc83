"""Balances a bank does not deliver, rebuilt from its transactions by the rule its mapping declares."""

from datetime import date

from zhike.contexts.feeds.derivation.chain import BalanceChain, ChainRule
from zhike.contexts.feeds.derivation.forgetting import BALANCES
from zhike.contexts.feeds.derivation.sources import closings, day_before, from_lake
from zhike.contexts.feeds.models import Delivery
from zhike.contexts.feeds.types import DerivationResult
from zhike.foundation import lake

MEMORY = "1GB"


def derive_balances(business_date: date) -> DerivationResult:
    """Rebuild the balances of the day and of earlier days that lack theirs; nothing happens where they are delivered.

    Running it again for the same day gives the same partition.
    """
    bookings = lake.partition_dates("transactions", upto=business_date)
    known = lake.partition_dates(BALANCES, upto=day_before(business_date))
    missing = [day for day in bookings if not known or day > known[-1]]
    return derive_balances_history(min([*missing, business_date]), business_date)


def derive_balances_history(first: date, last: date) -> DerivationResult:
    """Rebuild the balances of `first` to `last` in one go, from those of the day before `first`."""
    rule = find_chain_rule(last)
    if rule is None:
        return DerivationResult(first, last, 0, 0, 0)
    connection = lake.connect(memory_limit=MEMORY, threads=2)
    try:
        chain = BalanceChain(connection, rule, closings(day_before(first)))
        staged, account_days, beyond = [], 0, 0
        for day in lake.partition_dates("transactions", upto=last, since=first):
            done = chain.advance(day, from_lake("transactions", upto=day, since=day))
            account_days += done.account_days
            beyond += done.beyond_tolerance
            if done.changes.num_rows:
                staged.append(lake.stage_partition(BALANCES, day, done.changes, ["balance_minor"]))
    finally:
        connection.close()
    kept = {part.business_date for part in staged}
    stale = [(BALANCES, day) for day in lake.partition_dates(BALANCES, upto=last, since=first) if day not in kept]
    lake.publish_partitions(staged, replaces=stale)
    return DerivationResult(first, last, account_days, sum(part.rows for part in staged), beyond)


def find_chain_rule(business_date: date) -> ChainRule | None:
    """The rule of the newest delivery up to the day, None where balances are delivered."""
    delivery = (
        Delivery.objects.filter(state=Delivery.State.LOADED, first_date__lte=business_date)
        .order_by("last_date", "id")
        .last()
    )
    if delivery is None or delivery.derivation is None:
        return None
    return ChainRule(delivery.derivation["opening_minor"], delivery.derivation["tolerance_minor"])
