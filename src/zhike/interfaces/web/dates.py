"""Days as the two languages of the pages write them, near ones by their distance."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

_WEEKDAYS_ZH = "一二三四五六日"
_WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NEAR_DAYS = 7


@dataclass(frozen=True)
class DueText:
    """How a due day reads on `today`; `tone` is "", "soon" or "late"."""

    text: str
    tone: str = ""


def weekday_text(day: date) -> str:
    """周三, or Wed."""
    return "周" + _WEEKDAYS_ZH[day.weekday()] if _is_chinese() else _WEEKDAYS_EN[day.weekday()]


def long_day_text(day: date) -> str:
    """11月21日, or 21 Nov."""
    return f"{day.month}月{day.day}日" if _is_chinese() else f"{day.day} {_MONTHS_EN[day.month - 1]}"


def short_day_text(day: date, today: date) -> str:
    """11-20 within the year of `today`, 2025-11-20 beyond it."""
    return f"{day:%m-%d}" if day.year == today.year else day.isoformat()


def due_text(due_on: date, today: date) -> DueText:
    """Overdue by n days, today, T−n with the day within a week, the day alone beyond."""
    left = (due_on - today).days
    if left < 0:
        return DueText(ngettext("overdue by %(days)s day", "overdue by %(days)s days", -left) % {"days": -left}, "late")
    if left == 0:
        return DueText(_("due today"), "soon")
    if left <= NEAR_DAYS:
        return DueText(f"T\u2212{left} · {short_day_text(due_on, today)}")
    return DueText(_("by %(day)s") % {"day": short_day_text(due_on, today)})


def _is_chinese() -> bool:
    return (get_language() or "").startswith("zh")
