"""The night, in its order: what one business date's deliveries become before the bank opens.

Every step can be run again from its beginning, so a night that was killed is simply run again: done steps are skipped,
the one that was under way starts anew and ends with the same results.
"""

import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings
from django.db import OperationalError, transaction
from django.utils import timezone

from zhike.contexts.analytics import public as analytics
from zhike.contexts.care import public as care
from zhike.contexts.feeds import public as feeds
from zhike.foundation import calendar
from zhike.foundation.models import BankProfile, NightRun
from zhike.foundation.nights import NightEvent, Step, StepResult, run_night

SWAP_ATTEMPTS = 10
SWAP_PAUSE = 0.5  # seconds, times the attempt


class NightWithoutDataError(RuntimeError):
    """The day has no delivery; the text says where it was looked for."""


def steps() -> list[Step]:
    """The steps of a night, in order."""
    return [
        Step("deliveries", _take_deliveries),
        Step("balances", _derive_balances),
        Step("measures", _compute_measures),
        Step("file", _build_file),
        Step("publication", _stage_publication),
        Step("tiers", _record_tier_changes),
        Step("tasks", _raise_tasks),
        Step("reconciliation", _reconcile),
        Step("announcement", _announce),
    ]


def run_nights(
    dates: Sequence[date], report: Callable[[NightEvent], None] = lambda event: None, *, again: bool = False
) -> list[NightRun]:
    """Run the nights of `dates`, earlier ones first; nights that are done are passed over unless `again`.

    Raises NightIsRunningError where another process runs one, NightFailedError with the first step that fails: later
    dates are then not begun, and what was published stays.
    """
    return [run_night(day, steps(), again=again, report=report) for day in sorted(dates)]


def nights_due(upto: date) -> list[date]:
    """The business dates after the published one, up to `upto`, whose data is there, without a gap.

    Before the first night none is: which day a bank begins on is a person's decision.
    """
    published = calendar.business_date()
    due: list[date] = []
    while published is not None and published + timedelta(days=len(due) + 1) <= upto:
        day = published + timedelta(days=len(due) + 1)
        if not feeds.is_delivered(day) and len(_waiting(day)) == len(_waiting(day - timedelta(days=1))):
            break
        due.append(day)
    return due


def _take_deliveries(business_date: date) -> StepResult:
    """Load what waits in the inbox for the day; a day that no loaded delivery covers cannot have a night."""
    rows = quarantined = 0
    for folder in _waiting(business_date):
        result = feeds.ingest_delivery(folder, settings.ZHIKE_MAPPING, by=None, at=timezone.now())
        if result.state != feeds.DeliveryState.LOADED:
            raise NightWithoutDataError(f"the delivery {folder.name} was refused: {result.refusal}")
        rows += result.rows
        quarantined += result.quarantined
    if not feeds.is_delivered(business_date):
        where = settings.ZHIKE_INBOX or "no inbox is set (ZHIKE_INBOX)"
        raise NightWithoutDataError(f"nothing was delivered for {business_date}: {where}")
    return StepResult(rows, {"quarantined": quarantined})


def _waiting(business_date: date) -> list[Path]:
    inbox = settings.ZHIKE_INBOX
    if not inbox or not inbox.is_dir():
        return []
    return feeds.list_waiting_folders(inbox, feeds.load_mapping(settings.ZHIKE_MAPPING), business_date)


def _derive_balances(business_date: date) -> StepResult:
    result = feeds.derive_balances(business_date)
    return StepResult(
        result.changed, {"account_days": result.account_days, "beyond_tolerance": result.beyond_tolerance}
    )


def _compute_measures(business_date: date) -> StepResult:
    result = analytics.compute_measures(business_date=business_date)
    return StepResult(result.customers, {"large_flows": result.large_flows, "aum_minor": result.aum_minor})


def _build_file(business_date: date) -> StepResult:
    run = NightRun.objects.get(business_date=business_date).attempts
    file = analytics.build_night_file(business_date=business_date, run=str(run), at=timezone.now())
    return StepResult(file.rows, {"path": file.path})


def _stage_publication(business_date: date) -> StepResult:
    if _is_past(business_date):
        return StepResult(0, {"skipped": "a later date is published"})
    return StepResult(analytics.stage_measures(business_date=business_date))


def _record_tier_changes(business_date: date) -> StepResult:
    return StepResult(analytics.record_tier_changes(business_date=business_date, at=timezone.now()))


def _raise_tasks(business_date: date) -> StepResult:
    """Tasks are of the day after; those of a night run again late would ask for what is long past."""
    if _is_past(business_date):
        return StepResult(0, {"skipped": "a later date is published"})
    at = timezone.now()
    money = analytics.raise_flow_and_drop_tasks(business_date=business_date, at=at)
    contacts = care.raise_cadence_tasks(business_date=business_date, at=at)
    return StepResult(money + contacts, {"flows_and_drops": money, "cadence": contacts})


def _reconcile(business_date: date) -> StepResult:
    result = feeds.reconcile(business_date)
    return StepResult(
        result.accounts,
        {
            "balanced": result.balanced,
            "difference_minor": result.difference_minor,
            "accounts_differing": result.accounts_differing,
        },
    )


def _announce(business_date: date) -> StepResult:
    """Swap the figures in and move the data date, in one transaction: no page ever shows one without the other."""
    if _is_past(business_date):
        return StepResult(0, {"skipped": "a later date is published"})
    for attempt in range(1, SWAP_ATTEMPTS + 1):
        try:
            corrected = _publish(business_date)
            break
        except OperationalError:  # a change of customers took longer than we wait: let it end
            if attempt == SWAP_ATTEMPTS:
                raise
            time.sleep(SWAP_PAUSE * attempt)
    analytics.remove_old_night_files()
    return StepResult(corrected, {"attempts": attempt})


@transaction.atomic
def _publish(business_date: date) -> int:
    corrected = analytics.swap_measures(business_date=business_date)
    reconciliation = feeds.find_reconciliation(business_date)
    profile = BankProfile.objects.select_for_update().first() or BankProfile(name=calendar.bank().name)
    profile.published_business_date = business_date
    profile.published_at = timezone.now()
    profile.reconciled = reconciliation.balanced if reconciliation else None
    profile.save()
    return corrected


def _is_past(business_date: date) -> bool:
    published = calendar.business_date()
    return published is not None and business_date < published
