"""Logging a contact: all of it or nothing, once per request, and back within ten minutes."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, connections

from cast import Cast, make_cast
from contexts.work.drafts import AT, DAY, draft, raised, task
from zhike.contexts.customers.public import CustomerNotFound
from zhike.contexts.org.public import scope
from zhike.contexts.work.actions.contacts import LONGEST_NEXT_STEP
from zhike.contexts.work.events import ContactLogged, ContactUndone
from zhike.contexts.work.models import ContactRecord, Task, TimelineEntry
from zhike.contexts.work.public import (
    ContactForm,
    ContactRefusedError,
    TaskNotFound,
    TaskState,
    TimelineDraft,
    UndoTooLateError,
    add_timeline_entries,
    count_contacts,
    find_last_contact_days,
    list_timeline,
    log_contact,
    undo_contact,
)
from zhike.foundation import events
from zhike.foundation.fence import WHOLE_BANK, fenced

KEPT = (ContactRecord, Task, TimelineEntry)
NEXT_WEEK = DAY + timedelta(days=7)


@pytest.fixture(autouse=True)
def told() -> Iterator[list[object]]:
    """What was published; other contexts' reactions have tests of their own."""
    heard: list[object] = []
    events.connect({ContactLogged: [heard.append], ContactUndone: [heard.append]})
    yield heard
    apps.get_app_config("journeys").ready()


def _form(cast: Cast, **given: Any) -> ContactForm:
    return replace(ContactForm(cast.mine.pk, "call", "reached", "key-1"), **given)


def _log(cast: Cast, name: str = "lin", at: datetime = AT, on: date = DAY, **given: Any) -> ContactRecord:
    viewer = cast.viewer(name)
    with scope(viewer):
        return log_contact(_form(cast, **given), on=on, by=viewer, at=at)


def _undo(cast: Cast, contact_id: int, name: str = "lin", after: timedelta = timedelta(minutes=5)) -> None:
    viewer = cast.viewer(name)
    with scope(viewer):
        undo_contact(contact_id=contact_id, by=viewer, at=AT + after)


def _digest() -> list[str]:
    with fenced(WHOLE_BANK), connection.cursor() as cursor:
        digests = []
        for model in KEPT:
            table = model._meta.db_table
            cursor.execute(f"SELECT count(*), md5(string_agg(row::text, '|' ORDER BY id)) FROM {table} AS row")
            digests.append(f"{table} {cursor.fetchone()}")
        return digests


def test_the_record(cast: Cast) -> None:
    made = _log(cast, note="  谈\0理财  ", result="interested", channel="visit")
    with fenced(WHOLE_BANK):
        row = ContactRecord.objects.get(pk=made.pk)
    assert (row.customer_id, row.by_id, row.on, row.at) == (cast.mine.pk, cast.staff["lin"].pk, DAY, AT)
    assert (row.channel, row.result, row.note) == ("visit", "interested", "谈理财")
    assert (row.scope_unit_id, row.owner_id) == (cast.units["east"].pk, cast.staff["lin"].pk)
    assert (row.task_id, row.next_task_id, row.undone_at) == (None, None, None)


def test_its_line_on_the_timeline(cast: Cast) -> None:
    made = _log(cast, note="谈理财")
    viewer = cast.viewer("wu")
    with scope(viewer):
        (line,) = list_timeline(cast.mine.pk, viewer=viewer)
    assert (line.on, line.at, line.kind, line.title_code, line.text) == (DAY, AT, "contact", "contact", "谈理财")
    assert (line.params, line.by_id) == ({"channel": "call", "result": "reached"}, cast.staff["lin"].pk)
    with fenced(WHOLE_BANK):
        assert TimelineEntry.objects.get().source_key == f"contact:{made.pk}"


def test_the_fact_is_published(cast: Cast, told: list[object]) -> None:
    made = _log(cast)
    assert told == [ContactLogged(made.pk, cast.mine.pk, DAY, AT)]


@pytest.mark.parametrize(
    ("result", "state"), [("reached", "done"), ("interested", "done"), ("declined", "done"), ("no_answer", "open")]
)
def test_its_task_is_settled_unless_nobody_answered(cast: Cast, result: str, state: str) -> None:
    raised(draft(cast.mine, "a"))
    _log(cast, task_id=task("a").pk, result=result)
    settled = task("a")
    assert settled.state == state
    closed = (AT, DAY, cast.staff["lin"].pk) if state == "done" else (None, None, None)
    assert (settled.closed_at, settled.closed_on, settled.closed_by_id) == closed


