"""Lists of tasks: one's own, most urgent first, page by page without gaps."""

from datetime import timedelta

import pytest

from cast import Cast
from contexts.work.drafts import AT, DAY, draft, raised, task
from zhike.contexts.org.public import scope
from zhike.contexts.work.public import (
    TaskClosedError,
    TaskKind,
    TaskMovedError,
    TaskNotFound,
    TaskRow,
    TaskState,
    close_tasks_by_source,
    count_tasks_by_kind,
    count_tasks_done,
    get_task,
    list_next_steps,
    list_tasks,
    list_tasks_of_customer,
    postpone_task,
)
from zhike.foundation.fence import WHOLE_BANK, fenced

TOMORROW = DAY + timedelta(days=1)


@pytest.fixture
def tasks(cast: Cast) -> Cast:
    raised(
        draft(cast.mine, "low", priority=10, kind=TaskKind.CADENCE),
        draft(cast.mine, "high", priority=90),
        draft(cast.mine, "high too", priority=90, kind=TaskKind.FLOW_IN),
        draft(cast.mine, "tomorrow", priority=99, show_from=TOMORROW),
        draft(cast.mine, "closed", priority=99),
        draft(cast.colleagues, "colleague's", priority=99),
        draft(cast.theirs, "theirs", priority=99),
    )
    with fenced(WHOLE_BANK):
        close_tasks_by_source(["closed"], state=TaskState.DONE, on=DAY, at=AT)
    return cast


def _keys(rows: list[TaskRow]) -> list[str]:
    with fenced(WHOLE_BANK):
        from_id = {task(key).pk: key for key in ("low", "high", "high too", "tomorrow", "colleague's", "theirs")}
    return [from_id[row.id] for row in rows]


def _listed(cast: Cast, name: str, **given: object) -> list[str]:
    viewer = cast.viewer(name)
    with scope(viewer):
        return _keys(list_tasks(viewer=viewer, **({"on": DAY} | given)))  # type: ignore[arg-type]


def test_ones_own_open_ones_of_the_day_most_urgent_first(tasks: Cast) -> None:
    assert _listed(tasks, "lin") == ["high", "high too", "low"]
    assert _listed(tasks, "lin", on=TOMORROW) == ["tomorrow", "high", "high too", "low"]
    assert _listed(tasks, "lin", on=DAY - timedelta(days=1)) == []


def test_a_head_lists_only_own_tasks_too(tasks: Cast) -> None:
    assert _listed(tasks, "wu") == []
    assert _listed(tasks, "chen") == ["colleague's"]
    assert _listed(tasks, "gao") == []


def test_by_kind(tasks: Cast) -> None:
    assert _listed(tasks, "lin", kinds=["flow_in", "cadence"]) == ["high too", "low"]
    viewer = tasks.viewer("lin")
    with scope(viewer):
        assert count_tasks_by_kind(viewer=viewer, on=DAY) == {"flow_out": 1, "flow_in": 1, "cadence": 1}


@pytest.mark.parametrize("size", [1, 2, 3, 7, 40])
def test_pages_have_neither_gaps_nor_repeats(cast: Cast, size: int) -> None:
    raised(*(draft(cast.mine, f"k{number:02}", priority=number * 7 % 5) for number in range(30)))
    viewer = cast.viewer("lin")
    seen: list[TaskRow] = []
    with scope(viewer):
        whole = list_tasks(viewer=viewer, on=DAY, limit=100)
        while rows := list_tasks(
            viewer=viewer, on=DAY, limit=size, after=(seen[-1].priority, seen[-1].id) if seen else None
        ):
            seen += rows
    assert len(whole) == 30
    assert seen == whole
    assert [(-row.priority, row.id) for row in whole] == sorted((-row.priority, row.id) for row in whole)


def test_a_task_that_arrives_between_pages_shifts_nothing(cast: Cast) -> None:
    raised(*(draft(cast.mine, f"k{number}", priority=5) for number in range(4)))
    viewer = cast.viewer("lin")
    with scope(viewer):
        first = list_tasks(viewer=viewer, on=DAY, limit=2)
    raised(draft(cast.mine, "urgent", priority=9))
    with scope(viewer):
        second = list_tasks(viewer=viewer, on=DAY, limit=9, after=(first[-1].priority, first[-1].id))
    assert len(second) == 2
    assert not {row.id for row in first} & {row.id for row in second}


def test_of_a_customer_the_next_due_first(tasks: Cast) -> None:
    raised(draft(tasks.mine, "low2", due_on=DAY - timedelta(days=3)))
    viewer = tasks.viewer("wu")
    with scope(viewer):
        rows = list_tasks_of_customer(tasks.mine.pk, viewer=viewer)
        assert [row.due_on for row in rows] == sorted(row.due_on for row in rows)
        assert rows[0].id == task("low2").pk
        assert len(rows) == 5
        assert list_tasks_of_customer(tasks.theirs.pk, viewer=viewer) == []
    with fenced(WHOLE_BANK):
        assert list_tasks_of_customer(tasks.theirs.pk, viewer=viewer) == []


