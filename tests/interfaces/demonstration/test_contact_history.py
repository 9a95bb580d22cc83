"""Contacts are logged as people log them, within their own customers, and never twice."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from cast import Cast, make_cast, make_customer
from zhike.contexts.customers.public import Customer
from zhike.contexts.org.public import scope
from zhike.contexts.work.public import TaskDraft, TaskKind, list_tasks, list_timeline, raise_tasks
from zhike.foundation.fence import WHOLE_BANK, fenced
from zhike.interfaces.demonstration.contact_history import add_past_contacts, work_off_old_tasks

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    for number in range(40):
        make_customer(f"H{number:03}", "何平", cast.units["east"], cast.staff["lin"])
    return cast


def lines(cast: Cast, name: str) -> list[tuple[date, int | None]]:
    viewer = cast.viewer(name)
    with scope(viewer):
        own = list(Customer.objects.filter(owner_id=viewer.staff_id).values_list("pk", flat=True))
        return [(line.on, line.by_id) for pk in own for line in list_timeline(pk, viewer=viewer)]


def test_some_customers_were_contacted_lately_some_before_some_never(cast: Cast) -> None:
    count = add_past_contacts(TODAY)
    logged = lines(cast, "lin")
    assert 15 <= len(logged) <= 38
    assert count >= len(logged)
    days = [(TODAY - on).days for on, _ in logged]
    assert min(days) >= 1
    assert max(days) <= 60
    assert any(back <= 21 for back in days)
    assert any(back > 21 for back in days)
    assert {by for _, by in logged} == {cast.staff["lin"].pk}


def test_running_again_adds_none(cast: Cast) -> None:
    add_past_contacts(TODAY)
    before = sorted(lines(cast, "lin"))
    add_past_contacts(TODAY)
    assert sorted(lines(cast, "lin")) == before


def flow_task(customer_id: int, day: date, at: datetime) -> None:
    draft = TaskDraft(
        customer_id=customer_id,
        kind=TaskKind.FLOW_IN,
        source_key=f"flow:{customer_id}:{day}",
        reason_code="large_inflow",
        due_on=day + timedelta(days=3),
        show_from=day,
        business_date=day - timedelta(days=1),
    )
    with fenced(WHOLE_BANK):
        raise_tasks([draft], at=at)


def test_most_old_tasks_are_worked_off_and_todays_are_left(cast: Cast) -> None:
    now = timezone.now()
    for back in range(0, 12):
        flow_task(cast.mine.pk, TODAY - timedelta(days=back), now)
    done = work_off_old_tasks(TODAY)
    viewer = cast.viewer("lin")
    with scope(viewer):
        left = list_tasks(viewer=viewer, on=TODAY)
    assert 4 <= done <= 10
    assert len(left) == 12 - done
    assert {TODAY, TODAY - timedelta(days=1)} <= {task.show_from for task in left}