def test_the_next_step_is_a_task(cast: Cast) -> None:
    made = _log(cast, next_step_on=NEXT_WEEK, next_step_text=" 带产品说明书 ")
    following = task(f"next_step:{made.pk}")
    assert made.next_task_id == following.pk
    assert (following.kind, following.due_on, following.show_from) == ("next_step", NEXT_WEEK, NEXT_WEEK)
    assert following.reason_params == {"text": "带产品说明书", "agreed_on": "2026-03-02"}
    assert (following.customer_id, following.owner_id) == (cast.mine.pk, cast.staff["lin"].pk)


def test_the_next_step_agreed_by_a_head_is_the_managers(cast: Cast) -> None:
    made = _log(cast, name="wu", next_step_on=NEXT_WEEK)
    assert task(f"next_step:{made.pk}").owner_id == cast.staff["lin"].pk


def test_the_next_step_of_nobodys_customer_is_the_authors(cast: Cast) -> None:
    with fenced(WHOLE_BANK):
        type(cast.mine).objects.filter(pk=cast.mine.pk).update(owner=None)
    made = _log(cast, name="wu", next_step_on=NEXT_WEEK)
    assert task(f"next_step:{made.pk}").owner_id == cast.staff["wu"].pk


def test_a_double_click_is_one_contact(cast: Cast, told: list[object]) -> None:
    raised(draft(cast.mine, "a"))
    first = _log(cast, task_id=task("a").pk, next_step_on=NEXT_WEEK)
    before = _digest()
    second = _log(cast, task_id=task("a").pk, next_step_on=NEXT_WEEK, at=AT + timedelta(seconds=1))
    assert second.pk == first.pk
    assert _digest() == before
    assert len(told) == 1


