"""Quarantined rows, masked, page by page."""

from django.db.models import QuerySet

from zhike.contexts.feeds.models import QuarantinedRow
from zhike.contexts.feeds.queries.deliveries import require
from zhike.contexts.feeds.types import QuarantinedRowHead, RowReason
from zhike.contexts.org.public import Viewer

COUNT_CAP = 10_000


def list_quarantined(
    *,
    viewer: Viewer,
    delivery_id: int | None = None,
    file: str = "",
    reason: str = "",
    before_id: int | None = None,
    limit: int = 50,
) -> list[QuarantinedRowHead]:
    """Quarantined rows, newest first, with every reason; `before_id` is the last id of the page before."""
    rows = _chosen(viewer, delivery_id, file, reason)
    if before_id is not None:
        rows = rows.filter(id__lt=before_id)
    return [_head(row) for row in rows.select_related("file").prefetch_related("reasons").order_by("-id")[:limit]]


def count_quarantined(
    *, viewer: Viewer, delivery_id: int | None = None, file: str = "", reason: str = "", cap: int = COUNT_CAP
) -> int:
    """How many there are, counted no further than `cap`."""
    return _chosen(viewer, delivery_id, file, reason).values("id")[:cap].count()


def find_quarantined_row(row_id: int, *, viewer: Viewer) -> QuarantinedRowHead | None:
    """One row with its reasons, or None."""
    row = _chosen(viewer, None, "", "").select_related("file").prefetch_related("reasons").filter(pk=row_id).first()
    return _head(row) if row else None


def _chosen(viewer: Viewer, delivery_id: int | None, file: str, reason: str) -> QuerySet[QuarantinedRow]:
    require(viewer, "feeds.view")
    rows = QuarantinedRow.objects.all()
    if delivery_id is not None:
        rows = rows.filter(file__delivery_id=delivery_id)
    if file:
        rows = rows.filter(file__name=file)
    if reason:
        rows = rows.filter(reasons__code=reason).distinct()
    return rows


def _head(row: QuarantinedRow) -> QuarantinedRowHead:
    return QuarantinedRowHead(
        id=row.pk,
        delivery_id=row.file.delivery_id,
        file=row.file.name,
        data_set=row.file.dataset,
        line_number=row.line_number,
        masked_text=row.masked_text,
        expired=row.raw_ciphertext is None,
        reasons=tuple(RowReason(r.column, r.code, r.value, r.detail) for r in row.reasons.all()),
    )
