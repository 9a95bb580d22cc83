"""The published figures within a viewer's scope."""

from collections.abc import Iterable
from dataclasses import fields

from django.db.models import Count, Sum

from zhike.contexts.analytics.models import CustomerMeasures
from zhike.contexts.analytics.types import Measures, Portfolio
from zhike.contexts.org.public import Viewer, visible
from zhike.foundation import calendar


def find_measures(customer_ids: Iterable[int], *, viewer: Viewer) -> dict[int, Measures]:
    """Customer id → figures, of those the viewer may see and the last night knew."""
    rows = visible(CustomerMeasures.objects.filter(customer_id__in=set(customer_ids)), viewer, "customer_id")
    return {row.customer_id: as_measures(row) for row in rows}


def find_tier_codes(customer_ids: Iterable[int], *, viewer: Viewer) -> dict[int, str]:
    """Customer id → tier code, of those the viewer may see and the last night knew; for thousands at once."""
    rows = visible(CustomerMeasures.objects.filter(customer_id__in=set(customer_ids)), viewer, "customer_id")
    return dict(rows.values_list("customer_id", "tier_code"))


def portfolio(*, viewer: Viewer) -> Portfolio:
    """What the viewer's customers hold together on the published day."""
    profile = calendar.bank()
    sums = visible(CustomerMeasures.objects.all(), viewer, "customer_id").aggregate(
        customers=Count("pk"), aum=Sum("aum_minor"), previous=Sum("aum_previous_minor")
    )
    return Portfolio(
        customers=sums["customers"],
        aum_minor=int(sums["aum"] or 0),
        aum_previous_minor=int(sums["previous"] or 0),
        currency=profile.base_currency,
        business_date=calendar.business_date(profile),
    )


def count_customers_by_tier(*, viewer: Viewer) -> dict[str, int]:
    """Tier code → how many of the viewer's customers stand in it on the published day."""
    rows = visible(CustomerMeasures.objects.all(), viewer, "customer_id").order_by()
    return dict(rows.values_list("tier_code").annotate(customers=Count("pk")))


def as_measures(row: CustomerMeasures) -> Measures:
    """The row as it crosses the door: every field of Measures is a column of the same name."""
    return Measures(**{field.name: getattr(row, field.name) for field in fields(Measures)})
