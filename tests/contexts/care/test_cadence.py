"""The care plan becomes tasks once, contacts close them, a change of tier changes the plan."""

from datetime import date, timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cast import Cast
from lake_bank import LakeBank, days, make_lake_bank, noon
from zhike.contexts.analytics.models import CustomerMeasures
from zhike.contexts.analytics.public import compute_measures
from zhike.contexts.care.models import CarePlanRule
from zhike.contexts.care.public import coverage, find_contacts_per_month, raise_cadence_tasks, reconsider_cadence
from zhike.contexts.org.public import scope
from zhike.contexts.work.models import Task
from zhike.contexts.work.public import ContactForm, list_tasks, log_contact, undo_contact
from zhike.foundation import lake
from zhike.foundation.fence import WHOLE_BANK, fenced
from zhike.foundation.models import BankProfile

LAST = date(2025, 10, 31)


@pytest.fixture
def bank(cast: Cast) -> LakeBank:
    """Lin's 周慧敏 stands in the fourth tier, the others below 200 k."""
    bank = make_lake_bank(cast)
    compute_measures(business_date=LAST)
    return bank


def night(day: date, as_loader) -> int:
    """The cadence of the night of `day`, with the tiers of the end of October."""
    with as_loader():
        (path,) = lake.partition_paths("customer_measures", upto=LAST)[-1:]
        if not lake.partition_paths("customer_measures", since=day, upto=day):
            lake.write_partition("customer_measures", day, pq.read_table(path))
        return raise_cadence_tasks(business_date=day, at=noon(day))


def contact(cast: Cast, on: date, *, task_id: int | None = None, result: str = "reached") -> int:
    lin = cast.viewer("lin")
    form = ContactForm(cast.mine.pk, "call", result, request_key=f"{on}-{task_id}-{result}", task_id=task_id)
    with scope(lin):
        return log_contact(form, on=on, by=lin, at=noon(on)).pk


def keys(state: str = "open") -> list[str]:
    with fenced(WHOLE_BANK):
        return sorted(Task.objects.filter(kind="cadence", state=state).values_list("source_key", flat=True))


def november(cast: Cast, number: int) -> str:
    return f"cadence:2025-11:{cast.mine.pk}:{number}"


def test_the_plan_is_that_of_the_day(db: None) -> None:
    assert find_contacts_per_month(date(2025, 11, 1)) == {"tier_3": 2, "tier_4": 2, "tier_5": 2}
    CarePlanRule.objects.create(
        tier_code="tier_5", contacts_per_month=4, reason="board", set_by="1003", valid_from=date(2025, 12, 1)
    )
    assert find_contacts_per_month(date(2025, 11, 30))["tier_5"] == 2
    assert find_contacts_per_month(date(2025, 12, 1))["tier_5"] == 4


def test_one_open_task_at_a_time_through_the_month(bank: LakeBank, cast: Cast, as_loader) -> None:
    seen = {}
    for day in days(LAST, date(2025, 11, 14)):
        night(day, as_loader)
        night(day, as_loader)
        seen[day] = keys()
    assert all(len(found) <= 1 for found in seen.values())
    assert keys() == [november(cast, 1)]
    lin = cast.viewer("lin")
    with scope(lin):
        (task,) = list_tasks(viewer=lin, on=date(2025, 11, 15), kinds=["cadence"])
    assert (task.reason_code, task.reason_params) == ("cadence_short", {"required": 2, "done": 0, "missing": 2})
    assert task.due_on == date(2025, 11, 28)

    contact(cast, date(2025, 11, 15), task_id=task.id)
    assert keys() == []
    for day in days(date(2025, 11, 15), date(2025, 11, 29)):
        night(day, as_loader)
    assert keys() == [november(cast, 2)]


def test_a_contact_of_another_cause_counts_too_and_can_be_taken_back(bank: LakeBank, cast: Cast, as_loader) -> None:
    night(date(2025, 11, 13), as_loader)
    assert keys() == [november(cast, 1)]
    contact_id = contact(cast, date(2025, 11, 14))
    assert (keys(), keys("done")) == ([], [november(cast, 1)])
    lin = cast.viewer("lin")
    with scope(lin):
        undo_contact(contact_id=contact_id, by=lin, at=noon(date(2025, 11, 14)) + timedelta(minutes=5))
    assert keys() == [november(cast, 1)]


