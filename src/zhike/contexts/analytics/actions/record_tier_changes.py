"""The step `tiers`: who changed the tier since the night before, as rows and as lines of the customer's history."""

from datetime import date, datetime

from django.db import transaction

from zhike.contexts.analytics.models import TierChange
from zhike.contexts.analytics.queries.night_lake import find_tiers_of_night, last_measures_before, rows_of_partitions
from zhike.contexts.analytics.queries.settings import tier_labels
from zhike.contexts.analytics.types import TierLabel
from zhike.contexts.customers.public import hold_scopes
from zhike.contexts.work.public import TimelineDraft, add_timeline_entries


@transaction.atomic
def record_tier_changes(*, business_date: date, at: datetime) -> int:
    """Compare the night's tiers with those of the night before; returns the changes. A second run gives the same rows.

    A customer the night before did not know has no change: the first tier is no step.
    """
    sql = "SELECT customer_id, tier_code FROM night"
    before = dict(rows_of_partitions(sql, last_measures_before(business_date)))
    now = find_tiers_of_night(business_date)
    changed = {
        customer_id: (before[customer_id], code)
        for customer_id, (code, _rank) in now.items()
        if before.get(customer_id, code) != code
    }
    TierChange.objects.filter(on=business_date).delete()
    scopes = hold_scopes(changed)
    TierChange.objects.bulk_create(
        [
            TierChange(
                customer_id=customer_id,
                from_code=from_code,
                to_code=to_code,
                on=business_date,
                scope_unit_id=scopes[customer_id][0],
                owner_id=scopes[customer_id][1],
            )
            for customer_id, (from_code, to_code) in sorted(changed.items())
            if customer_id in scopes
        ],
        batch_size=2_000,
    )
    labels = tier_labels(business_date)
    add_timeline_entries(
        [_line(customer_id, *step, labels, business_date, at) for customer_id, step in changed.items()]
    )
    return len(changed)


def _line(
    customer_id: int, from_code: str, to_code: str, labels: dict[str, TierLabel], on: date, at: datetime
) -> TimelineDraft:
    risen = _rank(labels, to_code) > _rank(labels, from_code)
    return TimelineDraft(
        customer_id=customer_id,
        on=on,
        at=at,
        kind="tier",
        title_code="tier_up" if risen else "tier_down",
        params={
            "from_code": from_code,
            "to_code": to_code,
            "from": labels[from_code].label_zh if from_code in labels else from_code,
            "to": labels[to_code].label_zh if to_code in labels else to_code,
        },
        source_key=f"tier:{on.isoformat()}:{customer_id}",
    )


def _rank(labels: dict[str, TierLabel], code: str) -> int:
    return labels[code].rank if code in labels else 0
