"""The raw text of a quarantined row: shown with a reason and an audit row, removed when its time is up."""

from datetime import datetime

from zhike.contexts.feeds.loading.quarantine import unpacked
from zhike.contexts.feeds.models import QuarantinedRow
from zhike.contexts.feeds.queries.deliveries import require
from zhike.contexts.org.public import Viewer
from zhike.foundation import audit


class RowNotFound(LookupError):  # noqa: N818 - absence is no error of the caller's
    """There is no such row, or its raw text has expired."""


def reveal_quarantined_row(*, row_id: int, viewer: Viewer, reason: str) -> str:
    """The raw text of the row, after the audit row that says who looked and why.

    Raises PermissionDenied without feeds.reveal, audit.ReasonMissingError, RowNotFound.
    """
    require(viewer, "feeds.reveal")
    given = audit.required_reason(reason)
    row = QuarantinedRow.objects.filter(pk=row_id, raw_ciphertext__isnull=False).first()
    if row is None or row.raw_ciphertext is None:
        raise RowNotFound(row_id)
    audit.record(
        action="quarantined_row.revealed",
        actor_id=viewer.staff_id,
        object_kind="quarantined_row",
        object_id=row_id,
        reason=given,
    )
    return unpacked(bytes(row.raw_ciphertext))


def expire_quarantined_text(*, at: datetime) -> int:
    """Remove the raw text of rows whose time was up at `at`; masked form and reasons stay. Returns how many."""
    return QuarantinedRow.objects.filter(expires_at__lte=at, raw_ciphertext__isnull=False).update(raw_ciphertext=None)
