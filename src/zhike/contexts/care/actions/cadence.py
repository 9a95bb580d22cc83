"""The care plan becomes tasks, one open task a customer at a time, and contacts close them."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from zhike.contexts.analytics.public import find_tiers_of_night
from zhike.contexts.care.models import CarePlanRule
from zhike.contexts.care.queries.plan import find_contacts_per_month
from zhike.contexts.care.rules import asking_days, number_asked_for, source_key, urgency
from zhike.contexts.customers.public import Customer
from zhike.contexts.org.public import unscoped
from zhike.contexts.work.public import (
    TaskDraft,
    TaskKind,
    TaskState,
    close_tasks_by_source,
    count_contacts,
    find_customers_with_open_task,
    raise_tasks,
    reopen_tasks_by_source,
    withdraw_stale_tasks,
)
from zhike.foundation.calendar import month_bounds, workdays_between

PRIORITY_STEP = 10


def raise_cadence_tasks(*, business_date: date, at: datetime) -> int:
    """Make the tasks for contacts owed on the day after `business_date`; returns how many are new.

    Tiers are those of that night, so a change of tier changes the plan the same night. Last month's open tasks and
    those of customers who are owed nothing any more are withdrawn.
    """
    today = business_date + timedelta(days=1)
    first, last = month_bounds(today)
    withdraw_stale_tasks([TaskKind.CADENCE], due_before=first, on=today, at=at)
    owed = find_contacts_per_month(today)
    tiers = find_tiers_of_night(business_date)
    contacts = count_contacts(None, viewer=unscoped(reason="care plan of the night"), since=first, until=last)
    _withdraw_unowed(tiers, owed, today, at)
    workdays = workdays_between(first, last) or [last]
    asked_by = next((day for day in workdays if day >= today), last)  # on a Sunday Monday's tasks are there
    drafts = [
        _draft(customer_id, rank, done, owed[code], today, workdays, business_date)
        for customer_id, code, rank, done in _short(tiers, owed, contacts)
        if number_asked_for(done, asked_by, asking_days(customer_id, owed[code], workdays))
    ]
    return raise_tasks(drafts, at=at)


def reconsider_cadence(*, customer_id: int, on: date, at: datetime) -> None:
    """Bring the customer's tasks of the month of `on` in line with its contacts: close what is fulfilled, open it again
    when a contact was taken back. Safe to call twice."""
    first, last = month_bounds(on)
    viewer = unscoped(reason="recounting one customer's contacts after one was logged")
    done = count_contacts([customer_id], viewer=viewer, since=first, until=last).get(customer_id, 0)
    keys = [source_key(customer_id, first, number) for number in range(1, _most_contacts() + 1)]
    close_tasks_by_source(keys[:done], state=TaskState.DONE, on=on, at=at)
    reopen_tasks_by_source(keys[done:])


def _short(
    tiers: dict[int, tuple[str, int]], owed: dict[str, int], contacts: dict[int, int]
) -> Iterator[tuple[int, str, int, int]]:
    """Customers with an owner who have had fewer contacts than they are owed: (id, tier, rank, contacts so far)."""
    planned = [customer_id for customer_id, (code, _rank) in tiers.items() if code in owed]
    owned = Customer.objects.filter(owner_id__isnull=False, status=Customer.Status.ACTIVE, pk__in=planned)
    for customer_id in owned.order_by("pk").values_list("pk", flat=True):
        code, rank = tiers[customer_id]
        done = contacts.get(customer_id, 0)
        if done < owed[code]:
            yield customer_id, code, rank, done


def _draft(
    customer_id: int, rank: int, done: int, required: int, today: date, workdays: list[date], business_date: date
) -> TaskDraft:
    missing = required - done
    return TaskDraft(
        customer_id=customer_id,
        kind=TaskKind.CADENCE,
        source_key=source_key(customer_id, today, done + 1),
        reason_code="cadence_short",
        reason_params={"required": required, "done": done, "missing": missing},
        suggestion_code="make_contact",
        due_on=workdays[-1],
        show_from=today,
        business_date=business_date,
        priority=PRIORITY_STEP * rank * urgency(today, workdays, missing),
    )


def _withdraw_unowed(tiers: dict[int, tuple[str, int]], owed: dict[str, int], today: date, at: datetime) -> None:
    open_for = find_customers_with_open_task(TaskKind.CADENCE)
    gone = [customer_id for customer_id in open_for if tiers.get(customer_id, ("", 0))[0] not in owed]
    keys = [source_key(customer_id, today, number) for customer_id in gone for number in range(1, _most_contacts() + 1)]
    close_tasks_by_source(keys, state=TaskState.CANCELLED, on=today, at=at)


def _most_contacts() -> int:
    return max(CarePlanRule.objects.values_list("contacts_per_month", flat=True), default=0)
