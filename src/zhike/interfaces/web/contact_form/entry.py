"""The form that logs a contact, wherever it opens: what it offers, what was typed, what is wrong with it."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhike.contexts.work.public import Channel, ContactForm, ContactRefusedError, ContactResult

Words = str | Promise
NOTE_LIMIT = 2_000
NEXT_STEP_LIMIT = 200

NEXT_STEP_DAYS: tuple[tuple[str, Words, int | None], ...] = (
    ("none", _("none"), None),
    ("tomorrow", _("tomorrow"), 1),
    ("days", _("in 3 days"), 3),
    ("week", _("in a week"), 7),
    ("month", _("in a month"), 30),
)
REFUSALS: dict[str, Words] = {
    "unknown_channel": _("Choose how the contact was made."),
    "unknown_result": _("Choose what came of it."),
    "next_step_in_the_past": _("The next step lies in the past; choose a day from today on."),
    "next_step_too_far": _("The next step lies more than five years ahead; check the year."),
    "next_step_without_day": _("Say when the next step is due."),
    "next_step_too_long": _("The next step is too long; 200 characters fit."),
    "task_of_another_customer": _("This task belongs to another customer."),
    "request_key_unusable": _("This form was sent before, for another contact. Send it again to record this one."),
    "broken_day": _("This is no day; write it as 2026-11-21."),
}


@dataclass
class ContactEntry:
    """What stands in the fields; the defaults are right for most contacts: a call that reached the customer."""

    channel: str = Channel.CALL
    result: str = ContactResult.REACHED
    note: str = ""
    next_step: str = "none"
    next_step_on: str = ""
    next_step_text: str = ""
    request_key: str = field(default_factory=lambda: uuid4().hex)
    errors: dict[str, Words] = field(default_factory=dict)

    def refuse(self, error: ContactRefusedError) -> None:
        """Show the refusal at its field."""
        self.errors[error.field] = REFUSALS[error.code]
        if error.field == "request_key":
            self.request_key = uuid4().hex

    def form(self, *, customer_id: int, task_id: int | None, today: date) -> ContactForm:
        """What the domain takes; raises ContactRefusedError for a day that is none."""
        return ContactForm(
            customer_id=customer_id,
            task_id=task_id,
            channel=self.channel,
            result=self.result,
            note=self.note[:NOTE_LIMIT],
            next_step_on=self._next_step_day(today),
            next_step_text=self.next_step_text,
            request_key=self.request_key,
        )

    def _next_step_day(self, today: date) -> date | None:
        if self.next_step_on:
            try:
                return date.fromisoformat(self.next_step_on)
            except ValueError as error:
                raise ContactRefusedError("next_step_on", "broken_day") from error
        days = {code: days for code, _label, days in NEXT_STEP_DAYS}.get(self.next_step)
        return today + timedelta(days=days) if days else None


def entry_from(posted: QueryDict) -> ContactEntry:
    """What the browser sent."""
    entry = ContactEntry(
        channel=posted.get("channel", ""),
        result=posted.get("result", ""),
        note=posted.get("note", "").replace("\r\n", "\n"),  # a browser counts a line end as one, and sends two
        next_step=posted.get("next_step", "none"),
        next_step_on=posted.get("next_step_on", "").strip(),
        next_step_text=posted.get("next_step_text", "").strip(),
    )
    entry.request_key = posted.get("request_key", "")[:40] or entry.request_key
    return entry


def choices() -> dict[str, Any]:
    """What the template offers."""
    return {
        "channels": Channel.choices,
        "results": ContactResult.choices,
        "next_step_days": [(code, label) for code, label, _days in NEXT_STEP_DAYS],
        "note_limit": NOTE_LIMIT,
        "next_step_limit": NEXT_STEP_LIMIT,
    }
