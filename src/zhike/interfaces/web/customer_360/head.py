"""The head card: who this is, whose customer, and the four figures a manager decides on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from zhike.contexts.analytics.public import Holding, Measures, find_measures, tier_labels
from zhike.contexts.customers.public import CustomerHead, list_personal_data
from zhike.contexts.org.public import Viewer, find_staff_names, find_unit_names
from zhike.contexts.work.public import find_last_contact_days
from zhike.interfaces.web.badges import Badge
from zhike.interfaces.web.changes import ShareChange, share_change
from zhike.interfaces.web.customer_360.reveal import KINDS
from zhike.interfaces.web.dates import short_day_text

SEXES: dict[str, str | Promise] = {"F": gettext_lazy("female"), "M": gettext_lazy("male")}
SHOWN_DATA = ("resident_id", "uscc", "passport", "birth_number", "mobile")
CADENCE_LATE_DAYS = 30


@dataclass(frozen=True)
class ShownDatum:
    """A masked value and, for who may, the address of its reveal."""

    label: str | Promise
    masked: str
    reveal_url: str


@dataclass(frozen=True)
class LastContact:
    """When somebody last reached the customer; `late` once that is longer ago than a month."""

    text: str
    note: str
    late: bool = False


@dataclass(frozen=True)
class HeadCard:
    """Everything the card shows; `measures` is None for a customer no night has counted yet."""

    customer: CustomerHead
    badge: Badge | None
    traits: list[str]
    data: list[ShownDatum]
    measures: Measures | None
    assets_change: ShareChange | None
    next_tier: str
    products: int
    product_note: str
    last_contact: LastContact


def head_card(customer: CustomerHead, *, viewer: Viewer, today: date, holdings: Sequence[Holding]) -> HeadCard:
    """Seven queries whatever the customer holds."""
    labels = tier_labels()
    measures = find_measures([customer.id], viewer=viewer).get(customer.id)
    label = labels.get(measures.tier_code) if measures else None
    above = next((one for one in labels.values() if measures and one.rank == measures.tier_rank + 1), None)
    open_kinds = {one.account.kind for one in holdings if one.account.status == "active"}
    accounts = sum(one.account.status == "active" for one in holdings)
    return HeadCard(
        customer=customer,
        badge=Badge(label.label, label.colour) if label else None,
        traits=_traits(customer, today),
        data=_shown_data(customer, viewer),
        measures=measures,
        assets_change=share_change(measures.aum_minor, measures.three_month_mean_minor) if measures else None,
        next_tier=above.label if above else "",
        products=len(open_kinds),
        product_note=ngettext("%(count)s account", "%(count)s accounts", accounts) % {"count": accounts},
        last_contact=_last_contact(find_last_contact_days([customer.id], viewer=viewer).get(customer.id), today),
    )


def age_on(birth_date: date, today: date) -> int:
    """Full years."""
    return today.year - birth_date.year - ((today.month, today.day) < (birth_date.month, birth_date.day))


def _traits(customer: CustomerHead, today: date) -> list[str]:
    found = []
    if customer.kind == "corporate":
        found.append(_("corporate"))
    elif customer.sex in SEXES:
        found.append(str(SEXES[customer.sex]))
    if customer.birth_date and customer.kind == "personal":
        found.append(_("aged %(years)s") % {"years": age_on(customer.birth_date, today)})
    owner = find_staff_names([customer.owner_id]).get(customer.owner_id or 0)
    unit = find_unit_names([customer.scope_unit_id]).get(customer.scope_unit_id, "")
    if owner:
        found.append(_("managed by %(name)s (%(unit)s)") % {"name": owner, "unit": unit})
    else:
        found.append(_("no manager (%(unit)s)") % {"unit": unit})
    found.append(_("number %(number)s") % {"number": customer.customer_no})
    if customer.opened_on:
        found.append(_("customer since %(year)s") % {"year": customer.opened_on.year})
    return found


def _shown_data(customer: CustomerHead, viewer: Viewer) -> list[ShownDatum]:
    data = [one for one in list_personal_data(customer.id, viewer=viewer) if one.kind in SHOWN_DATA]
    return [
        ShownDatum(
            label=KINDS[one.kind],
            masked=one.masked,
            reveal_url=reverse("customer_360:reveal", args=[customer.id, one.field, one.id])
            if viewer.may("customers.reveal")
            else "",
        )
        for one in sorted(data, key=lambda one: SHOWN_DATA.index(one.kind))
    ]


def _last_contact(day: date | None, today: date) -> LastContact:
    if day is None:
        return LastContact(_("never"), _("no contact logged yet"), late=True)
    days = (today - day).days
    if days <= 0:
        return LastContact(_("today"), short_day_text(day, today))
    text = ngettext("%(days)s day ago", "%(days)s days ago", days) % {"days": days}
    return LastContact(text, short_day_text(day, today), late=days > CADENCE_LATE_DAYS)
