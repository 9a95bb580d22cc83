"""When a contact that is owed becomes a task: spread over the month, so that nobody faces the whole plan on the 1st."""

from collections.abc import Sequence
from datetime import date

SOON = 5  # working days before the end of the month from which a missing contact is urgent
CALM, URGENT = 1, 2


def asking_days(customer_id: int, required: int, workdays: Sequence[date]) -> list[date]:
    """The day from which each of the `required` contacts of a month is asked for, in order.

    The month's working days are cut into `required` equal parts, one contact a part. Within the first half of its part
    a customer's day follows from the customer's id, so a portfolio spreads evenly and a customer keeps the place. The
    second half is left to make the contact. Fewer working days than contacts share days.
    """
    days = []
    for number in range(required):
        first = number * len(workdays) // required
        after_last = max((number + 1) * len(workdays) // required, first + 1)
        early = max((after_last - first + 1) // 2, 1)
        days.append(workdays[min(first + customer_id % early, len(workdays) - 1)])
    return days


def number_asked_for(done: int, today: date, days: Sequence[date]) -> int | None:
    """Which contact (1 is the first) is to be made now; None where nothing is due yet or the month is fulfilled."""
    if done >= len(days) or today < days[done]:
        return None
    return done + 1


def urgency(today: date, workdays: Sequence[date], missing: int) -> int:
    """URGENT once the working days left are few for the contacts that are missing, else CALM."""
    left = sum(1 for day in workdays if day >= today)
    return URGENT if left <= SOON * missing else CALM


def source_key(customer_id: int, month: date, number: int) -> str:
    """Identity of the task for the `number`-th contact owed to the customer in the month of `month`."""
    return f"cadence:{month:%Y-%m}:{customer_id}:{number}"
