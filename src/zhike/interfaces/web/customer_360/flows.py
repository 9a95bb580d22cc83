"""Where money went and came from, the largest first, each line with its evidence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhike.contexts.analytics.public import FlowRow
from zhike.interfaces.web.customer_360.kinds import TRANSACTION_KINDS
from zhike.interfaces.web.dates import short_day_text

SHOWN = 7


@dataclass(frozen=True)
class FlowLine:
    """`signed_minor` is negative for money that left; `evidence` says from how many bookings, the last one when."""

    title: str
    kind: str
    icon: str
    signed_minor: int
    evidence: str
    is_leaving: bool


def flow_lines(rows: Sequence[FlowRow], today: date, *, full: bool) -> dict[str, Any]:
    """The lines and the sums of both directions."""
    ordered = sorted(rows, key=lambda row: (-row.amount_minor, row.direction, row.kind))
    chosen = ordered if full else ordered[:SHOWN]
    return {
        "lines": [_line(row, today) for row in chosen],
        "hidden": len(ordered) - len(chosen),
        "in_minor": sum(row.amount_minor for row in rows if row.direction == "in"),
        "out_minor": -sum(row.amount_minor for row in rows if row.direction == "out"),
    }


def _line(row: FlowRow, today: date) -> FlowLine:
    count = ngettext("%(count)s booking", "%(count)s bookings", row.transactions) % {"count": row.transactions}
    last = _("last %(day)s") % {"day": short_day_text(row.last_on, today)}
    return FlowLine(
        title=_other_side(row),
        kind=str(TRANSACTION_KINDS.get(row.kind, TRANSACTION_KINDS["other"])),
        icon="transfer-in" if row.direction == "in" else "transfer-out",
        signed_minor=row.amount_minor if row.direction == "in" else -row.amount_minor,
        evidence=f"{count} · {last}",
        is_leaving=row.own_account_elsewhere and row.direction == "out",
    )


def _other_side(row: FlowRow) -> str:
    if row.own_account_elsewhere:
        bank = row.counterparty_bank
        return (
            _("Own account at another bank (%(bank)s)") % {"bank": bank} if bank else _("Own account at another bank")
        )
    if row.counterparty_bank:
        return _("Others at %(bank)s") % {"bank": row.counterparty_bank}
    return _("Within the bank")
