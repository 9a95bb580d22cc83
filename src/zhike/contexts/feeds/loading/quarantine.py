"""Keeps rows that were not loaded: raw text encrypted with an expiry, a masked form for pages, every reason."""

import base64
from collections.abc import Iterable
from datetime import datetime, timedelta

from zhike.contexts.feeds.mapping.model import Layout
from zhike.contexts.feeds.models import DeliveryFile, QuarantinedRow, QuarantineReason
from zhike.contexts.feeds.reading.reader import RejectedRow
from zhike.contexts.feeds.rules import mask_line
from zhike.foundation import encryption

KEPT_FOR = timedelta(days=30)
ROWS_A_STATEMENT = 2_000
_TEXT, _BYTES = "T", "B"


def keep_rejected(file: DeliveryFile, rows: Iterable[RejectedRow], layout: Layout, at: datetime) -> None:
    """Store the rejected rows of a feed, in the caller's transaction."""
    rejected = list(rows)
    ciphertexts = encryption.encrypt_many(_packed(row.raw, layout.line_limit) for row in rejected)
    kept = QuarantinedRow.objects.bulk_create(
        [
            QuarantinedRow(
                file=file,
                line_number=row.line_number,
                raw_ciphertext=ciphertext,
                masked_text=_masked(row.raw, layout),
                expires_at=at + KEPT_FOR,
            )
            for row, ciphertext in zip(rejected, ciphertexts, strict=True)
        ],
        batch_size=ROWS_A_STATEMENT,
    )
    QuarantineReason.objects.bulk_create(
        [
            QuarantineReason(
                row=row,
                position=position,
                column=reason.column,
                code=reason.code,
                value=reason.value,
                detail=reason.detail,
            )
            for row, source in zip(kept, rejected, strict=True)
            for position, reason in enumerate(source.reasons)
        ],
        batch_size=ROWS_A_STATEMENT,
    )


def unpacked(ciphertext: bytes) -> str:
    """The raw text behind the ciphertext; bytes that never were text are shown with \\x escapes."""
    kind, content = (text := encryption.decrypt(ciphertext))[:1], text[1:]
    return content if kind == _TEXT else base64.b64decode(content).decode("utf-8", errors="backslashreplace")


def _packed(raw: str | bytes, limit: int) -> str:
    if isinstance(raw, bytes):
        return _BYTES + base64.b64encode(raw[:limit]).decode()
    return _TEXT + raw[:limit]


def _masked(raw: str | bytes, layout: Layout) -> str:
    return "" if isinstance(raw, bytes) else mask_line(raw, layout.delimiter)
