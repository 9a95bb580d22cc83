"""What is still to do for this customer, each with its reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString

from zhike.contexts.work.public import TaskKind, TaskRow
from zhike.interfaces.web.dates import DueText, due_text
from zhike.interfaces.web.task_texts.looks import LOOKS
from zhike.interfaces.web.task_texts.wording import reason_text, suggestion_text

SHOWN = 5


@dataclass(frozen=True)
class TaskLine:
    """One open task; `log_url` opens the drawer that settles it."""

    id: int
    icon: str
    tone: str
    kind: str
    reason: SafeString
    suggestion: SafeString
    due: DueText
    log_url: str


def task_lines(rows: Sequence[TaskRow], today: date, currency: str, *, full: bool) -> dict[str, Any]:
    """The next due first; `hidden` is 1 where there are more than shown."""
    chosen = rows if full else rows[:SHOWN]
    return {"lines": [_line(row, today, currency) for row in chosen], "hidden": len(rows) - len(chosen)}


def _line(row: TaskRow, today: date, currency: str) -> TaskLine:
    kind = TaskKind(row.kind)
    look = LOOKS[kind]
    money = row.currency or currency
    return TaskLine(
        id=row.id,
        icon=look.icon,
        tone=look.tone,
        kind=str(kind.label),
        reason=reason_text(row.reason_code, row.reason_params, currency=money, today=today),
        suggestion=suggestion_text(row.suggestion_code, row.suggestion_params, currency=money, today=today),
        due=due_text(row.due_on, today),
        log_url=reverse("customer_360:log", args=[row.customer_id]) + f"?task={row.id}",
    )
