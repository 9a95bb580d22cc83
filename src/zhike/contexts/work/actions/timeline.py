"""Lines of a customer's history, once per source."""

from collections.abc import Sequence

from django.db import transaction

from zhike.contexts.customers.public import hold_scopes
from zhike.contexts.work.models import TimelineEntry
from zhike.contexts.work.types import TimelineDraft


@transaction.atomic
def add_timeline_entries(drafts: Sequence[TimelineDraft]) -> int:
    """Write the lines whose source has none yet; scope and owner are the customer's. Returns the lines asked for."""
    scopes = hold_scopes({draft.customer_id for draft in drafts})
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
