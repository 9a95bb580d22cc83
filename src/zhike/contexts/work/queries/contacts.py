"""Contacts and the timeline within a viewer's scope."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Max, Q

from zhike.contexts.org.public import Viewer, visible
from zhike.contexts.work.models import ContactRecord, TimelineEntry
from zhike.contexts.work.types import COUNTED_RESULTS, TimelineRow


def find_last_contact_days(customer_ids: Iterable[int], *, viewer: Viewer) -> dict[int, date]:
    """Customer id → day of the last contact that counts."""
    records = visible(ContactRecord.objects.filter(customer_id__in=set(customer_ids)), viewer, "customer_id")
    counted = records.filter(undone_at__isnull=True, result__in=COUNTED_RESULTS).order_by()
    return dict(counted.values_list("customer_id").annotate(last=Max("on")))


def count_contacts(customer_ids: Iterable[int] | None, *, viewer: Viewer, since: date, until: date) -> dict[int, int]:
    """Customer id → contacts that count, from `since` to `until` inclusive; None asks for all the viewer sees."""
    records = visible(ContactRecord.objects.filter(on__gte=since, on__lte=until), viewer, "customer_id")
    counted = records.filter(undone_at__isnull=True, result__in=COUNTED_RESULTS)
    if customer_ids is not None:
        counted = counted.filter(customer_id__in=set(customer_ids))
    return dict(counted.order_by().values_list("customer_id").annotate(contacts=Count("pk")))


def list_timeline(
    customer_id: int, *, viewer: Viewer, after: tuple[date, int] | None = None, limit: int = 20
) -> list[TimelineRow]:
    """The customer's history, newest first; `after` is (day, id) of the last line seen."""
    entries = visible(TimelineEntry.objects.filter(customer_id=customer_id), viewer, "customer_id")
    if after is not None:
        day, entry_id = after
        entries = entries.filter(Q(on__lt=day) | Q(on=day, pk__lt=entry_id))
    return [
        TimelineRow(entry.pk, entry.on, entry.at, entry.kind, entry.title_code, entry.params, entry.text, entry.by_id)
        for entry in entries.order_by("-on", "-pk")[:limit]
    ]
