"""The bank's day, working days and the lunar calendar.

In demonstration and replay the bank's day is the day after the last published business date; otherwise it is the wall
clock's day in Shanghai. Audit, sessions and security never ask here: their clock is always the real one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, timedelta

import chinese_calendar
from django.utils import timezone

from zhike.foundation.festivals import is_statutory_holiday
from zhike.foundation.lunar import lunar_day
from zhike.foundation.models import BankProfile, Holiday

LAST_NOTICE = max(chinese_calendar.holidays).year
_LUNAR_MONTHS = ["正", "二", "三", "四", "五", "六", "七", "八", "九", "十", "冬", "腊"]
_DIGITS = "一二三四五六七八九十"


_KEPT: ContextVar[list[BankProfile] | None] = ContextVar("kept_bank", default=None)


def bank() -> BankProfile:
    """The bank's profile; one that is not saved yet where none was loaded."""
    kept = _KEPT.get()
    if kept:
        return kept[0]
    profile = BankProfile.objects.first() or BankProfile(name="知客")
    if kept is not None:
        kept.append(profile)
    return profile


@contextmanager
def one_bank() -> Iterator[None]:
    """Within the block `bank()` asks the database once, so that a page stays on one business date from top to bottom
    though a night is published meanwhile.
    """
    token = _KEPT.set([])
    try:
        yield
    finally:
        _KEPT.reset(token)


def business_date(profile: BankProfile | None = None) -> date | None:
    """The last business date whose results are published, None before the first night."""
    return (profile or bank()).published_business_date


def today(profile: BankProfile | None = None) -> date:
    """The bank's day."""
    profile = profile or bank()
    if profile.clock == BankProfile.Clock.DATA and profile.published_business_date:
        return profile.published_business_date + timedelta(days=1)
    return timezone.localdate()


def is_workday(day: date) -> bool:
    """Whether people work on `day`: the bank's own table first, then the State Council's notices, then the weekday."""
    own = Holiday.objects.filter(day=day).first()
    if own is not None:
        return own.is_workday
    return _is_workday_by_notice(day)


def workdays_between(first: date, last: date) -> list[date]:
    """The working days from `first` to `last`, both included; the bank's own table is read once."""
    own = dict(Holiday.objects.filter(day__gte=first, day__lte=last).values_list("day", "is_workday"))
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [day for day in days if own.get(day, _is_workday_by_notice(day))]


def month_bounds(day: date) -> tuple[date, date]:
    """First and last day of the month of `day`."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def lunar_text(day: date) -> str:
    """农历 month and day, e.g. 十月十三; "" outside the years the tables know (1900–2099)."""
    lunar = lunar_day(day)
    if lunar is None:
        return ""
    month, number, is_leap = lunar
    if number <= 10:
        text = "初" + _DIGITS[number - 1]
    elif number < 20:
        text = "十" + _DIGITS[number - 11]
    elif number in (20, 30):
        text = ("二" if number == 20 else "三") + "十"
    else:
        text = "廿" + _DIGITS[number - 21]
    return ("闰" if is_leap else "") + _LUNAR_MONTHS[month - 1] + "月" + text


def _is_workday_by_notice(day: date) -> bool:
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:  # years without a notice
        return day.weekday() < 5 and not (day.year > LAST_NOTICE and is_statutory_holiday(day))
