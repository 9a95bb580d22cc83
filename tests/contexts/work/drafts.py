"""Tasks as a source would ask for them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from zhike.contexts.customers.public import Customer
from zhike.contexts.org.public import Viewer, scope, unscoped
from zhike.contexts.work.models import Task
from zhike.contexts.work.public import TaskDraft, TaskKind, raise_tasks
from zhike.foundation.fence import WHOLE_BANK, fenced

DAY = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
LATER = AT + timedelta(minutes=3)


def draft(customer: Customer, source_key: str, **given: Any) -> TaskDraft:
    values: dict[str, Any] = {
        "kind": TaskKind.FLOW_OUT,
        "reason_code": "flow_out",
        "due_on": DAY,
        "show_from": DAY,
        "business_date": DAY - timedelta(days=1),
    }
    return TaskDraft(customer_id=customer.pk, source_key=source_key, **(values | given))


def raised(*drafts: TaskDraft, by: Viewer | None = None) -> int:
    """Raise them as the night does, or within a viewer's scope."""
    with scope(by or unscoped(reason="the night of a test")):
        return raise_tasks(drafts, at=AT)


def task(source_key: str) -> Task:
    with fenced(WHOLE_BANK):
        return Task.objects.get(source_key=source_key)