def test_one_query_each(tasks: Cast, django_assert_num_queries) -> None:
    viewer = tasks.viewer("lin")
    with scope(viewer):
        for read in (
            lambda: list_tasks(viewer=viewer, on=DAY),
            lambda: count_tasks_by_kind(viewer=viewer, on=DAY),
            lambda: count_tasks_done(viewer=viewer, on=DAY),
            lambda: list_tasks_of_customer(tasks.mine.pk, viewer=viewer),
            lambda: list_next_steps(viewer=viewer, since=DAY),
        ):
            with django_assert_num_queries(1):
                read()


def test_a_task_by_id(tasks: Cast) -> None:
    viewer = tasks.viewer("lin")
    with scope(viewer):
        assert get_task(task("high").pk, viewer=viewer).kind == "flow_out"
    for fence in (scope(viewer), fenced(WHOLE_BANK)):
        for task_id in (task("theirs").pk, 0):
            with fence if task_id else fenced(WHOLE_BANK), pytest.raises(TaskNotFound):
                get_task(task_id, viewer=viewer)


def _postpone(cast: Cast, key: str, until: object, name: str = "lin") -> object:
    viewer = cast.viewer(name)
    with scope(viewer):
        return postpone_task(task_id=task(key).pk, until=until, by=viewer, at=AT)  # type: ignore[arg-type]


def test_postpone_and_undo(tasks: Cast) -> None:
    before = _postpone(tasks, "high", TOMORROW)
    assert before == DAY
    assert _listed(tasks, "lin") == ["high too", "low"]
    assert "high" in _listed(tasks, "lin", on=TOMORROW)
    assert _postpone(tasks, "high", before) == TOMORROW
    assert _listed(tasks, "lin") == ["high", "high too", "low"]


def test_undoing_leaves_the_day_somebody_chose_meanwhile(tasks: Cast) -> None:
    lin, later = tasks.viewer("lin"), TOMORROW + timedelta(days=9)
    before = _postpone(tasks, "high", TOMORROW)
    _postpone(tasks, "high", later, "wu")
    with scope(lin), pytest.raises(TaskMovedError):
        postpone_task(task_id=task("high").pk, until=before, postponed_to=TOMORROW, by=lin, at=AT)  # type: ignore[arg-type]
    assert task("high").show_from == later


def test_a_closed_task_is_not_postponed(tasks: Cast) -> None:
    with pytest.raises(TaskClosedError):
        _postpone(tasks, "closed", TOMORROW)
    assert task("closed").show_from == DAY


@pytest.mark.parametrize("name", ["chen", "ye", "hu"])
def test_others_tasks_are_absent(tasks: Cast, name: str) -> None:
    with pytest.raises(TaskNotFound):
        _postpone(tasks, "high", TOMORROW, name)
    assert task("high").show_from == DAY


def test_what_a_person_did_on_a_day(tasks: Cast) -> None:
    lin, viewer = tasks.staff["lin"].pk, tasks.viewer("lin")
    with fenced(WHOLE_BANK):
        done = {"state": TaskState.DONE, "closed_on": DAY, "closed_at": AT}
        for key, change in (
            ("low", done | {"closed_by_id": lin}),
            ("high", done | {"closed_by_id": lin, "closed_on": TOMORROW}),
            ("high too", done | {"closed_by_id": lin, "state": TaskState.CANCELLED}),
            ("tomorrow", done | {"closed_by_id": tasks.staff["wu"].pk}),
        ):
            type(task(key)).objects.filter(source_key=key).update(**change)
    with scope(viewer):
        assert count_tasks_done(viewer=viewer, on=DAY) == 1
        assert count_tasks_done(viewer=viewer, on=TOMORROW) == 1


def test_next_steps_of_a_person(cast: Cast) -> None:
    kind = TaskKind.NEXT_STEP
    raised(
        draft(cast.mine, "soon", kind=kind, due_on=TOMORROW, show_from=TOMORROW),
        draft(cast.mine, "today", kind=kind),
        draft(cast.mine, "past", kind=kind, due_on=DAY - timedelta(days=1)),
        draft(cast.colleagues, "colleague's", kind=kind),
        draft(cast.mine, "flow"),
    )
    viewer = cast.viewer("lin")
    with scope(viewer):
        rows = list_next_steps(viewer=viewer, since=DAY)
    assert [row.id for row in rows] == [task("today").pk, task("soon").pk]
