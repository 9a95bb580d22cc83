"""What stands beside the tasks; each panel is one call into the context that owns its figures."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext

from zhike.contexts.analytics.public import SettingMissingError, TierLabel, find_measures, portfolio, tier_labels
from zhike.contexts.care.public import CoverageRow, coverage
from zhike.contexts.customers.public import find_heads
from zhike.contexts.org.public import Viewer
from zhike.contexts.work.public import list_next_steps
from zhike.foundation import calendar
from zhike.foundation.calendar import month_bounds
from zhike.foundation.models import BankProfile
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


def compose_beside(*, viewer: Viewer, profile: BankProfile) -> dict[str, Any]:
    """The context of my_day/beside.html: coverage of the month, portfolio, what was agreed."""
    today = calendar.today(profile)
    return {
        "coverage": _coverage(find_tier_labels(), viewer, today),
        "portfolio": portfolio(viewer=viewer) if profile.published_business_date else None,
        "next_steps": _agreed(viewer, today),
    }


def _agreed(viewer: Viewer, today: date) -> list[NextStep]:
    tasks = list_next_steps(viewer=viewer, since=today, limit=NEXT_STEPS)
    heads = find_heads({task.customer_id for task in tasks}, viewer=viewer) if tasks else {}
    return [
        NextStep(
            when=_day_words(task.due_on, today),
            name=heads[task.customer_id].name,
            url=customer_url(task.customer_id),
            text=str(task.reason_params.get("text", "")),
        )
        for task in tasks
        if task.customer_id in heads
    ]


def _day_words(day: date, today: date) -> str:
    return gettext("today") if day == today else f"{weekday_text(day)} {short_day_text(day, today)}"


@dataclass(frozen=True)
class CoverageLine:
    """Contacts made of those owed to one tier; `tone` of the bar is good, "" or amber."""

    label: str
    made: int
    due: int
    tone: str


def _coverage(labels: dict[str, TierLabel], viewer: Viewer, today: date) -> list[CoverageLine]:
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
