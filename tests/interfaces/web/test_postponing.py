from datetime import date, timedelta

import pytest

from zhike.interfaces.web.my_day.postponing import DayRefusedError, chosen_day, presets


@pytest.mark.parametrize(
    ("today", "days"),
    [
        (date(2026, 11, 18), ["2026-11-19", "2026-11-21", "2026-11-23", "2026-12-02"]),  # a Wednesday
        (date(2026, 11, 21), ["2026-11-23", "2026-11-24", "2026-12-05"]),  # a Saturday: Monday is offered once
        (date(2026, 9, 30), ["2026-10-03", "2026-10-05", "2026-10-08", "2026-10-14"]),  # before the National Day week
    ],
)
def test_each_day_is_offered_once_the_nearest_first(db: None, today: date, days: list[str]) -> None:
    offered = presets(today)
    assert [preset.day.isoformat() for preset in offered] == days
    assert [preset.key for preset in offered] == [str(place + 1) for place in range(len(days))]


def test_any_day_within_three_months_is_taken() -> None:
    today = date(2026, 11, 21)
    assert chosen_day("2026-11-22", today) == date(2026, 11, 22)
    assert chosen_day((today + timedelta(days=92)).isoformat(), today)
    for refused in ("2026-11-21", "2026-11-20", (today + timedelta(days=93)).isoformat(), "", "22.11.2026"):
        with pytest.raises(DayRefusedError):
            chosen_day(refused, today)
