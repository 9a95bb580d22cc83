"""Lines of a customer's history, once per source."""

from collections.abc import Sequence

from zhike.contexts.customers.public import Customer
from zhike.contexts.work.models import TimelineEntry
from zhike.contexts.work.types import TimelineDraft


def add_timeline_entries(drafts: Sequence[TimelineDraft]) -> int:
    """Write the lines whose source has none yet; scope and owner are the customer's. Returns the lines asked for."""
    scopes = {
        pk: (unit, owner)
        for pk, unit, owner in Customer.objects.filter(pk__in={draft.customer_id for draft in drafts}).values_list(
            "pk", "scope_unit_id", "owner_id"
        )
    }
    rows = [
        TimelineEntry(
            customer_id=draft.customer_id,
            on=draft.on,
            at=draft.at,
            kind=draft.kind,
            title_code=draft.title_code,
            params=draft.params,
            text=draft.text,
            by_id=draft.by_id,
            source_key=draft.source_key,
            scope_unit_id=scopes[draft.customer_id][0],
            owner_id=scopes[draft.customer_id][1],
        )
        for draft in drafts
        if draft.customer_id in scopes
    ]
    TimelineEntry.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2_000)
    return len(rows)
