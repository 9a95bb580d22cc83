"""A hand-over changes every table that repeats a customer's scope, all at once, whoever writes beside it."""

import threading
from datetime import UTC, date, datetime

import pytest
from django.db import connections, transaction

from cast import Cast, make_cast
from spec.access.rows import make_row, scoped_models
from zhike.contexts.customers.public import Customer, rescope_customers
from zhike.contexts.org.public import scope, unscoped
from zhike.contexts.work.models import ContactRecord, Task, TimelineEntry
from zhike.contexts.work.public import ContactForm, TaskDraft, TaskKind, log_contact, raise_tasks
from zhike.foundation.fence import WHOLE_BANK, fenced

OTHERS = [model for model in scoped_models().values() if model is not Customer]
DAY = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def _hand_over(cast: Cast) -> None:
    """Lin's customer goes to Ye in the other outlet."""
    with scope(unscoped(reason="hand-over")):
        Customer.objects.filter(pk=cast.mine.pk).update(scope_unit=cast.units["west"], owner=cast.staff["ye"])
        rescope_customers([cast.mine.pk])


def _counts(cast: Cast, name: str) -> dict[str, int]:
    with scope(cast.viewer(name)):
        return {model._meta.db_table: model.objects.filter(customer_id=cast.mine.pk).count() for model in OTHERS}


def test_every_table_goes_to_the_new_owner_at_once(cast: Cast) -> None:
    for model in OTHERS:
        make_row(model, cast.mine)
        make_row(model, cast.theirs)
    before = _counts(cast, "lin")
    assert min(before.values()) >= 1
    assert set(_counts(cast, "ye").values()) == {0}
    _hand_over(cast)
    assert _counts(cast, "ye") == before
    assert set(_counts(cast, "lin").values()) == {0}
    assert set(_counts(cast, "wu").values()) == {0}, "the old outlet's head sees it still"


def test_other_customers_keep_their_owners(cast: Cast) -> None:
    for model in OTHERS:
        make_row(model, cast.colleagues)
    _hand_over(cast)
    for model in OTHERS:
        with fenced(WHOLE_BANK):
            rows = model.objects.filter(customer_id=cast.colleagues.pk).values_list("scope_unit_id", "owner_id")
            assert set(rows) == {(cast.units["east"].pk, cast.staff["chen"].pk)}, model


def test_a_customer_without_owner_has_rows_without_owner(cast: Cast) -> None:
    for model in OTHERS:
        make_row(model, cast.mine)
    with scope(unscoped(reason="back to the pool")):
        Customer.objects.filter(pk=cast.mine.pk).update(owner=None)
        rescope_customers([cast.mine.pk])
    assert set(_counts(cast, "lin").values()) == {0}
    assert min(_counts(cast, "wu").values()) >= 1


def test_a_hand_over_that_fails_changes_nothing(cast: Cast) -> None:
    for model in OTHERS:
        make_row(model, cast.mine)
    before = _counts(cast, "lin")
    with transaction.atomic():
        _hand_over(cast)
        transaction.set_rollback(True)
    assert _counts(cast, "lin") == before


def test_nobody_hands_a_customer_over_from_within_a_scope(cast: Cast) -> None:
    """The fence refuses it even to the head of the outlet; the update never reaches the new outlet's rows."""
    with pytest.raises(Exception, match="row-level security"), scope(cast.viewer("wu")):
        Customer.objects.filter(pk=cast.mine.pk).update(scope_unit=cast.units["west"])


def test_nothing_to_hand_over_asks_nothing(cast: Cast, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        rescope_customers([])


@pytest.mark.parametrize("write", ["tasks", "contact"])
def test_a_row_written_beside_a_hand_over_goes_along(committed: None, write: str) -> None:
    """The hand-over waits for who has read the old owner and not yet committed, and then finds the new rows."""
    cast = make_cast()
    written, handing_over = threading.Event(), threading.Event()

    def writer() -> None:
        with scope(unscoped(reason="night") if write == "tasks" else cast.viewer("lin")):
            if write == "tasks":
                raise_tasks([_draft(cast)], at=AT)
            else:
                form = ContactForm(cast.mine.pk, "call", "reached", "key", next_step_on=DAY)
                log_contact(form, on=DAY, by=cast.viewer("lin"), at=AT)
            written.set()
            handing_over.wait(20)
            threading.Event().wait(0.3)  # the hand-over now waits for this transaction
        connections.close_all()

    other = threading.Thread(target=writer)
    other.start()
    assert written.wait(20)
    handing_over.set()
    _hand_over(cast)
    other.join()
    expected = (
        {Task: 1, ContactRecord: 0, TimelineEntry: 0}
        if write == "tasks"
        else dict.fromkeys((Task, ContactRecord, TimelineEntry), 1)
    )
    for model, count in expected.items():
        with fenced(WHOLE_BANK):
            owners = list(model.objects.values_list("scope_unit_id", "owner_id"))
        assert owners == [(cast.units["west"].pk, cast.staff["ye"].pk)] * count, model


def _draft(cast: Cast) -> TaskDraft:
    return TaskDraft(
        customer_id=cast.mine.pk,
        kind=TaskKind.DROP,
        source_key="drop:1",
        reason_code="drop",
        due_on=DAY,
        show_from=DAY,
        business_date=DAY,
    )
