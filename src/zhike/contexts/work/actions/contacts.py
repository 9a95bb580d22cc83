"""Logging a contact: the record, its line on the timeline, the task it settles and the next step, all or nothing."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from zhike.contexts.customers.public import CustomerNotFound, get_customer, hold_scopes
from zhike.contexts.org.public import Viewer, visible
from zhike.contexts.work.actions.timeline import add_timeline_entries
from zhike.contexts.work.events import ContactLogged, ContactUndone
from zhike.contexts.work.models import ContactRecord, Task, TimelineEntry
from zhike.contexts.work.queries.tasks import task_for
from zhike.contexts.work.types import (
    Channel,
    ContactForm,
    ContactResult,
    TaskKind,
    TaskState,
    TimelineDraft,
)
from zhike.foundation import events

UNDO_WINDOW = timedelta(minutes=10)
LONGEST_NEXT_STEP = timedelta(days=5 * 366)  # a five-year deposit is the longest anybody agrees to come back for
NEXT_STEP_PRIORITY = 500
REQUEST_KEY_LENGTH = 40


class ContactRefusedError(ValueError):
    """The form cannot be saved; `field` and `code` say what to mend, nothing was changed."""

    def __init__(self, field: str, code: str) -> None:
        super().__init__(code)
        self.field = field
        self.code = code


class UndoTooLateError(ValueError):
    """The contact is older than the undo window, somebody else's, or already undone."""


@transaction.atomic
def log_contact(form: ContactForm, *, on: date, by: Viewer, at: datetime) -> ContactRecord:
    """Save a contact; the same `request_key` again gives the contact saved first, without a second effect.

    `on` is the bank's day. Raises CustomerNotFound, TaskNotFound, ContactRefusedError.
    """
    get_customer(form.customer_id, viewer=by)
    saved = _saved_before(form, by)
    if saved is not None:
        return saved
    _check(form, on)
    scope_unit_id, owner_id = _held_scope(form.customer_id)
    task = task_for(form.task_id, viewer=by, lock=True) if form.task_id else None
    if task is not None and task.customer_id != form.customer_id:
        raise ContactRefusedError("task", "task_of_another_customer")
    record = _record(form, on, by, at)
    record.task, record.scope_unit_id, record.owner_id = task, scope_unit_id, owner_id
    try:
        with transaction.atomic():
            record.save()
    except IntegrityError as error:  # the same request on two connections: the other one was first
        saved = _saved_before(form, by)
        if saved is None:
            raise ContactRefusedError("request_key", "request_key_unusable") from error
        return saved
    _settle(task, record, by, on, at)
    if form.next_step_on:
        record.next_task = _next_step(record, owner_id or by.staff_id, at)
        record.save(update_fields=["next_task"])
    add_timeline_entries([_timeline_line(record)])
    events.publish(ContactLogged(record.pk, form.customer_id, on, at))
    return record


@transaction.atomic
def undo_contact(*, contact_id: int, by: Viewer, at: datetime) -> None:
    """Take back one's own contact within ten minutes: the task opens again, its next step and timeline line go.

    Raises UndoTooLateError.
    """
    own = visible(ContactRecord.objects.filter(pk=contact_id, by_id=by.staff_id or 0), by, "customer_id")
    record = own.select_for_update().first()
    if record is None or record.undone_at or at - record.at > UNDO_WINDOW:
        raise UndoTooLateError
    record.undone_at = at
    record.save(update_fields=["undone_at"])
    TimelineEntry.objects.filter(source_key=f"contact:{record.pk}").delete()
    if record.task_id:
        _reopen(record.task_id, record.at)
    if record.next_task_id:
        Task.objects.filter(pk=record.next_task_id, state=TaskState.OPEN).update(
            state=TaskState.CANCELLED, closed_at=at, closed_by_id=by.staff_id
        )
    events.publish(ContactUndone(record.pk, record.customer_id, record.on, at))