def test_a_double_click_on_two_connections_is_one_contact(committed: None) -> None:
    cast = make_cast()
    raised(draft(cast.mine, "a"))
    task_id, barrier, made = task("a").pk, threading.Barrier(4), []

    def click() -> None:
        barrier.wait(20)
        made.append(_log(cast, task_id=task_id, next_step_on=NEXT_WEEK).pk)
        connections.close_all()

    clicks = [threading.Thread(target=click) for _number in range(4)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()
    assert len(made) == 4
    assert len(set(made)) == 1
    with fenced(WHOLE_BANK):
        assert [model.objects.count() for model in KEPT] == [1, 2, 1]


REFUSALS: list[tuple[str, dict[str, Any], str]] = [
    ("channel", {"channel": "pigeon"}, "unknown_channel"),
    ("result", {"result": ""}, "unknown_result"),
    ("next_step_on", {"next_step_on": DAY - timedelta(days=1)}, "next_step_in_the_past"),
    ("next_step_on", {"next_step_text": "回访"}, "next_step_without_day"),
    ("next_step_text", {"next_step_text": "回" * 201, "next_step_on": NEXT_WEEK}, "next_step_too_long"),
    ("request_key", {"request_key": ""}, "request_key_unusable"),
    ("request_key", {"request_key": "k" * 41}, "request_key_unusable"),
    ("request_key", {"request_key": "k\0"}, "request_key_unusable"),
    ("next_step_on", {"next_step_on": DAY + LONGEST_NEXT_STEP + timedelta(days=1)}, "next_step_too_far"),
]


@pytest.mark.parametrize(("field", "given", "code"), REFUSALS)
def test_refused_with_what_to_mend(
    cast: Cast, told: list[object], field: str, given: dict[str, Any], code: str
) -> None:
    before = _digest()
    with pytest.raises(ContactRefusedError) as refused:
        _log(cast, **given)
    assert (refused.value.field, refused.value.code) == (field, code)
    assert _digest() == before
    assert told == []


def test_the_task_of_another_customer_is_refused(cast: Cast) -> None:
    raised(draft(cast.colleagues, "a"))
    before = _digest()
    with pytest.raises(ContactRefusedError, match="task_of_another_customer"):
        _log(cast, name="wu", task_id=task("a").pk)
    assert _digest() == before


def test_a_key_that_stands_for_another_contact_is_refused(cast: Cast) -> None:
    """Otherwise the page would say "recorded" and nothing were."""
    _log(cast)
    before = _digest()
    for name, customer in (("wu", cast.mine), ("wu", cast.colleagues), ("ye", cast.theirs)):
        with pytest.raises(ContactRefusedError, match="request_key_unusable"):
            _log(cast, name=name, customer_id=customer.pk)
    assert _digest() == before


@pytest.mark.parametrize("name", ["chen", "ye", "hu"])
def test_beyond_the_scope_is_as_absent_as_nobody(cast: Cast, name: str) -> None:
    before = _digest()
    for customer_id in (cast.mine.pk, 2**60):
        with pytest.raises(CustomerNotFound):
            _log(cast, name=name, customer_id=customer_id)
    with fenced(WHOLE_BANK), pytest.raises(CustomerNotFound):  # belt one alone
        log_contact(_form(cast), on=DAY, by=cast.viewer(name), at=AT)
    assert _digest() == before


def test_a_task_beyond_the_scope_is_absent(cast: Cast) -> None:
    raised(draft(cast.theirs, "a"))
    before = _digest()
    for task_id in (task("a").pk, 2**60):
        with pytest.raises(TaskNotFound):
            _log(cast, task_id=task_id)
    assert _digest() == before


def test_a_reaction_that_raises_takes_everything_back(committed: None) -> None:
    cast = make_cast()
    raised(draft(cast.mine, "a"))
    before = _digest()

    def refuse(event: ContactLogged) -> None:
        raise RuntimeError("the care plan cannot count it")

    events.connect({ContactLogged: [refuse]})
    with pytest.raises(RuntimeError, match="care plan"):
        _log(cast, task_id=task("a").pk, next_step_on=NEXT_WEEK)
    assert _digest() == before


def test_how_many_queries(cast: Cast, django_assert_max_num_queries) -> None:
    raised(draft(cast.mine, "a"))
    task_id, viewer = task("a").pk, cast.viewer("lin")
    with scope(viewer), django_assert_max_num_queries(22):
        log_contact(_form(cast, task_id=task_id, next_step_on=NEXT_WEEK), on=DAY, by=viewer, at=AT)


def test_undo_takes_back_what_was_done(cast: Cast, told: list[object]) -> None:
    raised(draft(cast.mine, "a"))
    made = _log(cast, task_id=task("a").pk, next_step_on=NEXT_WEEK)
    _undo(cast, made.pk)
    assert (task("a").state, task("a").closed_at, task("a").closed_by_id) == (TaskState.OPEN, None, None)
    assert task(f"next_step:{made.pk}").state == TaskState.CANCELLED
    viewer = cast.viewer("lin")
    with scope(viewer):
        assert list_timeline(cast.mine.pk, viewer=viewer) == []
        assert find_last_contact_days([cast.mine.pk], viewer=viewer) == {}
    assert told[1:] == [ContactUndone(made.pk, cast.mine.pk, DAY, AT + timedelta(minutes=5))]


def test_undo_leaves_a_task_that_another_contact_closed(cast: Cast) -> None:
    raised(draft(cast.mine, "a"))
    first = _log(cast, task_id=task("a").pk)
    second = _log(cast, task_id=task("a").pk, request_key="key-2", at=AT + timedelta(minutes=1))
    _undo(cast, second.pk)
    assert task("a").state == TaskState.DONE
    _undo(cast, first.pk)
    assert task("a").state == TaskState.OPEN


def test_undo_leaves_a_task_settled_by_another_contact_made_for_it(cast: Cast) -> None:
    raised(draft(cast.mine, "a"))
    later = AT + timedelta(minutes=1)
    first = _log(cast, "wu", task_id=task("a").pk)
    _log(cast, task_id=task("a").pk, request_key="key-2", at=later)
    _undo(cast, first.pk, "wu")
    settled = task("a")
    assert (settled.state, settled.closed_at, settled.closed_by_id) == ("done", later, cast.staff["lin"].pk)


def test_a_form_sent_again_after_its_contact_was_undone_is_not_taken_for_saved(cast: Cast) -> None:
    made = _log(cast)
    _undo(cast, made.pk)
    with pytest.raises(ContactRefusedError, match="request_key_unusable"):
        _log(cast)


def test_undo_leaves_a_next_step_that_was_done_already(cast: Cast) -> None:
    made = _log(cast, next_step_on=NEXT_WEEK)
    _log(cast, request_key="key-2", task_id=made.next_task_id, at=AT + timedelta(minutes=1))
    _undo(cast, made.pk)
    assert task(f"next_step:{made.pk}").state == TaskState.DONE


@pytest.mark.parametrize(
    ("after", "works"),
    [(timedelta(0), True), (timedelta(minutes=10), True), (timedelta(minutes=10, microseconds=1), False)],
)
def test_the_window(cast: Cast, after: timedelta, works: bool) -> None:
    made = _log(cast)
    before = _digest()
    if works:
        _undo(cast, made.pk, after=after)
        return
    with pytest.raises(UndoTooLateError):
        _undo(cast, made.pk, after=after)
    assert _digest() == before


@pytest.mark.parametrize("name", ["wu", "chen", "ye", "zhou", "gao", "hu"])
def test_only_the_author_takes_it_back(cast: Cast, name: str) -> None:
    made = _log(cast)
    before = _digest()
    with pytest.raises(UndoTooLateError):
        _undo(cast, made.pk, name=name)
    assert _digest() == before


def test_undone_once(cast: Cast, told: list[object]) -> None:
    made = _log(cast)
    _undo(cast, made.pk)
    before = _digest()
    for contact_id in (made.pk, 2**60):
        with pytest.raises(UndoTooLateError):
            _undo(cast, contact_id)
    assert _digest() == before
    assert len(told) == 2


def test_what_counts_as_a_contact(cast: Cast) -> None:
    for number, (result, day) in enumerate(
        [("reached", 0), ("no_answer", 5), ("declined", 2), ("interested", 1), ("reached", 9)]
    ):
        made = _log(cast, request_key=f"k{number}", result=result, on=DAY + timedelta(days=day))
        if day == 9:
            _undo(cast, made.pk)
    viewer, mine = cast.viewer("lin"), cast.mine.pk
    last = DAY + timedelta(days=2)
    for fence in (scope(viewer), fenced(WHOLE_BANK)):
        with fence:
            assert find_last_contact_days([mine, cast.theirs.pk], viewer=viewer) == {mine: last}
            assert count_contacts([mine], viewer=viewer, since=DAY, until=last) == {mine: 3}
            assert count_contacts([mine], viewer=viewer, since=last, until=NEXT_WEEK) == {mine: 1}
            assert count_contacts(None, viewer=viewer, since=DAY, until=DAY) == {mine: 1}
    other = cast.viewer("ye")
    with fenced(WHOLE_BANK):
        assert find_last_contact_days([mine], viewer=other) == {}
        assert count_contacts(None, viewer=other, since=DAY, until=last) == {}


def _lines(cast: Cast, days: list[int]) -> Callable[[], int]:
    drafts = [
        TimelineDraft(cast.mine.pk, DAY + timedelta(days=day), AT, "flow", "flow", f"line:{number}")
        for number, day in enumerate(days)
    ]

    def write() -> int:
        with fenced(WHOLE_BANK):
            return add_timeline_entries(drafts)

    return write


@pytest.mark.parametrize("size", [1, 3, 20])
def test_the_timeline_has_neither_gaps_nor_repeats(cast: Cast, size: int, django_assert_num_queries) -> None:
    _lines(cast, [number * 3 % 4 for number in range(14)])()
    viewer = cast.viewer("lin")
    seen: list[tuple[date, int]] = []
    with scope(viewer):
        whole = [(line.on, line.id) for line in list_timeline(cast.mine.pk, viewer=viewer, limit=99)]
        while True:
            with django_assert_num_queries(1):
                lines = list_timeline(cast.mine.pk, viewer=viewer, limit=size, after=seen[-1] if seen else None)
            if not lines:
                break
            seen += [(line.on, line.id) for line in lines]
    assert len(whole) == 14
    assert seen == whole == sorted(whole, reverse=True)


def test_a_line_is_written_once(cast: Cast) -> None:
    write = _lines(cast, [0, 1])
    write()
    write()
    with fenced(WHOLE_BANK):
        rows = TimelineEntry.objects.values_list("scope_unit_id", "owner_id")
        assert list(rows) == [(cast.units["east"].pk, cast.staff["lin"].pk)] * 2


def test_a_timeline_beyond_the_scope_is_empty(cast: Cast) -> None:
    _lines(cast, [0])()
    for name in ("chen", "ye", "hu"):
        viewer = cast.viewer(name)
        for fence in (scope(viewer), fenced(WHOLE_BANK)):
            with fence:
                assert list_timeline(cast.mine.pk, viewer=viewer) == []
