"""Asking the worker for a night. The night writes as another database role, so no page ever runs one itself."""

from datetime import date

from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from zhike.contexts.org.public import Viewer
from zhike.foundation import audit
from zhike.interfaces.batch.jobs import run_night


def ask_for_night(business_date: date, *, again: bool, by: Viewer) -> bool:
    """Queue the night once, in the transaction of the caller; False where a night waits in the queue already."""
    audit.record(
        action="night.asked_for",
        actor_id=by.staff_id,
        object_kind="night",
        object_id=business_date.isoformat(),
        detail={"again": again},
    )
    try:
        with transaction.atomic():
            run_night.defer(business_date=business_date.isoformat(), again=again)
    except AlreadyEnqueued:
        return False
    return True


def is_asked_for(business_date: date) -> bool:
    """Whether the night waits for the worker or has just been taken up by it."""
    jobs = ProcrastinateJob.objects.filter(task_name=run_night.name, status__in=("todo", "doing"))
    return jobs.filter(args__business_date=business_date.isoformat()).exists()
