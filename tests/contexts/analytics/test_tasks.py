"""Large flows and drops become tasks, once each, with their evidence."""

from datetime import date, timedelta

import pyarrow as pa
import pytest

from cast import Cast
from lake_bank import LakeBank, days, noon
from zhike.contexts.analytics.public import compute_measures, raise_flow_and_drop_tasks
from zhike.contexts.analytics.rules import priority
from zhike.contexts.org.public import scope
from zhike.contexts.work.models import Task
from zhike.contexts.work.public import list_tasks
from zhike.foundation import lake

DAY = date(2025, 11, 20)


def run(day: date) -> int:
    compute_measures(business_date=day)
    return raise_flow_and_drop_tasks(business_date=day, at=noon(day))


def test_an_outflow_to_ones_own_account_elsewhere(bank: LakeBank, cast: Cast, as_loader) -> None:
    day = date(2025, 11, 19)
    with as_loader():
        assert run(day) == 1
        assert run(day) == 0
    lin = cast.viewer("lin")
    with scope(lin):
        (drop,) = list_tasks(viewer=lin, on=DAY)
        assert list_tasks(viewer=lin, on=day) == []
    assert (drop.kind, drop.reason_code, drop.suggestion_code) == ("drop", "drop_flow_elsewhere", "win_back")
    assert (drop.amount_minor, drop.due_on) == (-900_000_00, DAY)  # as early as the outflow that made it
    figures = drop.reason_params
    assert (figures["seen_on"], figures["drop_permille"], figures["aum_minor"]) == ("2025-11-19", 450, 1_100_000_00)
    assert (figures["bank"], figures["total_minor"]) == ("招商银行", 900_000_00)
    assert (figures["mean_minor"], figures["elsewhere_minor"]) == (2_000_000_00, 900_000_00)
    assert [item["amount_minor"] for item in figures["evidence"]] == [900_000_00]
    assert drop.priority == 10 * 5 * 4 * 3  # 900 k is 18 × the least drop: 5 points; fourth tier; money leaving


def test_a_drop_that_lasts_makes_no_second_task(bank: LakeBank, as_loader) -> None:
    with as_loader():
        run(date(2025, 11, 19))
        assert run(DAY) == 1  # the inflow of the 20th alone
        assert sorted(Task.objects.values_list("source_key", flat=True)) == sorted(
            Task.objects.filter(kind__in=["flow_in", "flow_out", "drop"]).values_list("source_key", flat=True)
        )
        assert Task.objects.filter(kind="drop").count() == 1


def test_a_drop_is_withdrawn_when_the_assets_are_back_and_the_next_one_is_news(
    bank: LakeBank, cast: Cast, as_loader
) -> None:
    fall = date(2025, 11, 19)
    with as_loader():
        run(fall)
        (task,) = Task.objects.filter(kind="drop")
        stand(DAY, task.customer_id, drop_bp=2_000)  # above half the threshold: the same fall, wavering
        raise_flow_and_drop_tasks(business_date=DAY, at=noon(DAY))
        task.refresh_from_db()
        assert task.state == "open"
        back = DAY + timedelta(days=1)
        stand(back, task.customer_id, drop_bp=0)
        raise_flow_and_drop_tasks(business_date=back, at=noon(back))
        task.refresh_from_db()
        assert (task.state, task.closed_by_id) == ("cancelled", None)
        again = back + timedelta(days=1)
        stand(again, task.customer_id, drop_bp=4_000)
        raise_flow_and_drop_tasks(business_date=again, at=noon(again))
        assert Task.objects.filter(kind="drop", customer_id=task.customer_id, state="open").count() == 1


def stand(day: date, customer_id: int, *, drop_bp: int) -> None:
    """The night's measures of one customer, as `compute_measures` leaves them."""
    row = {
        "customer_id": customer_id,
        "business_date": day,
        "aum_minor": 1_000_000_00,
        "three_month_mean_minor": 2_000_000_00,
        "drop_bp": drop_bp,
        "tier_code": "t4",
        "tier_rank": 4,
    }
    lake.write_partition("customer_measures", day, pa.Table.from_pylist([row]))


def test_an_inflow_in_two_bookings(bank: LakeBank, cast: Cast, as_loader) -> None:
    with as_loader():
        run(DAY)
    ye = cast.viewer("ye")
    with scope(ye):
        (task,) = list_tasks(viewer=ye, on=date(2025, 11, 21))
    assert (task.kind, task.reason_code, task.amount_minor) == ("flow_in", "flow_in_bank", 650_000_00)
    assert (task.reason_params["transactions"], task.reason_params["bank"]) == (2, "工商银行")


def test_nobodys_customer_makes_no_task(bank: LakeBank, cast: Cast, as_loader) -> None:
    with as_loader():
        cast.theirs.owner = None
        cast.theirs.save()
        run(DAY)
        assert not Task.objects.filter(customer=cast.theirs).exists()


def test_a_flow_that_nobody_took_up_is_withdrawn_and_a_postponed_one_is_not(bank: LakeBank, as_loader) -> None:
    with as_loader():
        run(DAY)
        task = Task.objects.get(kind="flow_in")
        bank_days = days(DAY, DAY + timedelta(days=19))
        for day in bank_days[:-1]:
            raise_flow_and_drop_tasks(business_date=day, at=noon(day))
        task.refresh_from_db()
        assert task.state == "open"
        task.show_from = date(2025, 12, 20)
        task.save()
        raise_flow_and_drop_tasks(business_date=bank_days[-1], at=noon(DAY))
        task.refresh_from_db()
        assert task.state == "open"
        task.show_from = DAY
        task.save()
        raise_flow_and_drop_tasks(business_date=bank_days[-1], at=noon(DAY))
        task.refresh_from_db()
        assert (task.state, task.closed_by_id) == ("cancelled", None)


@pytest.mark.parametrize(
    ("amount", "points"),
    [(1, 1), (200, 1), (399, 1), (400, 2), (800, 3), (1_600, 4), (3_200, 5), (6_400, 6), (10**9, 6)],
)
def test_every_doubling_of_the_threshold_is_a_point(amount: int, points: int) -> None:
    assert priority(amount_minor=amount, threshold_minor=200, tier_rank=5, urgency=3) == 150 * points
