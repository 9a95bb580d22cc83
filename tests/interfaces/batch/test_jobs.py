"""The worker's jobs and their timetable."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from interfaces.batch.night_case import make_bank
from zhike.foundation.models import NightRun
from zhike.interfaces.batch import jobs
from zhike.interfaces.batch.timetable import TIMETABLE


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The `zhike nightly` command lines a job starts; a process of its own is what test_nightly runs."""
    started: list[list[str]] = []
    monkeypatch.setattr(jobs, "_run_command", lambda options: started.append(list(options)))
    return started


def test_the_worker_knows_every_job_of_the_timetable() -> None:
    periodic = {task.task.name for task in app.periodic_registry.periodic_tasks.values()}
    assert periodic >= {entry.job.name for entry in TIMETABLE}
    assert {entry.job.name for entry in TIMETABLE} == {
        "run_due_nights",
        "retry_stalled_jobs",
        "expire_quarantined_text",
    }


def test_due_nights_are_run_and_then_none_is(db: None, as_loader, commands: list[list[str]]) -> None:
    make_bank()
    jobs.run_due_nights(0)
    assert commands == [["--from", "2025-11-19", "--to", "2025-11-20"]]


def test_a_night_that_failed_is_left_alone_for_an_hour(db: None, as_loader, commands: list[list[str]]) -> None:
    make_bank()
    now = timezone.now()
    failed = NightRun.objects.create(business_date="2025-11-19", state="failed", started_at=now, ended_at=now)
    jobs.run_due_nights(0)
    assert commands == []
    NightRun.objects.filter(pk=failed.pk).update(ended_at=now - timedelta(minutes=61))
    jobs.run_due_nights(0)
    assert len(commands) == 1


def test_one_night_on_request(db: None, commands: list[list[str]]) -> None:
    jobs.run_night(business_date="2025-11-19", again=True)
    assert commands == [["--date", "2025-11-19", "--again"]]
    with pytest.raises(ValueError, match="Invalid isoformat"):
        jobs.run_night(business_date="2025-11-19; rm")


def test_two_requests_for_a_night_are_one_job(db: None) -> None:
    jobs.run_night.defer(business_date="2025-11-19")
    with pytest.raises(AlreadyEnqueued), transaction.atomic():
        jobs.run_night.defer(business_date="2025-11-19")
    assert ProcrastinateJob.objects.filter(task_name="run_night").count() == 1


def test_a_command_that_fails_says_its_last_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "zhike.config.settings")
    monkeypatch.setenv("ZHIKE_FIELD_KEYS", "not-a-key")
    with pytest.raises(jobs.NightProcessError, match="ZHIKE_FIELD_KEYS"):
        jobs._run_command(["--date", datetime(2025, 11, 19, tzinfo=UTC).date().isoformat()])
