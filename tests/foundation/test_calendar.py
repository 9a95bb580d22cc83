"""The bank's day, working days, and the lunar calendar."""

import csv
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from real_data import real_data
from zhike.foundation import calendar
from zhike.foundation.festivals import is_statutory_holiday
from zhike.foundation.models import BankProfile, Holiday


@pytest.mark.parametrize(
    ("day", "lunar"),
    [
        (date(2026, 2, 17), "正月初一"), (date(2026, 2, 16), "腊月廿九"), (date(2026, 6, 19), "五月初五"),
        (date(2026, 9, 25), "八月十五"), (date(2026, 11, 21), "十月十三"), (date(2025, 7, 25), "闰六月初一"),
        (date(2023, 3, 22), "闰二月初一"), (date(2024, 2, 9), "腊月三十"), (date(2026, 3, 8), "正月二十"),
        (date(1993, 12, 31), "冬月十九"), (date(2000, 1, 1), "冬月廿五"), (date(1899, 1, 1), ""),
        (date(2150, 1, 1), ""), (date(1900, 1, 31), "正月初一"), (date(2100, 2, 8), "腊月三十"), (date(2100, 2, 9), ""),
    ],
)  # fmt: skip
def test_lunar_text(day: date, lunar: str) -> None:
    assert calendar.lunar_text(day) == lunar


def test_workdays_as_the_state_council_announced_them(db: None) -> None:
    announced = real_data("china/state_council_holidays_2007_2026.csv")
    with announced.open(encoding="utf-8") as lines:
        off = {date.fromisoformat(row["date"]): row["is_off_day"] == "1" for row in csv.DictReader(lines)}
    assert len(off) > 600
    first, last = date(2007, 1, 1), date(2026, 12, 31)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    expected = [day for day in days if (not off[day] if day in off else day.weekday() < 5)]
    assert calendar.workdays_between(first, last) == expected


def test_statutory_days_are_among_the_announced_ones() -> None:
    announced = real_data("china/state_council_holidays_2007_2026.csv")
    with announced.open(encoding="utf-8") as lines:
        off = {date.fromisoformat(row["date"]) for row in csv.DictReader(lines) if row["is_off_day"] == "1"}
    for year in (2025, 2026):  # the revision of 2024 holds from 2025
        days = [date(year, 1, 1) + timedelta(days=number) for number in range(365)]
        statutory = {day for day in days if is_statutory_holiday(day)}
        assert len(statutory) == 13
        assert statutory <= off


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 2, 17), False), (date(2026, 2, 14), True), (date(2026, 11, 21), False), (date(2026, 11, 23), True),
        (date(2027, 2, 5), False), (date(2027, 2, 8), False), (date(2027, 2, 10), True), (date(2027, 4, 5), False),
        (date(2027, 10, 1), False), (date(2027, 10, 4), True),
        (date(1993, 10, 1), True), (date(1993, 10, 2), False), (date(2150, 3, 2), True),
    ],
)  # fmt: skip
def test_workdays(db: None, day: date, works: bool) -> None:
    """Announced days, days after the last notice by law and weekday, days before the first by weekday."""
    assert calendar.is_workday(day) is works
    assert calendar.workdays_between(day, day) == ([day] if works else [])


def test_the_banks_own_table_comes_first(db: None) -> None:
    Holiday.objects.create(day=date(2026, 11, 23), is_workday=False, name="行庆")
    Holiday.objects.create(day=date(2026, 11, 22), is_workday=True)
    assert not calendar.is_workday(date(2026, 11, 23))
    assert calendar.is_workday(date(2026, 11, 22))
    assert calendar.workdays_between(date(2026, 11, 21), date(2026, 11, 24)) == [
        date(2026, 11, 22),
        date(2026, 11, 24),
    ]


def test_workdays_of_a_range_ask_the_database_once(db: None, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        calendar.workdays_between(date(2026, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2026, 11, 21), date(2026, 11, 1), date(2026, 11, 30)),
        (date(2024, 2, 1), date(2024, 2, 1), date(2024, 2, 29)),
        (date(2025, 12, 31), date(2025, 12, 1), date(2025, 12, 31)),
    ],
)
def test_month_bounds(day: date, first: date, last: date) -> None:
    assert calendar.month_bounds(day) == (first, last)


def test_the_banks_day_follows_the_data_where_it_is_replayed(db: None) -> None:
    profile = BankProfile.objects.create(name="重放", clock="data", published_business_date=date(1993, 12, 30))
    assert calendar.today() == calendar.today(profile) == date(1993, 12, 31)
    assert calendar.business_date() == date(1993, 12, 30)


def test_before_the_first_night_the_replayed_day_is_the_wall_clock(db: None) -> None:
    BankProfile.objects.create(name="重放", clock="data")
    assert calendar.today() == timezone.localdate()
    assert calendar.business_date() is None


def test_the_wall_clock_is_shanghais(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    BankProfile.objects.create(name="真实", clock="wall", published_business_date=date(1993, 12, 30))
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 21, 16, 30, tzinfo=UTC))
    assert calendar.today() == date(2026, 11, 22)


def test_without_a_bank_there_is_a_nameless_one(db: None) -> None:
    assert calendar.bank().pk is None
    assert calendar.business_date() is None


def test_a_page_stays_on_one_bank(db: None, django_assert_num_queries) -> None:
    profile = BankProfile.objects.create(name="一行", clock="data", published_business_date=date(2026, 3, 2))
    with calendar.one_bank():
        assert calendar.today() == date(2026, 3, 3)
        BankProfile.objects.filter(pk=profile.pk).update(published_business_date=date(2026, 3, 3))
        with django_assert_num_queries(0):
            assert calendar.today() == date(2026, 3, 3)
    assert calendar.today() == date(2026, 3, 4)


def test_there_is_one_bank_only(db: None) -> None:
    BankProfile.objects.create(name="一")
    with pytest.raises(Exception, match="only"):
        BankProfile.objects.create(name="二")
