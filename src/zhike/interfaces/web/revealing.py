"""What every page needs that shows one unmasked value: a reason, a minute, the viewer's name across it."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

REASON_LIMIT = 200
SHOWN_SECONDS = 60
WATERMARKS = range(12)
ASKED = {"reason_limit": REASON_LIMIT, "seconds": SHOWN_SECONDS}
"""What the form that asks for the reason shows."""


def typed_reason(request: HttpRequest) -> str:
    """The reason as it was typed, cut to what the audit log takes."""
    return request.POST.get("reason", "").strip()[:REASON_LIMIT]


def revealed(value: str, reason: str) -> dict[str, Any]:
    """What components/revealed.html shows: the value, why, when, under whose name."""
    return {**ASKED, "value": value, "reason": reason, "at": timezone.localtime(), "watermarks": WATERMARKS}
