"""What the worker does in the background. Jobs run at least once, so each may be run twice without harm.

A night runs in a process of its own: it needs the loader's role, and a worker that ends takes no night down halfway.
"""

import json
import logging
import subprocess
import sys
from collections.abc import Sequence
from datetime import date, timedelta

from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app

from zhike.contexts.feeds.public import expire_quarantined_text
from zhike.foundation.models import NightRun
from zhike.interfaces.batch.nightly import nights_due

NIGHT_QUEUE = "night"
PAUSE_AFTER_FAILURE = timedelta(hours=1)

logger = logging.getLogger(__name__)


class NightProcessError(RuntimeError):
    """`zhike nightly` ended with an error; the text is its last line."""


@app.task(name="run_night", queue=NIGHT_QUEUE, lock="night", queueing_lock="run_night")
def run_night(*, business_date: str, again: bool = False) -> None:
    """Run the night of one business date (ISO), as a person asked for on the page of nights."""
    _run_command(["--date", date.fromisoformat(business_date).isoformat(), *(["--again"] if again else [])])


@app.task(name="run_due_nights", queue=NIGHT_QUEUE, lock="night", queueing_lock="run_due_nights")
def run_due_nights(timestamp: int) -> None:
    """Run the nights whose data is there; one that failed is left alone for an hour, so that its reason can be read."""
    dates = nights_due(timezone.localdate() - timedelta(days=1))
    if dates and not _failed_lately(dates[0]):
        _run_command(["--from", dates[0].isoformat(), "--to", dates[-1].isoformat()])


@app.task(name="retry_stalled_jobs", queueing_lock="retry_stalled_jobs", pass_context=True)
async def retry_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Queue again the jobs of workers that no longer give a sign of life."""
    for job in await context.app.job_manager.get_stalled_jobs():
        await context.app.job_manager.retry_job(job)


@app.task(name="expire_quarantined_text", queueing_lock="expire_quarantined_text")
def expire_quarantined(timestamp: int) -> None:
    """Remove the raw text of quarantined rows whose time is up."""
    expire_quarantined_text(at=timezone.now())


def _failed_lately(business_date: date) -> bool:
    failed = NightRun.objects.filter(business_date=business_date, state=NightRun.State.FAILED)
    return failed.filter(ended_at__gt=timezone.now() - PAUSE_AFTER_FAILURE).exists()


def _run_command(options: Sequence[str]) -> None:
    command = [sys.executable, "-m", "zhike.interfaces.cli.main", "nightly", "--json", *options]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    if ended.returncode != 0:
        raise NightProcessError((ended.stderr.strip().splitlines() or ["no message"])[-1])
    done = [json.loads(line)["date"] for line in ended.stdout.splitlines() if '"night_done"' in line]
    logger.info("nights done: %s", ", ".join(done) or "none")
