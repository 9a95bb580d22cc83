"""When the batch jobs run. The worker reads this table; times are UTC, eight hours before the bank's.

Each job is safe to run twice or late: a night that is done is passed over, a second scheduler finds the night taken.
"""

from dataclasses import dataclass
from typing import Any

from procrastinate.contrib.django import app

from zhike.interfaces.batch import jobs


@dataclass(frozen=True)
class Entry:
    """`cron` has five fields: minute, hour, day of the month, month, day of the week."""

    cron: str
    job: Any
    why: str


TIMETABLE = (
    Entry("*/10 * * * *", jobs.run_due_nights, "a delivery that arrived is worked off within ten minutes"),
    Entry("*/5 * * * *", jobs.retry_stalled_jobs, "what a dead worker had begun is taken up by another"),
    Entry("20 19 * * *", jobs.expire_quarantined, "raw text of bad rows is kept no longer than it may be"),
)

for entry in TIMETABLE:
    app.periodic(cron=entry.cron)(entry.job)
