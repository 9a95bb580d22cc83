"""Every night's proof: closing balances against the amounts booked and against the bank's own total."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from zhike.contexts.feeds.actions.derive_balances import MEMORY, find_chain_rule
from zhike.contexts.feeds.derivation.difference import DayDifference, Sources, compute_differences
from zhike.contexts.feeds.derivation.forgetting import DIFFERENCES
from zhike.contexts.feeds.derivation.sources import EMPTY_DIFFERENCES, from_lake
from zhike.contexts.feeds.models import DayReconciliation, Delivery
from zhike.contexts.feeds.queries.reconciliations import as_reconciliation
from zhike.contexts.feeds.types import Reconciliation
from zhike.foundation import lake


def reconcile(business_date: date) -> Reconciliation:
    """Compare the day's closing balances with all amounts booked up to it; stores and returns the result.

    Builds on the reconciliation before it, so it costs what was booked since; running it again gives the same result.
    """
    last = DayReconciliation.objects.filter(business_date__lt=business_date).order_by("business_date").last()
    rule = find_chain_rule(business_date)
    connection = lake.connect(memory_limit=MEMORY, threads=2)
    try:
        sums = compute_differences(
            connection,
            _sources(business_date, last.business_date if last else None),
            last.business_date if last else None,
            derived=rule is not None,
            opening_minor=rule.opening_minor if rule else 0,
        )
        changed = connection.execute(
            f"""SELECT account_id, DATE '{business_date}' AS business_date, difference AS difference_minor
                FROM account_difference WHERE difference <> before ORDER BY account_id"""  # noqa: S608 - a date
        ).to_arrow_table()
    finally:
        connection.close()
    staged = [lake.stage_partition(DIFFERENCES, business_date, changed)] if changed.num_rows else []
    with transaction.atomic():
        lake.publish_partitions(staged, replaces=[] if staged else [(DIFFERENCES, business_date)])
        return as_reconciliation(_store(business_date, sums))


def _sources(day: date, last: date | None) -> Sources:
    bookings = from_lake("transactions", upto=day, since=last)
    differences = from_lake(DIFFERENCES, upto=last) if last else EMPTY_DIFFERENCES
    return Sources(
        balances=f"SELECT account_id, business_date, balance_minor FROM {from_lake('balances', upto=day)}",  # noqa: S608
        bookings=_BOOKINGS.format(source=bookings, after=last or date.min),
        differences=_DIFFERENCES.format(source=differences),
    )


def _store(business_date: date, sums: DayDifference) -> DayReconciliation:
    delivery = Delivery.objects.filter(
        state=Delivery.State.LOADED, closing_totals__has_key=business_date.isoformat()
    ).order_by("finished_at")
    newest = delivery.last()
    any_delivery = newest or Delivery.objects.filter(state=Delivery.State.LOADED).order_by("last_date").last()
    return DayReconciliation.objects.update_or_create(
        business_date=business_date,
        defaults={
            "currency": any_delivery.currency if any_delivery else "CNY",
            "accounts": sums.accounts,
            "closing_sum_minor": sums.closing_minor,
            "amounts_sum_minor": sums.closing_minor - sums.difference_minor,
            "difference_minor": sums.difference_minor,
            "accounts_differing": sums.accounts_differing,
            "control_closing_minor": newest.closing_totals[business_date.isoformat()] if newest else None,
            "computed_at": timezone.now(),
        },
    )[0]


_BOOKINGS = """
    SELECT account_id, business_date, direction, amount_minor FROM {source} WHERE business_date > DATE '{after}'
"""
_DIFFERENCES = """
    SELECT account_id, arg_max(difference_minor, business_date) AS difference_minor FROM {source} GROUP BY account_id
"""
