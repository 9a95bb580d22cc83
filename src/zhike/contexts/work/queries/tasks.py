"""Tasks within a viewer's scope, most urgent first."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Count, Q, QuerySet

from zhike.contexts.org.public import Viewer, visible
from zhike.contexts.work.models import Task
from zhike.contexts.work.types import TaskKind, TaskRow, TaskState


class TaskNotFound(LookupError):  # noqa: N818 - absence is no error of the caller's
    """There is no such task for this viewer, whether or not one exists."""


def list_tasks(
    *, viewer: Viewer, on: date, kinds: Sequence[str] = (), after: tuple[int, int] | None = None, limit: int = 50
) -> list[TaskRow]:
    """Open tasks of one's own that are shown on `on`, by priority; `after` is (priority, id) of the last row seen."""
    tasks = _own(viewer, on)
    if kinds:
        tasks = tasks.filter(kind__in=kinds)
    if after is not None:
        priority, task_id = after
        tasks = tasks.filter(Q(priority__lt=priority) | Q(priority=priority, pk__gt=task_id))
    return [as_row(task) for task in tasks.order_by("-priority", "pk")[:limit]]


def count_tasks_by_kind(*, viewer: Viewer, on: date) -> dict[str, int]:
    """Kind → number of one's own open tasks shown on `on`."""
    counted = _own(viewer, on).order_by().values("kind").annotate(tasks=Count("pk"))
    return {row["kind"]: row["tasks"] for row in counted}


def count_tasks_done(*, viewer: Viewer, on: date) -> int:
    """How many tasks this person closed on the bank's day `on`."""
    done = Task.objects.filter(state=TaskState.DONE, closed_by_id=viewer.staff_id, closed_on=on)
    return visible(done, viewer, "customer_id").count()


def list_tasks_of_customer(customer_id: int, *, viewer: Viewer, limit: int = 20) -> list[TaskRow]:
    """Open tasks of the customer, the next due first."""
    tasks = visible(Task.objects.filter(customer_id=customer_id, state=TaskState.OPEN), viewer, "customer_id")
    return [as_row(task) for task in tasks.order_by("due_on", "pk")[:limit]]


def list_next_steps(*, viewer: Viewer, since: date, limit: int = 6) -> list[TaskRow]:
    """What this person agreed with customers for `since` and later."""
    tasks = visible(
        Task.objects.filter(kind="next_step", state=TaskState.OPEN, due_on__gte=since), viewer, "customer_id"
    )
    return [as_row(task) for task in tasks.filter(owner_id=viewer.staff_id).order_by("due_on", "pk")[:limit]]


def get_task(task_id: int, *, viewer: Viewer) -> TaskRow:
    """The task; raises TaskNotFound."""
    return as_row(task_for(task_id, viewer=viewer))


def task_for(task_id: int, *, viewer: Viewer, lock: bool = False) -> Task:
    """The row behind a task of the viewer's scope, locked for a change on request; raises TaskNotFound."""
    tasks: QuerySet[Task] = visible(Task.objects.filter(pk=task_id), viewer, "customer_id")
    task = (tasks.select_for_update() if lock else tasks).first()
    if task is None:
        raise TaskNotFound(task_id)
    return task


def find_customers_with_open_task(kind: TaskKind) -> set[int]:
    """Ids of customers with an open task of this kind, for the source that raised them."""
    return set(Task.objects.filter(kind=kind, state=TaskState.OPEN).values_list("customer_id", flat=True))


def as_row(task: Task) -> TaskRow:
    """The task as it crosses the door."""
    return TaskRow(
        id=task.pk,
        customer_id=task.customer_id,
        kind=task.kind,
        reason_code=task.reason_code,
        reason_params=task.reason_params,
        suggestion_code=task.suggestion_code,
        suggestion_params=task.suggestion_params,
        amount_minor=task.amount_minor,
        currency=task.currency,
        priority=task.priority,
        due_on=task.due_on,
        show_from=task.show_from,
        state=task.state,
        owner_id=task.owner_id,
        closed_at=task.closed_at,
    )


def _own(viewer: Viewer, on: date) -> QuerySet[Task]:
    tasks = Task.objects.filter(state=TaskState.OPEN, show_from__lte=on, owner_id=viewer.staff_id)
    return visible(tasks, viewer, "customer_id")
