"""What the bank delivered, what of it was refused or put aside, and why."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from zhike.contexts.feeds.public import (
    RowNotFound,
    find_delivery,
    find_quarantined_row,
    list_deliveries,
    reveal_quarantined_row,
)
from zhike.foundation.audit import ReasonMissingError
from zhike.interfaces.web.cursors import open_cursor, seal_cursor
from zhike.interfaces.web.quarantine.presentation import delivery_line, delivery_lines
from zhike.interfaces.web.quarantine.rows import RowsAddress, rows_address, rows_context
from zhike.interfaces.web.requests import ViewerRequest
from zhike.interfaces.web.revealing import ASKED, revealed, typed_reason

PAGE_ROWS = 30
_CURSOR = "deliveries"


@require_GET
def show_deliveries(request: ViewerRequest) -> HttpResponse:
    """All deliveries, the newest first."""
    viewer = request.viewer
    before = open_cursor(request.GET.get("before", ""), purpose=_CURSOR, staff_id=viewer.staff_id)
    heads = list_deliveries(viewer=viewer, before_id=int(before[0]) if before else None, limit=PAGE_ROWS + 1)
    shown = heads[:PAGE_ROWS]
    next_url = ""
    if len(heads) > PAGE_ROWS:
        sealed = seal_cursor([shown[-1].id], purpose=_CURSOR, staff_id=viewer.staff_id)
        next_url = reverse("quarantine:list") + f"?before={sealed}"
    context = {
        "deliveries": delivery_lines(shown),
        "next_url": next_url,
        "first_url": reverse("quarantine:list") if before else "",
    }
    return render(request, "quarantine/list_page.html", context)


@require_GET
def show_delivery(request: ViewerRequest, delivery_id: int) -> HttpResponse:
    """One delivery with its files, and the first rows it put aside."""
    head = find_delivery(delivery_id, viewer=request.viewer)
    if head is None:
        raise Http404
    context = {
        "delivery": delivery_line(head),
        "files": list(dict.fromkeys(file.name for file in head.files)),
        **rows_context(RowsAddress(delivery_id=delivery_id), viewer=request.viewer),
    }
    return render(request, "quarantine/delivery_page.html", context)


@require_GET
def show_rows(request: ViewerRequest) -> HttpResponse:
    """Rows put aside, of one delivery or of all: the page, or only the list when a filter or a page is chosen."""
    address = rows_address(request.GET)
    context: dict[str, Any] = rows_context(address, viewer=request.viewer)
    if address.delivery_id is not None:
        head = find_delivery(address.delivery_id, viewer=request.viewer)
        if head is None:
            raise Http404
        context |= {"delivery": delivery_line(head), "files": list(dict.fromkeys(file.name for file in head.files))}
    whole = not request.htmx or request.htmx.history_restore_request
    return render(request, "quarantine/rows_page.html" if whole else "quarantine/rows.html", context)


@require_http_methods(["GET", "POST"])
def reveal(request: ViewerRequest, row_id: int) -> HttpResponse:
    """Asks for the reason; with it shows the raw text, after the audit row is written."""
    row = find_quarantined_row(row_id, viewer=request.viewer)
    if row is None or row.expired:
        raise Http404
    context: dict[str, Any] = {"row": row, **ASKED}
    if request.method == "GET":
        return render(request, "quarantine/reveal_form.html", context)
    reason = typed_reason(request)
    try:
        raw = reveal_quarantined_row(row_id=row_id, viewer=request.viewer, reason=reason)
    except ReasonMissingError:
        return render(request, "quarantine/reveal_form.html", {**context, "error": True}, status=422)
    except RowNotFound as error:
        raise Http404 from error
    shown = {**context, **revealed(raw, reason), "masked": row.masked_text}
    return render(request, "quarantine/reveal_value.html", shown)
