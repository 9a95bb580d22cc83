"""The panels of the unified view, one by one: where each comes from, what it shows, how many queries it may ask.

A module that wants a place on the page adds a line to PANELS: a function from one context's public to the values of
its template `parts/<name>.html`, and a query budget that a test holds it to. Timeline lines need no panel: whoever
has something to tell writes a line in `work`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhike.contexts.analytics.public import aum_trend, flows_of_customer, list_holdings
from zhike.contexts.customers.public import CustomerHead
from zhike.contexts.org.public import Viewer
from zhike.contexts.work.public import list_tasks_of_customer
from zhike.interfaces.web.customer_360.flows import flow_lines
from zhike.interfaces.web.customer_360.holdings import holding_lines
from zhike.interfaces.web.customer_360.tasks import task_lines
from zhike.interfaces.web.customer_360.timeline import timeline_page
from zhike.interfaces.web.customer_360.trend import trend_values

Words = str | Promise
FLOW_DAYS = (30, 90)


@dataclass(frozen=True)
class PanelRequest:
    """Who looks at which customer on which day; `full` asks for the whole list that opens beside the page."""

    customer: CustomerHead
    viewer: Viewer
    today: date
    currency: str
    days: int = FLOW_DAYS[0]
    full: bool = False


@dataclass(frozen=True)
class Panel:
    """`column` 1 to 3 of the page's 5-4-3; `queries` is the most the panel may ask; `more` opens the whole list."""

    name: str
    title: Words
    column: int
    queries: int
    load: Callable[[PanelRequest], dict[str, Any]]
    more: Words = ""


def load_trend(asked: PanelRequest) -> dict[str, Any]:
    return {"trend": trend_values(aum_trend(asked.customer.id, viewer=asked.viewer), asked.today)}


def load_holdings(asked: PanelRequest) -> dict[str, Any]:
    holdings = list_holdings(asked.customer.id, viewer=asked.viewer)
    return {"holdings": holdings, **holding_lines(holdings, asked.today, full=asked.full)}


def load_flows(asked: PanelRequest) -> dict[str, Any]:
    rows = flows_of_customer(asked.customer.id, viewer=asked.viewer, days=asked.days)
    return {"days": asked.days, "choices": FLOW_DAYS, **flow_lines(rows, asked.today, full=asked.full)}


def load_tasks(asked: PanelRequest) -> dict[str, Any]:
    rows = list_tasks_of_customer(asked.customer.id, viewer=asked.viewer, limit=100 if asked.full else 6)
    return task_lines(rows, asked.today, asked.currency, full=asked.full)


def load_timeline(asked: PanelRequest) -> dict[str, Any]:
    return {"timeline": timeline_page(asked.customer.id, viewer=asked.viewer, today=asked.today)}


PANELS = (
    Panel("trend", _("Assets over time"), 1, 2, load_trend),
    Panel("holdings", _("Holdings"), 1, 4, load_holdings, more=_("All accounts, closed ones too")),
    Panel("flows", _("Where money went"), 2, 2, load_flows, more=_("All flows")),
    Panel("tasks", _("To do"), 2, 1, load_tasks, more=_("All open tasks")),
    Panel("timeline", _("Timeline"), 3, 3, load_timeline),
)


def panel_named(name: str) -> Panel | None:
    """The panel, None where no such panel is on the page."""
    return next((panel for panel in PANELS if panel.name == name), None)
