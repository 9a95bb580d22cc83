"""What crosses the door of `work`."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TaskKind(models.TextChoices):
    """Where a task comes from; pages filter by it."""

    FLOW_OUT = "flow_out", _("Large outflow")
    FLOW_IN = "flow_in", _("Large inflow")
    DROP = "drop", _("Balance drop")
    MATURITY = "maturity", _("Maturity")
    CADENCE = "cadence", _("Contact due")
    NEXT_STEP = "next_step", _("Next step")


class TaskState(models.TextChoices):
    """Done by a contact or by its source; cancelled where what it asked for no longer stands."""

    OPEN = "open", pgettext_lazy("task", "Open")
    DONE = "done", pgettext_lazy("task", "Done")
    CANCELLED = "cancelled", pgettext_lazy("task", "Cancelled")


class Channel(models.TextChoices):
    """How a contact was made (CARE-2: batch messages are none)."""

    CALL = "call", _("Phone call")
    WECOM = "wecom", _("WeCom message")
    SMS = "sms", _("Personal SMS")
    VISIT = "visit", _("Visit")
    BRANCH = "branch", _("Talk at the branch")
    INVITATION = "invitation", _("Invitation")


class ContactResult(models.TextChoices):
    """What came of a contact; COUNTED_RESULTS says which count as one."""

    REACHED = "reached", _("Reached")
    INTERESTED = "interested", _("Interested")
    DECLINED = "declined", _("Declined")
    NO_ANSWER = "no_answer", _("No answer")


COUNTED_RESULTS = (ContactResult.REACHED, ContactResult.INTERESTED, ContactResult.DECLINED)
"""Results that count as a contact: a call nobody answered is none."""


@dataclass(frozen=True)
class TaskDraft:
    """A task a source wants to exist. `source_key` decides identity; `show_from` hides it until that day."""

    customer_id: int
    kind: TaskKind
    source_key: str
    reason_code: str
    due_on: date
    show_from: date
    business_date: date
    reason_params: dict[str, Any] = field(default_factory=dict)
    suggestion_code: str = ""
    suggestion_params: dict[str, Any] = field(default_factory=dict)
    amount_minor: int | None = None
    currency: str = ""
    priority: int = 0


@dataclass(frozen=True)
class TaskRow:
    """A task as pages show it, with the customer's head beside it in the same list."""

    id: int
    customer_id: int
    kind: str
    reason_code: str
    reason_params: dict[str, Any]
    suggestion_code: str
    suggestion_params: dict[str, Any]
    amount_minor: int | None
    currency: str
    priority: int
    due_on: date
    show_from: date
    state: str
    owner_id: int | None
    closed_at: datetime | None


@dataclass(frozen=True)
class TimelineDraft:
    """A line of history a source wants to exist, once per `source_key`."""

    customer_id: int
    on: date
    at: datetime
    kind: str
    title_code: str
    source_key: str
    params: dict[str, Any] = field(default_factory=dict)
    text: str = ""
    by_id: int | None = None


@dataclass(frozen=True)
class TimelineRow:
    """A line of history as pages show it."""

    id: int
    on: date
    at: datetime
    kind: str
    title_code: str
    params: dict[str, Any]
    text: str
    by_id: int | None


@dataclass(frozen=True)
class ContactForm:
    """What a person enters when logging a contact; `request_key` makes a double click one contact."""

    customer_id: int
    channel: str
    result: str
    request_key: str
    task_id: int | None = None
    note: str = ""
    next_step_on: date | None = None
    next_step_text: str = ""
