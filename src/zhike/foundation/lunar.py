"""Days of the lunar calendar (农历)."""

from datetime import date

from lunardate import LunarDate

FIRST, LAST = date(1900, 1, 31), date(2100, 2, 8)
"""What the tables know; outside, the library answers with nonsense instead of an error."""


def lunar_day(day: date) -> tuple[int, int, bool] | None:
    """Month, day of the month, and whether the month is a leap month; None outside the tables."""
    if not FIRST <= day <= LAST:
        return None
    lunar = LunarDate.from_solar_date(day.year, day.month, day.day)
    return lunar.month, lunar.day, bool(lunar.is_leap_month)