def test_a_call_nobody_answered_counts_for_nothing(bank: LakeBank, cast: Cast, as_loader) -> None:
    night(date(2025, 11, 13), as_loader)
    contact(cast, date(2025, 11, 14), result="no_answer")
    assert keys() == [november(cast, 1)]


def test_reconsidering_twice_is_reconsidering_once(bank: LakeBank, cast: Cast, as_loader) -> None:
    night(date(2025, 11, 13), as_loader)
    on = date(2025, 11, 14)
    contact(cast, on)
    with scope(cast.viewer("lin")):
        reconsider_cadence(customer_id=cast.mine.pk, on=on, at=noon(on))
    assert keys("done") == [november(cast, 1)]


def test_what_was_not_done_goes_with_its_month(bank: LakeBank, cast: Cast, as_loader) -> None:
    night(date(2025, 11, 20), as_loader)
    night(date(2025, 11, 30), as_loader)
    assert november(cast, 1) in keys("cancelled")
    assert all(key.startswith("cadence:2025-12") for key in keys())


def test_a_customer_who_leaves_the_plan_is_asked_for_no_more(bank: LakeBank, cast: Cast, as_loader) -> None:
    night(date(2025, 11, 13), as_loader)
    CarePlanRule.objects.create(
        tier_code="tier_4", contacts_per_month=0, reason="board", set_by="1003", valid_from=date(2025, 11, 10)
    )
    night(date(2025, 11, 14), as_loader)
    assert (keys(), keys("cancelled")) == ([], [november(cast, 1)])


def test_coverage_counts_each_customer_up_to_what_is_owed(bank: LakeBank, cast: Cast) -> None:
    BankProfile.objects.update(published_business_date=date(2025, 11, 20))
    with fenced(WHOLE_BANK):
        for customer, tier in ((cast.mine, 4), (cast.colleagues, 4), (cast.theirs, 4)):
            CustomerMeasures.objects.create(
                customer=customer,
                business_date=date(2025, 11, 20),
                aum_minor=0,
                aum_previous_minor=0,
                aum_month_average_minor=0,
                large_in_minor=0,
                large_out_minor=0,
                liabilities_minor=0,
                tier_code=f"tier_{tier}",
                tier_rank=tier,
                scope_unit_id=customer.scope_unit_id,
                owner_id=customer.owner_id,
            )
    for number in range(3):
        contact(cast, date(2025, 11, 3 + number))
    wu = cast.viewer("wu")
    with scope(wu):
        rows = {row.tier_code: row for row in coverage(viewer=wu, month=date(2025, 11, 20))}
    assert list(rows) == ["tier_5", "tier_4", "tier_3"]
    assert (rows["tier_4"].customers, rows["tier_4"].done, rows["tier_4"].required) == (2, 2, 4)
    assert (rows["tier_5"].customers, rows["tier_5"].required) == (0, 0)


def test_on_a_day_off_the_tasks_of_the_next_working_day_are_there(bank: LakeBank, cast: Cast, as_loader) -> None:
    """1 November 2025 is a Saturday; the first working day, Monday the 3rd, is that of customers with id mod 5 = 0."""
    with as_loader():
        cast.mine.pk = 1_000_000_000
        cast.mine.customer_no = "C9"
        cast.mine.save(force_insert=True)
        (path,) = lake.partition_paths("customer_measures", upto=LAST)[-1:]
        table = pq.read_table(path).to_pylist()
        rows = [{**row, "customer_id": cast.mine.pk} for row in table if row["tier_code"] == "tier_4"]
        lake.write_partition("customer_measures", LAST, pa.Table.from_pylist(rows, pq.read_schema(path)))
        assert raise_cadence_tasks(business_date=LAST, at=noon(LAST)) == 1
    assert keys() == [november(cast, 1)]
