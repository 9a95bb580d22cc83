"""Counting what a page asks the database beside what the frame around every page asks."""

from collections.abc import Callable

from django.db import connection
from django.test.utils import CaptureQueriesContext

FRAME = (
    "django_session",
    '"org_staff"."password"',
    "org_post",
    "org_unit AS",
    "set_config",
    "current_setting",
    "SAVEPOINT",
    "foundation_bankprofile",
    'SELECT "work_task"."kind" AS',
)


def queries_of_page(visit: Callable[[], object]) -> list[str]:
    """The statements of `visit` without session, viewer, fence, bank and the counts of the side bar."""
    with CaptureQueriesContext(connection) as captured:
        visit()
    return [one["sql"] for one in captured if not any(part in one["sql"] for part in FRAME)]
