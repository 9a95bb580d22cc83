"""When a task may come back: presets that are right most times, and any later day."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhike.foundation import calendar

Words = str | Promise
LONGEST = timedelta(days=92)


@dataclass(frozen=True)
class Preset:
    """A day to choose, with its key on the keyboard."""

    key: str
    label: Words
    day: date


class DayRefusedError(ValueError):
    """The text is no day after today within three months."""


def presets(today: date) -> list[Preset]:
    """The next working day, in three days, next Monday, in two weeks: the nearest first, each day once."""
    offers: list[tuple[Words, date]] = [
        (_("next working day"), _next_workday(today)),
        (_("next Monday"), today + timedelta(days=7 - today.weekday())),
        (_("in 3 days"), today + timedelta(days=3)),
        (_("in 2 weeks"), today + timedelta(days=14)),
    ]
    by_day: dict[date, Words] = {}
    for label, day in offers:
        by_day.setdefault(day, label)
    return [Preset(str(place), by_day[day], day) for place, day in enumerate(sorted(by_day), start=1)]


def chosen_day(text: str, today: date) -> date:
    """The day a person chose; raises DayRefusedError."""
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise DayRefusedError(text) from error
    if not today < day <= today + LONGEST:
        raise DayRefusedError(text)
    return day


def _next_workday(today: date) -> date:
    day = today + timedelta(days=1)
    while not calendar.is_workday(day) and day - today < timedelta(days=12):
        day += timedelta(days=1)
    return day
