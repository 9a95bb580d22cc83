"""The engine of the night: each step once, resumed where it fell, one night at a time."""

import threading
from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, connection, connections

from zhike.foundation.models import BankProfile, NightRun, NightStep
from zhike.foundation.nights import (
    NightEvent,
    NightFailedError,
    NightIsRunningError,
    Step,
    StepResult,
    is_running,
    run_night,
)

DAY = date(2026, 3, 2)


class Steps:
    """Three steps that note when they ran; the one named in `failing` raises."""

    def __init__(self) -> None:
        self.ran: list[str] = []
        self.failing = ""

    def __call__(self) -> list[Step]:
        return [Step(name, self._run(name)) for name in ("deliveries", "measures", "tasks")]

    def _run(self, name: str) -> Callable[[date], StepResult]:
        def run(day: date) -> StepResult:
            assert day == DAY
            self.ran.append(name)
            if name == self.failing:
                raise RuntimeError(f"{name} broke")
            return StepResult(rows=len(name), detail={"of": name})

        return run


@pytest.fixture
def steps() -> Steps:
    return Steps()


def _states() -> dict[str, str]:
    return dict(NightStep.objects.filter(night__business_date=DAY).values_list("name", "state"))


def test_all_steps_in_order_with_what_they_did(db: None, steps: Steps) -> None:
    told: list[tuple[str, str, int]] = []
    night = run_night(DAY, steps(), report=lambda event: told.append((event.kind, event.step, event.rows)))
    assert steps.ran == ["deliveries", "measures", "tasks"]
    assert (night.state, night.attempts) == ("done", 1)
    assert night.ended_at is not None
    assert night.ended_at >= night.started_at
    assert [(step.name, step.state, step.rows, step.detail) for step in night.steps.all()] == [
        ("deliveries", "done", 10, {"of": "deliveries"}),
        ("measures", "done", 8, {"of": "measures"}),
        ("tasks", "done", 5, {"of": "tasks"}),
    ]
    assert told == [
        ("step_started", "deliveries", 0),
        ("step_done", "deliveries", 10),
        ("step_started", "measures", 0),
        ("step_done", "measures", 8),
        ("step_started", "tasks", 0),
        ("step_done", "tasks", 5),
        ("night_done", "", 0),
    ]


def test_a_failing_step_is_recorded_and_the_night_resumes_there(committed: None, steps: Steps) -> None:
    steps.failing = "measures"
    told: list[NightEvent] = []
    with pytest.raises(NightFailedError, match="step measures: RuntimeError: measures broke"):
        run_night(DAY, steps(), report=told.append)
    assert told[-1].kind == "step_failed"
    assert _states() == {"deliveries": "done", "measures": "failed", "tasks": "waiting"}
    failed = NightStep.objects.get(name="measures")
    assert failed.error == "RuntimeError: measures broke"
    assert failed.ended_at is not None
    assert NightRun.objects.get().state == "failed"

    steps.failing = ""
    steps.ran.clear()
    told.clear()
    night = run_night(DAY, steps(), report=told.append)
    assert steps.ran == ["measures", "tasks"]
    assert [event.kind for event in told][:2] == ["step_skipped", "step_started"]
    assert (night.state, night.attempts) == ("done", 2)
    assert set(_states().values()) == {"done"}
    assert NightStep.objects.get(name="measures").error == ""


def test_a_killed_night_resumes_at_the_step_that_was_running(db: None, steps: Steps) -> None:
    """After SIGKILL a step stands as running; it may have done half its work, so it runs from its beginning."""
    run_night(DAY, steps())
    NightStep.objects.filter(name="measures").update(state="running", ended_at=None)
    NightStep.objects.filter(name="tasks").update(state="waiting", ended_at=None)
    NightRun.objects.update(state="running", ended_at=None)
    steps.ran.clear()
    assert run_night(DAY, steps()).state == "done"
    assert steps.ran == ["measures", "tasks"]


def test_an_interrupt_leaves_the_step_to_be_resumed(committed: None, steps: Steps) -> None:
    def interrupted(day: date) -> StepResult:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_night(DAY, [steps()[0], Step("measures", interrupted)])
    assert _states() == {"deliveries": "done", "measures": "running"}
    assert not is_running()
    assert run_night(DAY, steps()).state == "done"
    assert steps.ran == ["deliveries", "measures", "tasks"]


def test_a_night_that_is_done_does_nothing_more(db: None, steps: Steps) -> None:
    run_night(DAY, steps())
    steps.ran.clear()
    night = run_night(DAY, steps())
    assert steps.ran == []
    assert (night.state, night.attempts) == ("done", 2)


def test_again_runs_all_of_it_anew(db: None, steps: Steps) -> None:
    run_night(DAY, steps())
    steps.ran.clear()
    night = run_night(DAY, steps(), again=True)
    assert steps.ran == ["deliveries", "measures", "tasks"]
    assert NightStep.objects.filter(night=night).count() == 3


def test_a_step_added_later_is_run_by_the_next_attempt(db: None, steps: Steps) -> None:
    run_night(DAY, steps()[:2])
    steps.ran.clear()
    run_night(DAY, steps())
    assert steps.ran == ["tasks"]
    assert [step.name for step in NightStep.objects.all()] == ["deliveries", "measures", "tasks"]


def test_two_nights_at_a_time_are_refused(committed: None, steps: Steps) -> None:
    entered, leave = threading.Event(), threading.Event()

    def wait(day: date) -> StepResult:
        entered.set()
        assert leave.wait(20)
        return StepResult()

    def first() -> None:
        run_night(DAY, [Step("slow", wait)])
        connections.close_all()

    assert not is_running()
    other = threading.Thread(target=first)
    other.start()
    try:
        assert entered.wait(20)
        assert is_running()
        with pytest.raises(NightIsRunningError):
            run_night(date(2026, 3, 3), steps())
        assert steps.ran == []
        assert not NightRun.objects.filter(business_date=date(2026, 3, 3)).exists()
    finally:
        leave.set()
        other.join()
    assert not is_running()
    assert NightRun.objects.get(business_date=DAY).state == "done"


def test_the_lock_falls_with_a_failed_night(committed: None, steps: Steps) -> None:
    steps.failing = "deliveries"
    for _attempt in range(2):
        with pytest.raises(NightFailedError):
            run_night(DAY, steps())
    assert NightRun.objects.get().attempts == 2


def test_the_recorded_error_quotes_no_row(committed: None) -> None:
    """PostgreSQL's DETAIL repeats the failing row, names and numbers included."""

    def broken(day: date) -> StepResult:
        with connection.cursor() as cursor:
            cursor.execute(
                'INSERT INTO foundation_bankprofile ("only", name, base_currency, clock, is_demonstration)'
                " VALUES (false, '周慧敏', 'CNY', 'wall', false)"
            )
        return StepResult()

    with pytest.raises(NightFailedError) as raised:
        run_night(DAY, [Step("loading", broken)])
    assert isinstance(raised.value.__cause__, IntegrityError)
    assert "周慧敏" in str(raised.value.__cause__), "nothing to hide, so this proves nothing"
    recorded = NightStep.objects.get().error
    assert "bank_is_one" in recorded
    assert "周慧敏" not in recorded + str(raised.value)
    assert not BankProfile.objects.exists()
