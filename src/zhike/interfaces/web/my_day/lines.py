"""Tasks as the table shows them: one line each, composed from one call per context."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from zhike.contexts.customers.public import CustomerHead
from zhike.contexts.org.public import Viewer
from zhike.contexts.work.public import TaskKind, TaskRow, find_last_contact_days
from zhike.foundation import calendar
from zhike.foundation.models import BankProfile
from zhike.interfaces.web.badges import Badge
from zhike.interfaces.web.dates import DueText, due_text
from zhike.interfaces.web.navigation import customer_url
from zhike.interfaces.web.task_texts.looks import LOOKS
from zhike.interfaces.web.task_texts.wording import reason_text, suggestion_text

Words = str | Promise


@dataclass(frozen=True)
class ChipGroup:
    """Kinds that people think of together; `slug` stands in the address."""

    slug: str
    label: Words
    kinds: tuple[str, ...]


CHIP_GROUPS = (
    ChipGroup("funds", _("Funds"), (TaskKind.FLOW_OUT, TaskKind.FLOW_IN, TaskKind.DROP)),
    ChipGroup("maturing", _("Maturing"), (TaskKind.MATURITY,)),
    ChipGroup("contact", _("Contact due"), (TaskKind.CADENCE,)),
    ChipGroup("agreed", _("Agreed"), (TaskKind.NEXT_STEP,)),
)


@dataclass(frozen=True)
class TaskLine:
    """Everything one row shows."""

    id: int
    kind_label: Words
    icon: str
    tone: str
    head: CustomerHead
    url: str
    badge: Badge | None
    last_contact: str
    reason: SafeString
    suggestion: SafeString
    amount_minor: int | None
    currency: str
    directed: bool
    due: DueText
    contact_url: str
    postpone_url: str


def task_lines(
    tasks: list[TaskRow],
    heads: dict[int, CustomerHead],
    badges: dict[int, Badge | None],
    *,
    viewer: Viewer,
    profile: BankProfile,
) -> list[TaskLine]:
    """The rows of `tasks` whose customer is among `heads`, in their order."""
    contacts = find_last_contact_days({task.customer_id for task in tasks}, viewer=viewer) if tasks else {}
    today = calendar.today(profile)
    return [
        _line(
            task, heads[task.customer_id], badges.get(task.customer_id), contacts.get(task.customer_id), today, profile
        )
        for task in tasks
        if task.customer_id in heads
    ]


def _line(
    task: TaskRow,
    head: CustomerHead,
    badge: Badge | None,
    contacted_on: date | None,
    today: date,
    profile: BankProfile,
) -> TaskLine:
    kind = TaskKind(task.kind)
    look = LOOKS[kind]
    currency = task.currency or profile.base_currency
    words: dict[str, Any] = {"currency": currency, "today": today}
    minor = task.amount_minor
    return TaskLine(
        id=task.id,
        kind_label=kind.label,
        icon=look.icon,
        tone=look.tone,
        head=head,
        url=customer_url(head.id),
        badge=badge,
        last_contact=last_contact_text(contacted_on, today),
        reason=reason_text(task.reason_code, task.reason_params, **words),
        suggestion=suggestion_text(task.suggestion_code, task.suggestion_params, **words),
        amount_minor=look.sign * abs(minor) if minor is not None and look.sign else minor,
        currency=currency,
        directed=bool(look.sign),
        due=due_text(task.due_on, today),
        contact_url=reverse("my_day:contact", args=[task.id]),
        postpone_url=reverse("my_day:postpone", args=[task.id]),
    )


def last_contact_text(contacted_on: date | None, today: date) -> str:
    """How long ago the last contact that counts was."""
    if contacted_on is None:
        return str(_("not contacted yet"))
    days = (today - contacted_on).days
    if days <= 0:
        return str(_("contacted today"))
    return ngettext("contacted %(days)s day ago", "contacted %(days)s days ago", days) % {"days": days}
