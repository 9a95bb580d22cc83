"""Customers as the table and the search box show them, composed from one call per context."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhike.contexts.analytics.public import CustomerRow, Measures, TierLabel
from zhike.contexts.org.public import Viewer, find_staff_names, find_unit_names
from zhike.contexts.work.public import find_last_contact_days
from zhike.interfaces.web.badges import Badge, tier_badge
from zhike.interfaces.web.changes import ShareChange, share_change
from zhike.interfaces.web.navigation import customer_url

CADENCE_LATE_DAYS = 30


@dataclass(frozen=True)
class CustomerLine:
    """Everything one row shows; figures are None for a customer no night has counted yet."""

    id: int
    name: str
    number: str
    is_corporate: bool
    mobile: str
    url: str
    badge: Badge | None
    measures: Measures | None
    change: ShareChange | None
    large_flow_minor: int | None
    owner: str
    unit: str
    last_contact: str
    contact_is_late: bool


def customer_lines(
    rows: Sequence[CustomerRow],
    *,
    viewer: Viewer,
    today: date,
    labels: Mapping[str, TierLabel],
    with_units: bool,
) -> list[CustomerLine]:
    """The rows in their order; two queries more than theirs, three `with_units`."""
    if not rows:
        return []
    owners = find_staff_names(row.owner_id for row in rows)
    units = find_unit_names(row.scope_unit_id for row in rows) if with_units else {}
    contacts = find_last_contact_days((row.customer_id for row in rows), viewer=viewer)
    return [_line(row, owners, units, contacts.get(row.customer_id), today, labels) for row in rows]


def contact_words(day: date | None, today: date) -> str:
    """How long ago somebody reached the customer."""
    if day is None:
        return _("never")
    days = (today - day).days
    if days <= 0:
        return _("today")
    return ngettext("%(days)s day ago", "%(days)s days ago", days) % {"days": days}


def _line(
    row: CustomerRow,
    owners: Mapping[int, str],
    units: Mapping[int, str],
    contacted_on: date | None,
    today: date,
    labels: Mapping[str, TierLabel],
) -> CustomerLine:
    figures = row.measures
    return CustomerLine(
        id=row.customer_id,
        name=row.name,
        number=row.customer_no,
        is_corporate=row.kind == "corporate",
        mobile=row.mobile_masked,
        url=customer_url(row.customer_id),
        badge=tier_badge(figures.tier_code, labels) if figures else None,
        measures=figures,
        change=share_change(figures.aum_minor, figures.three_month_mean_minor) if figures else None,
        large_flow_minor=_large_flow(figures),
        owner=owners.get(row.owner_id or 0, ""),
        unit=units.get(row.scope_unit_id, ""),
        last_contact=contact_words(contacted_on, today),
        contact_is_late=contacted_on is None or (today - contacted_on).days > CADENCE_LATE_DAYS,
    )


def _large_flow(figures: Measures | None) -> int | None:
    """The larger of the day's two, signed; None where neither reached the threshold."""
    if figures is None or not (figures.large_in_minor or figures.large_out_minor):
        return None
    if figures.large_in_minor >= figures.large_out_minor:
        return figures.large_in_minor
    return -figures.large_out_minor
