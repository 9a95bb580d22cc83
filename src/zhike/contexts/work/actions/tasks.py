"""Tasks come to be, wait, and are closed."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import connection, transaction

from zhike.contexts.customers.public import hold_scopes
from zhike.contexts.org.public import Viewer
from zhike.contexts.work.models import Task
from zhike.contexts.work.queries.tasks import task_for
from zhike.contexts.work.types import TaskDraft, TaskKind, TaskState

BATCH = 2_000


class TaskClosedError(ValueError):
    """The task was closed already; nothing was changed."""


class TaskMovedError(ValueError):
    """The task was postponed to another day meanwhile; nothing was changed."""


@transaction.atomic
def raise_tasks(drafts: Sequence[TaskDraft], *, at: datetime) -> int:
    """Make the tasks whose source has none yet, open or closed; returns how many this call made.

    Scope and owner are the customer's as they stand now; a customer outside the caller's fence gets no task. Two
    calls at the same moment make each task once and count it once.
    """
    first_of_each = {draft.source_key: draft for draft in reversed(drafts)}
    ordered = [first_of_each[key] for key in sorted(first_of_each)]  # one order for all: two calls cannot deadlock
    return sum(_raise_part(ordered[start : start + BATCH], at) for start in range(0, len(ordered), BATCH))


def _raise_part(drafts: Sequence[TaskDraft], at: datetime) -> int:
    known = set(Task.objects.filter(source_key__in=[d.source_key for d in drafts]).values_list("source_key", flat=True))
    scopes = hold_scopes({draft.customer_id for draft in drafts if draft.source_key not in known})
    rows = [
        _new_task(draft, *scopes[draft.customer_id], at)
        for draft in drafts
        if draft.source_key not in known and draft.customer_id in scopes
    ]
    if not rows:
        return 0
    for row, task_id in zip(rows, _reserved_ids(len(rows)), strict=True):
        row.pk = task_id
    Task.objects.bulk_create(rows, ignore_conflicts=True)
    return Task.objects.filter(pk__in=[row.pk for row in rows]).count()


def _reserved_ids(count: int) -> list[int]:
    """Ids given before the insert, because an insert that skips conflicts does not tell which rows it made."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('work_task', 'id')) FROM generate_series(1, %s)", [count])
        return [row[0] for row in cursor.fetchall()]


def close_tasks_by_source(source_keys: Iterable[str], *, state: TaskState, on: date, at: datetime) -> int:
    """Close the open tasks of these sources, because what they asked for has happened; returns how many."""
    return Task.objects.filter(source_key__in=list(source_keys), state=TaskState.OPEN).update(
        state=state, closed_at=at, closed_on=on, closed_by_id=None
    )


def withdraw_stale_tasks(kinds: Sequence[TaskKind], *, due_before: date, on: date, at: datetime) -> int:
    """Cancel open tasks of these kinds that were due before `due_before` and that nobody postponed beyond it."""
    stale = Task.objects.filter(kind__in=kinds, state=TaskState.OPEN, due_on__lt=due_before, show_from__lt=due_before)
    return stale.update(state=TaskState.CANCELLED, closed_at=at, closed_on=on, closed_by_id=None)


def reopen_tasks_by_source(source_keys: Iterable[str]) -> int:
    """Open again what a source had settled by itself, not what a person did or what was withdrawn; returns how many."""
    settled = Task.objects.filter(source_key__in=list(source_keys), state=TaskState.DONE, closed_by_id__isnull=True)
    return settled.update(state=TaskState.OPEN, closed_at=None, closed_on=None)


@transaction.atomic
def postpone_task(*, task_id: int, until: date, by: Viewer, at: datetime, postponed_to: date | None = None) -> date:
    """Hide the task until `until`; returns the day it was shown from before, which `postpone_task` takes to undo.

    Who undoes names the day in `postponed_to`: what somebody decided about the task since then stays.
    Raises TaskNotFound, TaskClosedError, TaskMovedError.
    """
    task = task_for(task_id, viewer=by, lock=True)
    if task.state != TaskState.OPEN:
        raise TaskClosedError
    if postponed_to not in (None, task.show_from):
        raise TaskMovedError
    before, task.show_from = task.show_from, until
    task.save(update_fields=["show_from"])
    return before


def _new_task(draft: TaskDraft, scope_unit_id: int, owner_id: int | None, at: datetime) -> Task:
    return Task(
        customer_id=draft.customer_id,
        kind=draft.kind,
        source_key=draft.source_key,
        reason_code=draft.reason_code,
        reason_params=draft.reason_params,
        suggestion_code=draft.suggestion_code,
        suggestion_params=draft.suggestion_params,
        amount_minor=draft.amount_minor,
        currency=draft.currency,
        priority=draft.priority,
        due_on=draft.due_on,
        show_from=draft.show_from,
        business_date=draft.business_date,
        created_at=at,
        scope_unit_id=scope_unit_id,
        owner_id=owner_id,
    )
