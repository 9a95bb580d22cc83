"""The front door of `work`."""

from zhike.contexts.work.actions.contacts import (
    ContactRefusedError,
    UndoTooLateError,
    log_contact,
    undo_contact,
)
from zhike.contexts.work.actions.tasks import (
    TaskClosedError,
    TaskMovedError,
    close_tasks_by_source,
    postpone_task,
    raise_tasks,
    reopen_tasks_by_source,
    withdraw_stale_tasks,
)
from zhike.contexts.work.actions.timeline import add_timeline_entries
from zhike.contexts.work.queries.contacts import count_contacts, find_last_contact_days, list_timeline
from zhike.contexts.work.queries.tasks import (
    TaskNotFound,
    count_tasks_by_kind,
    count_tasks_done,
    find_customers_with_open_task,
    get_task,
    list_next_steps,
    list_tasks,
    list_tasks_of_customer,
)
from zhike.contexts.work.types import (
    Channel,
    ContactForm,
    ContactResult,
    TaskDraft,
    TaskKind,
    TaskRow,
    TaskState,
    TimelineDraft,
    TimelineRow,
)

__all__ = [
    "Channel",
    "ContactForm",
    "ContactRefusedError",
    "ContactResult",
    "TaskClosedError",
    "TaskDraft",
    "TaskKind",
    "TaskMovedError",
    "TaskNotFound",
    "TaskRow",
    "TaskState",
    "TimelineDraft",
    "TimelineRow",
    "UndoTooLateError",
    "add_timeline_entries",
    "close_tasks_by_source",
    "count_contacts",
    "count_tasks_by_kind",
    "count_tasks_done",
    "find_customers_with_open_task",
    "find_last_contact_days",
    "get_task",
    "list_next_steps",
    "list_tasks",
    "list_tasks_of_customer",
    "list_timeline",
    "log_contact",
    "postpone_task",
    "raise_tasks",
    "reopen_tasks_by_source",
    "undo_contact",
    "withdraw_stale_tasks",
]
