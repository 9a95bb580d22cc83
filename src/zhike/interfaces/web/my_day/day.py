"""The tasks of my day for one viewer: counts, chips, the lines of one page."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhike.contexts.customers.public import find_heads
from zhike.contexts.org.public import Viewer
from zhike.contexts.work.public import count_tasks_by_kind, count_tasks_done, list_tasks
from zhike.foundation import calendar
from zhike.foundation.models import BankProfile
from zhike.interfaces.web.cursors import open_cursor, seal_cursor
from zhike.interfaces.web.dates import long_day_text, weekday_text
from zhike.interfaces.web.my_day import panels
from zhike.interfaces.web.my_day.lines import CHIP_GROUPS, ChipGroup, task_lines

PAGE_ROWS = 30
_CURSOR = "my_day"


@dataclass(frozen=True)
class DayView:
    """Which part of the day is looked at: a chip ("" for all) and a page of it."""

    chip: str = ""
    cursor: str = ""

    @property
    def group(self) -> ChipGroup | None:
        found = next((group for group in CHIP_GROUPS if group.slug == self.chip), None)
        if self.chip and found is None:
            raise Http404
        return found


@dataclass(frozen=True)
class Chip:
    """A filter of the strip."""

    label: str
    count: int
    url: str
    selected: bool


def view_of(query: QueryDict) -> DayView:
    """The part of the day an address asks for."""
    return DayView(chip=query.get("kind", ""), cursor=query.get("cursor", ""))


def compose_day(view: DayView, *, viewer: Viewer, profile: BankProfile) -> dict[str, Any]:
    """The context of my_day/day.html."""
    today = calendar.today(profile)
    kinds = view.group.kinds if view.group else ()
    counts = count_tasks_by_kind(viewer=viewer, on=today)
    after = open_cursor(view.cursor, purpose=_CURSOR, staff_id=viewer.staff_id)
    tasks = list_tasks(
        viewer=viewer, on=today, kinds=kinds, after=(after[0], after[1]) if after else None, limit=PAGE_ROWS + 1
    )
    shown, more = tasks[:PAGE_ROWS], len(tasks) > PAGE_ROWS
    customer_ids = {task.customer_id for task in shown}
    heads = find_heads(customer_ids, viewer=viewer) if customer_ids else {}
    labels = panels.find_tier_labels()
    badges = panels.tier_badges(customer_ids, labels, viewer=viewer)
    total = sum(counts.values())
    return {
        "day": _day_words(today),
        "today": today,
        "total": total,
        "done": count_tasks_done(viewer=viewer, on=today),
        "chips": _chips(counts, view),
        "chip": view.chip,
        "lines": task_lines(shown, heads, badges, viewer=viewer, profile=profile),
        "page_total": sum(counts.get(kind, 0) for kind in kinds) if kinds else total,
        "first_url": _address(DayView(view.chip)) if view.cursor else "",
        "next_url": _next_url(view, shown[-1].priority, shown[-1].id, viewer) if more else "",
        "no_night": profile.published_business_date is None,
    }


def _day_words(today: date) -> str:
    lunar = calendar.lunar_text(today) if get_language() == "zh-hans" else ""  # customs of the language it is read in
    parts = [f"{long_day_text(today)} {weekday_text(today)}"]
    if lunar:
        parts.append(_("lunar %(day)s") % {"day": lunar})
    return " · ".join(parts)


def _chips(counts: dict[str, int], view: DayView) -> list[Chip]:
    """All, then every group that holds something or is being looked at."""
    chips = [Chip(_("All"), sum(counts.values()), _address(DayView()), not view.chip)]
    for group in CHIP_GROUPS:
        count = sum(counts.get(kind, 0) for kind in group.kinds)
        if count or group.slug == view.chip:
            chips.append(Chip(str(group.label), count, _address(DayView(group.slug)), group.slug == view.chip))
    return chips


def _next_url(view: DayView, priority: int, task_id: int, viewer: Viewer) -> str:
    return _address(DayView(view.chip, seal_cursor([priority, task_id], purpose=_CURSOR, staff_id=viewer.staff_id)))


def _address(view: DayView) -> str:
    query = QueryDict(mutable=True)
    if view.chip:
        query["kind"] = view.chip
    if view.cursor:
        query["cursor"] = view.cursor
    return reverse("my_day:today") + (f"?{query.urlencode()}" if query else "")
