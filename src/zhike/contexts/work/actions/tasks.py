"""Tasks come to be, wait, and are closed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from zhike.contexts.customers.public import Customer
from zhike.contexts.org.public import Viewer
from zhike.contexts.work.models import Task
from zhike.contexts.work.queries.tasks import task_for
from zhike.contexts.work.types import TaskDraft, TaskState

BATCH = 2_000


class TaskClosedError(ValueError):
    """The task was closed already; nothing was changed."""


@transaction.atomic
def raise_tasks(drafts: Sequence[TaskDraft], *, at: datetime) -> int:
    """Make the tasks whose source has none yet, open or closed; returns how many are new.

    Scope and owner are the customer's as they stand now; a customer outside the caller's fence gets no task.
    """
    new = 0
    for start in range(0, len(drafts), BATCH):
        part = drafts[start : start + BATCH]
        known = set(
            Task.objects.filter(source_key__in=[d.source_key for d in part]).values_list("source_key", flat=True)
        )
        scopes = {
            pk: (unit, owner)
            for pk, unit, owner in Customer.objects.filter(pk__in={d.customer_id for d in part}).values_list(
                "pk", "scope_unit_id", "owner_id"
            )
        }
        rows = [
            _new_task(d, *scopes[d.customer_id], at)
            for d in part
            if d.source_key not in known and d.customer_id in scopes
        ]
        Task.objects.bulk_create(rows, ignore_conflicts=True)
        new += len(rows)
    return new


@transaction.atomic
def update_task_reasons(params_by_source_key: Mapping[str, Mapping[str, Any]]) -> int:
    """Bring the figures in the reason of open tasks up to date; returns how many changed."""
    changed = []
    for task in Task.objects.filter(
        source_key__in=list(params_by_source_key), state=TaskState.OPEN
    ).select_for_update():
        fresh = dict(params_by_source_key[task.source_key])
        if task.reason_params != fresh:
            task.reason_params = fresh
            changed.append(task)
    Task.objects.bulk_update(changed, ["reason_params"], batch_size=BATCH)
    return len(changed)


def close_tasks_by_source(source_keys: Iterable[str], *, state: TaskState, on: date, at: datetime) -> int:
    """Close the open tasks of these sources, because what they asked for has happened; returns how many."""
    return Task.objects.filter(source_key__in=list(source_keys), state=TaskState.OPEN).update(
        state=state, closed_at=at, closed_on=on, closed_by_id=None
    )


def reopen_tasks_by_source(source_keys: Iterable[str]) -> int:
    """Open again the tasks a source had closed by itself (not those a person closed); returns how many."""
    closed = Task.objects.filter(source_key__in=list(source_keys), closed_by_id__isnull=True)
    return closed.exclude(state=TaskState.OPEN).update(state=TaskState.OPEN, closed_at=None, closed_on=None)


@transaction.atomic
def postpone_task(*, task_id: int, until: date, by: Viewer, at: datetime) -> date:
    """Hide the task until `until`; returns the day it was shown from before, which `postpone_task` takes to undo.

    Raises TaskNotFound, TaskClosedError.
    """
    task = task_for(task_id, viewer=by, lock=True)
    if task.state != TaskState.OPEN:
        raise TaskClosedError
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
