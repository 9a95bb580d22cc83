"""The statutory holidays of a year whose notice by the State Council is not out yet: provisional, without moved days.

全国年节及纪念日放假办法 (2024 revision): New Year 1 day, Spring Festival 4 from New Year's Eve, Qingming 1,
Labour Day 2, Dragon Boat 1, Mid-Autumn 1, National Day 3.
"""

from datetime import date, timedelta

from zhike.foundation.lunar import lunar_day

_BY_SUN = {(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)}
_BY_MOON = {(1, 1, False), (1, 2, False), (1, 3, False), (5, 5, False), (8, 15, False)}


def is_statutory_holiday(day: date) -> bool:
    """Whether the law itself makes `day` free; False beyond the years the lunar tables know (1900–2099)."""
    if (day.month, day.day) in _BY_SUN or day == _qingming(day.year):
        return True
    return lunar_day(day) in _BY_MOON or lunar_day(day + timedelta(days=1)) == (1, 1, False)


def _qingming(year: int) -> date:
    """The solar term of the 21st century by its usual formula, 4 or 5 April."""
    of_century = year % 100
    return date(year, 4, int(of_century * 0.2422 + 4.81) - of_century // 4)