def _saved_before(form: ContactForm, by: Viewer) -> ContactRecord | None:
    """The contact this request made before; a key that stands for anything else, or for one undone, is refused."""
    if not 0 < len(form.request_key) <= REQUEST_KEY_LENGTH or not form.request_key.isprintable():
        raise ContactRefusedError("request_key", "request_key_unusable")
    saved = visible(ContactRecord.objects.filter(request_key=form.request_key), by, "customer_id").first()
    if saved is None:
        return None
    if (saved.customer_id, saved.by_id) != (form.customer_id, by.staff_id or 0) or saved.undone_at:
        raise ContactRefusedError("request_key", "request_key_unusable")
    return saved


def _held_scope(customer_id: int) -> tuple[int, int | None]:
    scopes = hold_scopes([customer_id])
    if customer_id not in scopes:  # handed over since the look-up
        raise CustomerNotFound(customer_id)
    return scopes[customer_id]


def _record(form: ContactForm, on: date, by: Viewer, at: datetime) -> ContactRecord:
    return ContactRecord(
        customer_id=form.customer_id,
        channel=form.channel,
        result=form.result,
        note=_storable(form.note),
        next_step_on=form.next_step_on,
        next_step_text=_storable(form.next_step_text),
        request_key=form.request_key,
        on=on,
        at=at,
        by_id=by.staff_id or 0,
    )


def _storable(text: str) -> str:
    """The text without outer blanks and without NUL, which PostgreSQL does not keep."""
    return text.replace("\0", "").strip()


def _check(form: ContactForm, on: date) -> None:
    if form.channel not in Channel.values:
        raise ContactRefusedError("channel", "unknown_channel")
    if form.result not in ContactResult.values:
        raise ContactRefusedError("result", "unknown_result")
    if form.next_step_on is not None and form.next_step_on < on:
        raise ContactRefusedError("next_step_on", "next_step_in_the_past")
    if form.next_step_on is not None and form.next_step_on - on > LONGEST_NEXT_STEP:
        raise ContactRefusedError("next_step_on", "next_step_too_far")
    if form.next_step_text.strip() and form.next_step_on is None:
        raise ContactRefusedError("next_step_on", "next_step_without_day")
    if len(form.next_step_text) > 200:
        raise ContactRefusedError("next_step_text", "next_step_too_long")


def _settle(task: Task | None, record: ContactRecord, by: Viewer, on: date, at: datetime) -> None:
    """A contact that reached nobody leaves its task open."""
    if task is None or task.state != TaskState.OPEN or record.result == ContactResult.NO_ANSWER:
        return
    task.state, task.closed_at, task.closed_on, task.closed_by_id = TaskState.DONE, at, on, by.staff_id
    task.save(update_fields=["state", "closed_at", "closed_on", "closed_by_id"])


def _reopen(task_id: int, closed_at: datetime) -> None:
    """The task the undone contact closed is open again, or settled by the first of the other contacts made for it."""
    others = ContactRecord.objects.filter(task_id=task_id, undone_at__isnull=True)
    other = others.exclude(result=ContactResult.NO_ANSWER).order_by("at", "pk").first()
    values: dict[str, object] = {"state": TaskState.OPEN, "closed_at": None, "closed_on": None, "closed_by_id": None}
    if other is not None:
        values = {"closed_at": other.at, "closed_on": other.on, "closed_by_id": other.by_id}
    Task.objects.filter(pk=task_id, closed_at=closed_at).update(**values)


def _next_step(record: ContactRecord, owner_id: int | None, at: datetime) -> Task:
    assert record.next_step_on is not None
    return Task.objects.create(
        customer_id=record.customer_id,
        kind=TaskKind.NEXT_STEP,
        source_key=f"next_step:{record.pk}",
        reason_code="next_step",
        reason_params={"text": record.next_step_text, "agreed_on": record.on.isoformat()},
        due_on=record.next_step_on,
        show_from=record.next_step_on,
        business_date=record.on,
        priority=NEXT_STEP_PRIORITY,
        created_at=at,
        scope_unit_id=record.scope_unit_id,
        owner_id=owner_id,
    )


def _timeline_line(record: ContactRecord) -> TimelineDraft:
    return TimelineDraft(
        customer_id=record.customer_id,
        on=record.on,
        at=record.at,
        kind="contact",
        title_code="contact",
        params={"channel": record.channel, "result": record.result},
        text=record.note,
        by_id=record.by_id,
        source_key=f"contact:{record.pk}",
    )
