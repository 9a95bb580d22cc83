"""How the month's contacts are spread."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from zhike.contexts.care.rules import CALM, URGENT, asking_days, number_asked_for, source_key, urgency

NOVEMBER = [date(2025, 11, 3) + timedelta(days=d) for d in range(26) if d % 7 < 5]  # twenty working days


def test_two_contacts_stand_in_the_two_halves_of_the_month() -> None:
    for customer_id in range(50):
        first, second = asking_days(customer_id, 2, NOVEMBER)
        assert NOVEMBER.index(first) < 5
        assert 10 <= NOVEMBER.index(second) < 15


def test_a_portfolio_spreads_evenly() -> None:
    counts = Counter(asking_days(customer_id, 2, NOVEMBER)[0] for customer_id in range(500))
    assert set(counts.values()) == {100}


@given(st.integers(0, 10**9), st.integers(0, 20), st.integers(1, 23))
def test_every_plan_fits_into_every_month(customer_id: int, required: int, workdays: int) -> None:
    days = asking_days(customer_id, required, NOVEMBER[: min(workdays, 20)])
    assert len(days) == required
    assert days == sorted(days)


def test_a_contact_is_asked_for_once_its_day_has_come() -> None:
    days = [date(2025, 11, 5), date(2025, 11, 19)]
    assert number_asked_for(0, date(2025, 11, 4), days) is None
    assert number_asked_for(0, date(2025, 11, 5), days) == 1
    assert number_asked_for(0, date(2025, 11, 25), days) == 1
    assert number_asked_for(1, date(2025, 11, 18), days) is None
    assert number_asked_for(1, date(2025, 11, 19), days) == 2
    assert number_asked_for(2, date(2025, 11, 28), days) is None


def test_few_days_left_make_it_urgent() -> None:
    assert urgency(NOVEMBER[14], NOVEMBER, missing=1) == CALM
    assert urgency(NOVEMBER[15], NOVEMBER, missing=1) == URGENT
    assert urgency(NOVEMBER[10], NOVEMBER, missing=2) == URGENT


def test_the_source_names_month_customer_and_contact() -> None:
    assert source_key(7, date(2025, 11, 20), 2) == "cadence:2025-11:7:2"
