"""What stands beside the tasks; each panel is one call into the context that owns its figures."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from zhike.contexts.analytics.public import SettingMissingError, TierLabel, find_measures, tier_labels
from zhike.contexts.care.public import CoverageRow, coverage
from zhike.contexts.customers.public import CustomerHead
from zhike.contexts.org.public import Viewer
from zhike.contexts.work.public import TaskRow, list_next_steps
from zhike.foundation.calendar import month_bounds
from zhike.interfaces.web.badges import Badge, tier_badge
from zhike.interfaces.web.dates import short_day_text, weekday_text
from zhike.interfaces.web.navigation import customer_url

NEXT_STEPS = 6


@dataclass(frozen=True)
class NextStep:
    """A line of what was agreed with customers."""

    when: str
    name: str
    url: str
    text: str


def list_agreed(viewer: Viewer, today: date) -> list[TaskRow]:
    """What this person agreed with customers for today and later."""
    return list_next_steps(viewer=viewer, since=today, limit=NEXT_STEPS)


def agreed_lines(tasks: list[TaskRow], heads: dict[int, CustomerHead], today: date) -> list[NextStep]:
    """One line per agreement whose customer is among `heads`."""
    return [
        NextStep(
            when=f"{weekday_text(task.due_on)} {short_day_text(task.due_on, today)}",
            name=heads[task.customer_id].name,
            url=customer_url(task.customer_id),
            text=str(task.reason_params.get("text", "")),
        )
        for task in tasks
        if task.customer_id in heads
    ]


@dataclass(frozen=True)
class CoverageLine:
    """Contacts made of those owed to one tier; `tone` of the bar is good, "" or amber."""

    label: str
    made: int
    due: int
    tone: str


def coverage_lines(labels: dict[str, TierLabel], *, viewer: Viewer, today: date) -> list[CoverageLine]:
    """The month so far, tiers that owe nobody a contact left out."""
    if not labels:
        return []
    rows = [row for row in coverage(viewer=viewer, month=today) if row.required]
    return [CoverageLine(labels[row.tier_code].label, row.done, row.required, _tone(row, today)) for row in rows]


def _tone(row: CoverageRow, today: date) -> str:
    """Amber where less is done than the month has passed."""
    if row.done >= row.required:
        return "good"
    first, last = month_bounds(today)
    passed = (today - first).days / ((last - first).days + 1)
    return "" if row.done >= row.required * passed else "amber"


def find_tier_labels() -> dict[str, TierLabel]:
    """The bands of the day; none where the bank has no scheme for its currency yet."""
    try:
        return tier_labels()
    except SettingMissingError:
        return {}


def tier_badges(
    customer_ids: Iterable[int], labels: dict[str, TierLabel], *, viewer: Viewer
) -> dict[int, Badge | None]:
    """Customer id → the badge of the tier."""
    figures = find_measures(customer_ids, viewer=viewer) if labels else {}
    return {customer_id: tier_badge(found.tier_code, labels) for customer_id, found in figures.items()}
