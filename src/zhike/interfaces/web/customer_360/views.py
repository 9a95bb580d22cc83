"""统一视图: everything the bank knows of one customer that this viewer may see, on one page."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from zhike.contexts.analytics.public import Holding, list_holdings
from zhike.contexts.customers.public import CustomerHead, find_customer
from zhike.foundation import calendar
from zhike.foundation.masking import mask_name
from zhike.interfaces.web.context import shell
from zhike.interfaces.web.customer_360.head import head_card
from zhike.interfaces.web.customer_360.panels import FLOW_DAYS, PANELS, Panel, PanelRequest, panel_named
from zhike.interfaces.web.customer_360.timeline import timeline_page
from zhike.interfaces.web.requests import ViewerRequest


@require_GET
def show(request: ViewerRequest, customer_id: int) -> HttpResponse:
    """The page; a customer outside the viewer's scope and one that does not exist answer alike."""
    asked = _asked(request, customer_id)
    values = {panel.name: panel.load(asked) for panel in PANELS}
    context = {
        **_head_values(asked, values["holdings"]["holdings"]),
        "title": _title(asked.customer),
        "columns": [[_shown(panel, values[panel.name]) for panel in PANELS if panel.column == n] for n in (1, 2, 3)],
    }
    return render(request, "customer_360/page.html", context)


@require_GET
def show_head(request: ViewerRequest, customer_id: int) -> HttpResponse:
    """The head card again, after a contact was logged."""
    asked = _asked(request, customer_id)
    holdings = list_holdings(customer_id, viewer=asked.viewer)
    return render(request, "customer_360/head.html", _head_values(asked, holdings))


@require_GET
def show_panel(request: ViewerRequest, customer_id: int, name: str) -> HttpResponse:
    """One panel again: in its place after something changed, or with ?full=1 the whole list in the drawer."""
    panel = panel_named(name)
    if panel is None:
        raise Http404
    full = request.GET.get("full") == "1"
    asked = _asked(request, customer_id, full=full)
    context = {
        "customer": asked.customer,
        "currency": asked.currency,
        "may_log": request.viewer.may("contacts.log"),
        "part": _shown(panel, panel.load(asked)),
        "full": full,
    }
    return render(request, "customer_360/drawer.html" if full else "customer_360/panel.html", context)


@require_GET
def show_timeline(request: ViewerRequest, customer_id: int) -> HttpResponse:
    """The next lines, put below those already shown."""
    asked = _asked(request, customer_id)
    page = timeline_page(customer_id, viewer=asked.viewer, today=asked.today, cursor=request.GET.get("after", ""))
    return render(request, "customer_360/timeline_lines.html", {"timeline": page})


def _asked(request: ViewerRequest, customer_id: int, *, full: bool = False) -> PanelRequest:
    customer: CustomerHead | None = find_customer(customer_id, viewer=request.viewer)
    if customer is None:
        raise Http404
    bank = shell(request)["shell"].bank
    days = request.GET.get("days", "")
    return PanelRequest(
        customer=customer,
        viewer=request.viewer,
        today=calendar.today(bank),
        currency=bank.base_currency,
        days=int(days) if days in map(str, FLOW_DAYS) else FLOW_DAYS[0],
        full=full,
    )


def _title(customer: CustomerHead) -> str:
    """What the browser keeps in its history long after somebody signed out: no person's whole name."""
    return mask_name(customer.name) if customer.kind == "personal" else customer.name


def _head_values(asked: PanelRequest, holdings: Sequence[Holding]) -> dict[str, Any]:
    return {
        "customer": asked.customer,
        "card": head_card(asked.customer, viewer=asked.viewer, today=asked.today, holdings=holdings),
        "currency": asked.currency,
        "may_log": asked.viewer.may("contacts.log"),
    }


def _shown(panel: Panel, values: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": panel.name,
        "title": panel.title,
        "more": panel.more,
        "template": f"customer_360/parts/{panel.name}.html",
        "values": values,
    }
