"""Tasks come to be once per fact, whoever asks and how often."""

import threading
from collections.abc import Callable

import pytest
from django.db import connections

from cast import Cast, make_cast
from contexts.work.drafts import AT, DAY, draft, raised, task
from zhike.contexts.org.public import Scope, scope, unscoped
from zhike.contexts.work.actions import tasks as module
from zhike.contexts.work.models import Task
from zhike.contexts.work.public import (
    TaskKind,
    TaskState,
    close_tasks_by_source,
    find_customers_with_open_task,
    raise_tasks,
    reopen_tasks_by_source,
    withdraw_stale_tasks,
)
from zhike.foundation.fence import WHOLE_BANK, fenced


@pytest.fixture
def bank(cast: Cast):
    with fenced(WHOLE_BANK):
        yield cast


def test_a_task_takes_scope_and_owner_of_its_customer(cast: Cast) -> None:
    assert raised(draft(cast.mine, "a", amount_minor=5, currency="CNY", priority=7, reason_params={"n": 1})) == 1
    made = task("a")
    assert (made.scope_unit_id, made.owner_id) == (cast.units["east"].pk, cast.staff["lin"].pk)
    assert (made.kind, made.state, made.created_at) == (TaskKind.FLOW_OUT, TaskState.OPEN, AT)
    assert (made.amount_minor, made.currency, made.priority, made.reason_params) == (5, "CNY", 7, {"n": 1})


def test_once_however_often(cast: Cast) -> None:
    drafts = [draft(cast.mine, "a"), draft(cast.theirs, "b")]
    assert raised(*drafts) == 2
    assert raised(*drafts, draft(cast.mine, "c")) == 1
    assert raised(*drafts) == 0


def test_a_closed_task_is_not_raised_again(cast: Cast) -> None:
    raised(draft(cast.mine, "a"))
    with fenced(WHOLE_BANK):
        close_tasks_by_source(["a"], state=TaskState.DONE, on=DAY, at=AT)
    assert raised(draft(cast.mine, "a")) == 0
    assert task("a").state == TaskState.DONE


def test_twice_in_one_call_the_first_stands(cast: Cast) -> None:
    assert raised(draft(cast.mine, "a", priority=1), draft(cast.mine, "a", priority=2)) == 1
    assert task("a").priority == 1


def test_a_customer_beyond_the_fence_gets_no_task(cast: Cast) -> None:
    assert raised(draft(cast.mine, "a"), draft(cast.theirs, "b"), by=cast.viewer("wu")) == 1
    with fenced(WHOLE_BANK):
        assert set(Task.objects.values_list("source_key", flat=True)) == {"a"}


def test_a_fact_taken_beyond_the_fence_stays_taken(cast: Cast) -> None:
    raised(draft(cast.theirs, "a"))
    assert raised(draft(cast.mine, "a"), by=cast.viewer("lin")) == 0
    assert task("a").customer_id == cast.theirs.pk


def test_many_in_parts(bank: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BATCH", 3)
    drafts = [draft(bank.mine, f"k{number}") for number in range(10)]
    assert raise_tasks([*drafts, *drafts[:4]], at=AT) == 10
    assert raise_tasks([], at=AT) == 0


def test_few_queries_however_many(bank: Cast, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(8):
        raise_tasks([draft(bank.mine, f"k{number}") for number in range(300)], at=AT)


def test_two_connections_at_once_make_each_task_once(committed: None) -> None:
    cast = make_cast()
    drafts = [draft((cast.mine, cast.theirs)[number % 2], f"k{number:03}") for number in range(200)]
    counts = _at_once(lambda: raise_tasks(drafts, at=AT), lambda: raise_tasks(list(reversed(drafts)), at=AT))
    with fenced(WHOLE_BANK):
        assert Task.objects.count() == 200
    assert sum(counts) == 200


def _at_once(*calls: Callable[[], int]) -> list[int]:
    barrier, counts = threading.Barrier(len(calls)), []

    def run(call: Callable[[], int]) -> None:
        barrier.wait(20)
        with scope(unscoped(reason="two nights")):
            counts.append(call())
        connections.close_all()

    threads = [threading.Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return counts


def test_a_source_closes_and_opens_its_own(bank: Cast) -> None:
    raise_tasks([draft(bank.mine, key) for key in ("a", "b", "c", "d")], at=AT)
    Task.objects.filter(source_key="b").update(state=TaskState.DONE, closed_by_id=bank.staff["lin"].pk, closed_at=AT)
    assert close_tasks_by_source(["a", "b", "x"], state=TaskState.DONE, on=DAY, at=AT) == 1
    assert close_tasks_by_source(["d"], state=TaskState.CANCELLED, on=DAY, at=AT) == 1
    closed = task("a")
    assert (closed.state, closed.closed_on, closed.closed_at, closed.closed_by_id) == (TaskState.DONE, DAY, AT, None)
    assert reopen_tasks_by_source(["a", "b", "c", "d", "x"]) == 1
    assert (task("a").state, task("a").closed_on) == (TaskState.OPEN, None)
    assert task("b").state == TaskState.DONE, "a person closed it"
    assert task("d").state == TaskState.CANCELLED, "it was withdrawn"


def test_stale_tasks_are_withdrawn_but_not_the_postponed(bank: Cast) -> None:
    before = DAY.replace(day=1)
    raise_tasks(
        [
            draft(bank.mine, "stale", due_on=before, show_from=before),
            draft(bank.mine, "postponed", due_on=before, show_from=DAY),
            draft(bank.mine, "due", due_on=DAY, show_from=before),
            draft(bank.mine, "other kind", kind=TaskKind.NEXT_STEP, due_on=before, show_from=before),
        ],
        at=AT,
    )
    assert withdraw_stale_tasks([TaskKind.FLOW_OUT], due_before=DAY, on=DAY, at=AT) == 1
    assert task("stale").state == TaskState.CANCELLED
    assert {task(key).state for key in ("postponed", "due", "other kind")} == {TaskState.OPEN}
    assert find_customers_with_open_task(TaskKind.FLOW_OUT) == {bank.mine.pk}
    assert find_customers_with_open_task(TaskKind.DROP) == set()


def test_a_source_reaches_no_further_than_its_fence(cast: Cast) -> None:
    raised(draft(cast.theirs, "a"))
    with scope(cast.viewer("lin")):
        assert close_tasks_by_source(["a"], state=TaskState.DONE, on=DAY, at=AT) == 0
    assert cast.viewer("hu").scope == Scope()
    assert task("a").state == TaskState.OPEN
