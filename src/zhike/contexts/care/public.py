"""The front door of `care`."""

from zhike.contexts.care.actions.cadence import raise_cadence_tasks, reconsider_cadence
from zhike.contexts.care.queries.plan import coverage, find_contacts_per_month
from zhike.contexts.care.types import CoverageRow

__all__ = [
    "CoverageRow",
    "coverage",
    "find_contacts_per_month",
    "raise_cadence_tasks",
    "reconsider_cadence",
]
