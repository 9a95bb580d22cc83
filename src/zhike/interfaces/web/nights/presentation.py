"""Nights and steps as the page shows them: states in words, durations, what to do where a step fails."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from zhike.foundation.models import NightRun, NightStep
from zhike.interfaces.web.durations import duration_text
from zhike.interfaces.web.nights.agreement import Agreement

Words = str | Promise


@dataclass(frozen=True)
class StepWords:
    """Title, what the step does, and what stays as it was where it fails."""

    title: Words
    does: Words
    advice: Words


STEPS: dict[str, StepWords] = {
    "deliveries": StepWords(
        gettext_lazy("Deliveries"),
        gettext_lazy("checks and loads the day's files"),
        gettext_lazy("Look at the delivery: a refused file names its reason. Deliver it again, then run the night."),
    ),
    "balances": StepWords(
        gettext_lazy("Balances"),
        gettext_lazy("chains the day's bookings into closing balances"),
        gettext_lazy("The balances of the day before stay in use. Check the transactions of the delivery."),
    ),
    "measures": StepWords(
        gettext_lazy("Measures"),
        gettext_lazy("computes assets, averages, flows and drops of every customer"),
        gettext_lazy(
            "The figures of the day before stay published. Run the night again; a second failure is a defect."
        ),
    ),
    "file": StepWords(
        gettext_lazy("Detail file"),
        gettext_lazy("writes the read-only file behind charts and flows"),
        gettext_lazy("Charts keep showing the day before. Check the free space of the data folder."),
    ),
    "publication": StepWords(
        gettext_lazy("Publication"),
        gettext_lazy("lays the new figures ready, seen by nobody yet"),
        gettext_lazy("Nothing was published: everybody still sees the day before. Run the night again."),
    ),
    "tiers": StepWords(
        gettext_lazy("Tiers"),
        gettext_lazy("assigns tiers and notes who moved"),
        gettext_lazy("Tiers of the day before stay. Run the night again."),
    ),
    "tasks": StepWords(
        gettext_lazy("Tasks"),
        gettext_lazy("makes the managers' tasks with reason and suggestion"),
        gettext_lazy("Tasks are still those of the day before. Run the night again."),
    ),
    "reconciliation": StepWords(
        gettext_lazy("Reconciliation"),
        gettext_lazy("compares our totals with the core's"),
        gettext_lazy(
            "Figures are ready but not compared with the core, so nothing was announced. Run the night again."
        ),
    ),
    "announcement": StepWords(
        gettext_lazy("Announcement"),
        gettext_lazy("swaps the new figures in and moves the data date, both at once"),
        gettext_lazy(
            "Nothing was swapped: figures and data date are still those of the day before. Run the night again."
        ),
    ),
}
UNKNOWN_STEP = StepWords("", "", gettext_lazy("Run the night again."))

STATES: dict[str, Words] = {
    "waiting": gettext_lazy("waiting"),
    "running": gettext_lazy("running"),
    "stopped": gettext_lazy("stopped"),
    "failed": gettext_lazy("failed"),
    "done": gettext_lazy("done"),
}
TONES = {"done": "good", "failed": "bad", "running": "busy", "stopped": "warned", "waiting": "quiet"}
ICONS = {
    "done": "circle-check",
    "failed": "alert-circle",
    "running": "refresh",
    "stopped": "player-pause",
    "waiting": "clock",
}


@dataclass(frozen=True)
class StepView:
    """One step of one night."""

    name: str
    title: Words
    does: Words
    advice: Words
    state: str
    rows: int | None
    seconds: float | None
    error: str
    detail: dict[str, Any]

    @property
    def state_words(self) -> Words:
        return STATES[self.state]

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def icon(self) -> str:
        return ICONS[self.state]

    @property
    def duration(self) -> str:
        return duration_text(self.seconds)

    @property
    def rows_text(self) -> str:
        return f"{self.rows or 0:,}"

    @property
    def remark(self) -> str:
        """What deserves a word beside the figures."""
        if self.detail.get("skipped"):
            return _("passed over: a later date is published")
        quarantined = self.detail.get("quarantined")
        if quarantined:
            return ngettext("%(count)s row in quarantine", "%(count)s rows in quarantine", quarantined) % {
                "count": f"{quarantined:,}"
            }
        return ""


@dataclass(frozen=True)
class NightView:
    """One night with its steps in order; `state` is "stopped" where a process died in the middle of it.

    `agreement` is filled in by the list, None for a night that was not reconciled.
    """

    business_date: date
    state: str
    started_at: datetime
    ended_at: datetime | None
    attempts: int
    steps: list[StepView] = field(default_factory=list)
    agreement: Agreement | None = None

    @property
    def state_words(self) -> Words:
        return STATES[self.state]

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def icon(self) -> str:
        return ICONS[self.state]

    @property
    def done(self) -> int:
        return sum(step.state == "done" for step in self.steps)

    @property
    def seconds(self) -> float:
        return sum(step.seconds or 0 for step in self.steps)

    @property
    def duration(self) -> str:
        return duration_text(self.seconds)

    @property
    def failed_step(self) -> StepView | None:
        return next((step for step in self.steps if step.state == "failed"), None)

    @property
    def bar_label(self) -> str:
        """The steps bar for a screen reader."""
        return _("%(done)s of %(all)s steps done") % {"done": self.done, "all": len(self.steps)}


def view_of(night: NightRun, *, held: bool, now: datetime | None = None) -> NightView:
    """`held` says whether a process holds the night's lock; without one nothing can be running."""
    now = now or timezone.now()
    steps = [_step_view(step, held, now) for step in night.steps.all()]
    return NightView(
        business_date=night.business_date,
        state=_state(night.state, held),
        started_at=night.started_at,
        ended_at=night.ended_at,
        attempts=night.attempts,
        steps=steps,
    )


def _step_view(step: NightStep, held: bool, now: datetime) -> StepView:
    words = STEPS.get(step.name, UNKNOWN_STEP)
    state = _state(step.state, held)
    ended = step.ended_at or (now if state == "running" else None)
    seconds = (ended - step.started_at).total_seconds() if step.started_at and ended else None
    return StepView(
        name=step.name,
        title=words.title or step.name,
        does=words.does,
        advice=words.advice,
        state=state,
        rows=step.rows,
        seconds=seconds,
        error=step.error.strip(),
        detail=step.detail,
    )


def _state(state: str, held: bool) -> str:
    return "stopped" if state == "running" and not held else str(state)
