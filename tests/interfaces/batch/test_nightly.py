"""The night as a whole: run, run again, killed, refused to a second scheduler."""

import os
import subprocess
from collections.abc import Iterator
from datetime import date

import pytest
from django.db import OperationalError

from cast import Cast
from commands import zhike
from interfaces.batch.night_case import (
    DAY,
    MIDDLE,
    begin_anew,
    environment,
    fingerprint,
    make_bank,
    night,
    night_killed_in,
    rows,
    run_here,
)
from zhike.contexts.analytics import public as analytics
from zhike.foundation.models import BankProfile, NightRun, NightStep
from zhike.foundation.nights import NightFailedError
from zhike.interfaces.batch import nightly
from zhike.interfaces.batch.nightly import nights_due, steps

NAMES = [step.name for step in steps()]
own_processes = pytest.mark.skipif(
    "DATABASE_OWNER_URL" in os.environ, reason="processes of their own need the embedded server's roles"
)


@pytest.fixture
def bank(db: None, as_loader) -> Iterator[Cast]:
    """A bank whose nights run in this process, in the loader's role."""
    cast = make_bank()
    with as_loader():
        yield cast


@pytest.fixture
def undisturbed(committed: None, as_loader) -> dict[str, str]:
    """What two quiet nights leave; the committed bank is then put back to where only the first was run."""
    make_bank()
    with as_loader():
        run_here(MIDDLE, DAY)
        left = fingerprint()
        begin_anew()
        run_here(MIDDLE)
    return left


def published() -> date | None:
    return BankProfile.objects.get().published_business_date


def test_a_night_goes_from_deliveries_to_announcement(bank: Cast) -> None:
    told = run_here(MIDDLE)
    assert [event.step for event in told if event.kind == "step_done"] == NAMES
    assert told[-1].kind == "night_done"
    profile = BankProfile.objects.get()
    assert (profile.published_business_date, profile.reconciled) == (MIDDLE, True)
    assert len(rows("published")) == 3
    assert [str(row[0]).split(":")[0] for row in rows("tasks")] == ["cadence", "drop"]


def test_a_night_that_is_done_does_nothing_and_one_run_again_changes_nothing(bank: Cast) -> None:
    run_here(MIDDLE, DAY)
    left = fingerprint()
    assert {event.kind for event in run_here(DAY)} == {"step_skipped", "night_done"}
    assert [event.kind for event in run_here(DAY, again=True)].count("step_done") == len(NAMES)
    assert fingerprint() == left


def test_a_past_night_run_again_leaves_the_published_day(bank: Cast) -> None:
    run_here(MIDDLE, DAY)
    left = fingerprint()
    run_here(MIDDLE, again=True)
    assert fingerprint() == left
    assert published() == DAY


def test_a_day_without_delivery_fails_and_leaves_yesterday(bank: Cast) -> None:
    run_here(MIDDLE, DAY)
    left = fingerprint()
    with pytest.raises(NightFailedError, match="nothing was delivered for 2025-11-21"):
        run_here(date(2025, 11, 21))
    after = fingerprint()
    assert {name for name in left if left[name] != after[name]} == {"steps"}
    assert NightRun.objects.get(business_date="2025-11-21").state == "failed"


def test_a_night_that_fails_late_leaves_yesterdays_figures_with_yesterdays_date(bank: Cast, monkeypatch) -> None:
    run_here(MIDDLE)
    left = rows("published")
    monkeypatch.setattr(nightly.feeds, "reconcile", lambda day: 1 / 0)
    with pytest.raises(NightFailedError, match="step reconciliation"):
        run_here(DAY)
    assert (published(), rows("published")) == (MIDDLE, left)
    monkeypatch.undo()
    run_here(DAY)
    assert (published(), {row[1] for row in rows("published")}) == (DAY, {DAY})


def test_the_swap_waits_for_a_long_change_of_customers(bank: Cast, monkeypatch) -> None:
    calls = []

    def busy_twice(*, business_date: date) -> int:
        calls.append(business_date)
        if len(calls) < 3:
            raise OperationalError("canceling statement due to lock timeout")
        return swap(business_date=business_date)

    swap = analytics.swap_measures
    monkeypatch.setattr(nightly.analytics, "swap_measures", busy_twice)
    monkeypatch.setattr(nightly, "SWAP_PAUSE", 0.0)
    run_here(MIDDLE)
    assert (len(calls), published()) == (3, MIDDLE)
    assert NightStep.objects.get(name="announcement").detail == {"attempts": 3}


def test_nights_are_due_while_their_data_is_there(bank: Cast) -> None:
    assert nights_due(date(2026, 1, 1)) == [MIDDLE, DAY]
    assert nights_due(MIDDLE) == [MIDDLE]
    BankProfile.objects.update(published_business_date=None)
    assert nights_due(date(2026, 1, 1)) == []


@own_processes
def test_a_night_killed_in_its_middle_ends_as_if_nothing_had_happened(undisturbed, as_loader) -> None:
    """The representative of the long proof below: killed as the table is filled, then as it is announced."""
    night_killed_in("publication", delay=0.05)
    assert published() == MIDDLE
    night_killed_in("announcement")
    assert night("--date", "2025-11-20").returncode == 0
    assert fingerprint() == undisturbed


@pytest.mark.long
@own_processes
@pytest.mark.parametrize("step", NAMES)
def test_killed_at_every_step(undisturbed: dict[str, str], step: str, as_loader) -> None:
    for delay in (0.0, 0.02, 0.08):
        night_killed_in(step, delay=delay)
        with as_loader():
            run_here(DAY)
            assert fingerprint() == undisturbed
            begin_anew()
            run_here(MIDDLE)


@own_processes
def test_two_schedulers_cannot_run_the_same_night(undisturbed: dict[str, str]) -> None:
    command = zhike("nightly", "--json", "--date", DAY.isoformat())
    both = [
        subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [process.communicate(timeout=180) for process in both]
    codes = sorted(process.returncode for process in both)
    assert codes in ([0, 1], [0, 0])  # the slower one finds the night taken, or comes after its end and finds it done
    assert fingerprint() == undisturbed
    assert sum('"step_done"' in out for out, _err in said) == 1
    if codes == [0, 1]:
        assert any("another process is running a night" in err for _out, err in said)
