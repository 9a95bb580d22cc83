"""The care plan as it stands on a day, and how far a month is fulfilled."""

from datetime import date

from zhike.contexts.analytics.public import count_customers_by_tier, find_tier_codes, tier_labels
from zhike.contexts.care.models import CarePlanRule
from zhike.contexts.care.types import CoverageRow
from zhike.contexts.org.public import Viewer
from zhike.contexts.work.public import count_contacts
from zhike.foundation.calendar import month_bounds


def find_contacts_per_month(on: date) -> dict[str, int]:
    """Tier code → contacts owed a month by the plan valid on `on`; tiers that are owed none are left out."""
    rules = CarePlanRule.objects.filter(valid_from__lte=on).order_by("valid_from")
    latest = {rule.tier_code: rule.contacts_per_month for rule in rules}
    return {code: contacts for code, contacts in latest.items() if contacts}


def coverage(*, viewer: Viewer, month: date) -> list[CoverageRow]:
    """Contacts owed and made in the month of `month` by tier, the highest tier first (应触达/已触达).

    A customer's contacts count up to what is owed, so that one who is called daily hides no other.
    """
    first, last = month_bounds(month)
    owed = find_contacts_per_month(last)
    contacts = count_contacts(None, viewer=viewer, since=first, until=last)
    done = dict.fromkeys(owed, 0)
    for customer_id, tier_code in find_tier_codes(contacts, viewer=viewer).items():
        if tier_code in owed:
            done[tier_code] += min(contacts[customer_id], owed[tier_code])
    customers = count_customers_by_tier(viewer=viewer)
    return [
        CoverageRow(
            tier_code=label.code,
            tier_rank=label.rank,
            customers=customers.get(label.code, 0),
            done=done[label.code],
            required=customers.get(label.code, 0) * owed[label.code],
        )
        for label in sorted(tier_labels().values(), key=lambda label: -label.rank)
        if label.code in owed
    ]
