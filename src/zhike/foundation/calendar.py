"""The bank's day, working days and the lunar calendar.

In demonstration and replay the bank's day is the day after the last published business date; otherwise it is the wall
clock's day in Shanghai. Audit, sessions and security never ask here: their clock is always the real one.
"""

from datetime import date, timedelta

import chinese_calendar
from django.utils import timezone
from lunardate import LunarDate

from zhike.foundation.models import BankProfile, Holiday

_LUNAR_MONTHS = ["正", "二", "三", "四", "五", "六", "七", "八", "九", "十", "冬", "腊"]
_DIGITS = "一二三四五六七八九十"


def bank() -> BankProfile:
    """The bank's profile; one that is not saved yet where none was loaded."""
    return BankProfile.objects.first() or BankProfile(name="知客")


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
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:  # years without a notice
        return day.weekday() < 5


def lunar_text(day: date) -> str:
    """农历 month and day, e.g. 十月十三; "" outside the years the tables know (1900–2099)."""
    try:
        lunar = LunarDate.fromSolarDate(day.year, day.month, day.day)
    except ValueError:
        return ""
    number = lunar.day
    if number <= 10:
        text = "初" + _DIGITS[number - 1]
    elif number < 20:
        text = "十" + _DIGITS[number - 11]
    elif number in (20, 30):
        text = ("二" if number == 20 else "三") + "十"
    else:
        text = "廿" + _DIGITS[number - 21]
    return ("闰" if lunar.isLeapMonth else "") + _LUNAR_MONTHS[lunar.month - 1] + "月" + text
