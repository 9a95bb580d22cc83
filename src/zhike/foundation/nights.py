"""The engine of the night: named steps, each done once, resumed after any kill, never by two at a time."""

import re
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connections, transaction
from django.utils import timezone

from zhike.foundation.models import NightRun, NightStep

_LOCK_KEY = 7_230_001  # one night at a time for the whole database, whichever machine starts it


class NightIsRunningError(RuntimeError):
    """Another process is running a night; nothing was done."""


class NightFailedError(RuntimeError):
    """A step failed; yesterday's results stay published and the night can be run again."""


@dataclass(frozen=True)
class StepResult:
    """What a step did: the rows it wrote and figures worth showing on the page of the night."""

    rows: int = 0
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """A step must be safe to run again from its beginning: it may have been killed anywhere in the middle."""

    name: str
    run: Callable[[date], StepResult]


@dataclass(frozen=True)
class NightEvent:
    """Progress for whoever watches: `kind` is step_started, step_done, step_skipped, step_failed or night_done."""

    kind: str
    business_date: date
    step: str = ""
    rows: int = 0
    seconds: float = 0.0


def run_night(
    business_date: date,
    steps: Sequence[Step],
    *,
    again: bool = False,
    report: Callable[[NightEvent], None] = lambda event: None,
) -> NightRun:
    """Run what is not yet done of the night of `business_date`; with `again` run all of it anew.

    Raises NightIsRunningError, or NightFailedError after the failing step was recorded with its error.
    """
    with _only_one():
        night = _opened(business_date, steps, again)
        for step in steps:
            record = night.steps.get(name=step.name)
            if record.state == NightStep.State.DONE:
                report(NightEvent("step_skipped", business_date, step.name, record.rows or 0))
                continue
            _run_step(night, record, step, report)
        night.state, night.ended_at = NightRun.State.DONE, timezone.now()
        night.save(update_fields=["state", "ended_at"])
        report(NightEvent("night_done", business_date))
    return night


def is_running() -> bool:
    """Whether a process holds the night now; one recorded as running without a holder was killed in its middle."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND classid = 0"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))",
            [_LOCK_KEY],
        )
        return bool(cursor.fetchone()[0])


@contextmanager
def _only_one() -> Iterator[None]:
    """Hold a session lock on a connection of its own: it falls with the process, however that ends."""
    holder = connections["default"].copy(alias="night")
    try:
        with holder.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK_KEY])
            if not cursor.fetchone()[0]:
                raise NightIsRunningError("another process is running a night")
            try:
                yield
            finally:
                # closing alone would free it only when the server notices, which the next night may not wait for
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK_KEY])
    finally:
        holder.close()


@transaction.atomic
def _opened(business_date: date, steps: Sequence[Step], again: bool) -> NightRun:
    now = timezone.now()
    night, is_new = NightRun.objects.get_or_create(business_date=business_date, defaults={"started_at": now})
    if not is_new:
        night.attempts += 1
        night.state, night.ended_at = NightRun.State.RUNNING, None
        night.save()
    if again:
        night.steps.all().delete()
    for position, step in enumerate(steps):
        NightStep.objects.update_or_create(night=night, name=step.name, defaults={"position": position})
    return night


def _run_step(night: NightRun, record: NightStep, step: Step, report: Callable[[NightEvent], None]) -> None:
    started = timezone.now()
    record.state, record.started_at, record.ended_at, record.error = NightStep.State.RUNNING, started, None, ""
    record.save()
    report(NightEvent("step_started", night.business_date, step.name))
    try:
        result = step.run(night.business_date)
    except Exception as error:
        _close(record, NightStep.State.FAILED, started, error=_without_values(error))
        night.state, night.ended_at = NightRun.State.FAILED, timezone.now()
        night.save(update_fields=["state", "ended_at"])
        report(NightEvent("step_failed", night.business_date, step.name))
        raise NightFailedError(f"night of {night.business_date}, step {step.name}: {record.error}") from error
    record.rows, record.detail = result.rows, result.detail
    seconds = _close(record, NightStep.State.DONE, started)
    report(NightEvent("step_done", night.business_date, step.name, result.rows, seconds))


def _without_values(error: Exception) -> str:
    """Kind and message of `error`, without the lines in which a database quotes rows or statements: names, numbers."""
    text = "".join(traceback.format_exception_only(error))
    return re.split(r"\n(?:DETAIL:|LINE \d)", text)[0].strip()


def _close(record: NightStep, state: NightStep.State, started: datetime, error: str = "") -> float:
    record.state, record.ended_at, record.error = state, timezone.now(), error
    record.save()
    return float((record.ended_at - started).total_seconds())
