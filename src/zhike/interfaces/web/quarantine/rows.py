"""Quarantined rows: which of them are looked at, page by page."""

from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, QueryDict
from django.urls import reverse

from zhike.contexts.feeds.public import REASON_TEXTS, count_quarantined, list_quarantined
from zhike.contexts.org.public import Viewer
from zhike.interfaces.web.cursors import open_cursor, seal_cursor

PAGE_ROWS = 50
COUNTED_UPTO = 10_000
_CURSOR = "quarantined"


@dataclass(frozen=True)
class RowsAddress:
    """A delivery (None: all of them), a file and a reason ("" for all), and where the page begins."""

    delivery_id: int | None = None
    file: str = ""
    reason: str = ""
    cursor: str = ""

    @property
    def url(self) -> str:
        query = QueryDict(mutable=True)
        given = {
            "delivery": str(self.delivery_id or ""),
            "file": self.file,
            "reason": self.reason,
            "before": self.cursor,
        }
        for name, value in given.items():
            if value:
                query[name] = value
        return reverse("quarantine:rows") + (f"?{query.urlencode()}" if query.urlencode() else "")


def rows_address(query: QueryDict) -> RowsAddress:
    """What an address asks for."""
    delivery = query.get("delivery", "")
    if delivery and not (delivery.isascii() and delivery.isdigit() and len(delivery) < 19):
        raise Http404
    reason = query.get("reason", "")
    return RowsAddress(
        delivery_id=int(delivery) if delivery else None,
        file=query.get("file", "").replace("\0", "")[:200],
        reason=reason if reason in REASON_TEXTS else "",
        cursor=query.get("before", ""),
    )


def rows_context(address: RowsAddress, *, viewer: Viewer) -> dict[str, Any]:
    """The context of quarantine/rows.html."""
    chosen: dict[str, Any] = {
        "viewer": viewer,
        "delivery_id": address.delivery_id,
        "file": address.file,
        "reason": address.reason,
    }
    before = open_cursor(address.cursor, purpose=_CURSOR, staff_id=viewer.staff_id)
    found = list_quarantined(**chosen, before_id=int(before[0]) if before else None, limit=PAGE_ROWS + 1)
    total = count_quarantined(**chosen, cap=COUNTED_UPTO + 1)
    shown = found[:PAGE_ROWS]
    next_url = ""
    if len(found) > PAGE_ROWS:
        sealed = seal_cursor([shown[-1].id], purpose=_CURSOR, staff_id=viewer.staff_id)
        next_url = replace(address, cursor=sealed).url
    return {
        "address": address,
        "rows": shown,
        "total": f"{min(total, COUNTED_UPTO):,}{'+' if total > COUNTED_UPTO else ''}",
        "reasons": [(str(code), text) for code, text in REASON_TEXTS.items()],
        "next_url": next_url,
        "first_url": replace(address, cursor="").url if address.cursor else "",
        "may_reveal": viewer.may("feeds.reveal"),
    }
