"""Deliveries and what became of their files."""

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from django.core.exceptions import PermissionDenied

from zhike.contexts.feeds.loading.manifest import DeliveryError, read_manifest
from zhike.contexts.feeds.mapping import Mapping
from zhike.contexts.feeds.models import Delivery, DeliveryFile
from zhike.contexts.feeds.refusals import Refusal, from_json
from zhike.contexts.feeds.types import DeliveryHead, FileResult
from zhike.contexts.org.public import Viewer


def list_deliveries(*, viewer: Viewer, before_id: int | None = None, limit: int = 50) -> list[DeliveryHead]:
    """Deliveries, newest first, with their files; `before_id` is the last id of the page before."""
    require(viewer, "feeds.view")
    rows = Delivery.objects.prefetch_related("files").order_by("-id")
    if before_id is not None:
        rows = rows.filter(id__lt=before_id)
    return [_head(row) for row in rows[:limit]]


def find_delivery(delivery_id: int, *, viewer: Viewer) -> DeliveryHead | None:
    """The delivery with its files, or None."""
    require(viewer, "feeds.view")
    row = Delivery.objects.prefetch_related("files").filter(pk=delivery_id).first()
    return _head(row) if row else None


def list_waiting_folders(inbox: Path, mapping: Mapping, upto: date) -> list[Path]:
    """Folders of the inbox with a manifest for days up to `upto` that were not loaded as they stand, in order of days.

    A folder whose manifest was changed after loading waits again. Folders with an unreadable manifest are left out.
    """
    loaded = set(
        Delivery.objects.filter(state=Delivery.State.LOADED, mapping_digest=mapping.digest).values_list(
            "folder", "manifest_digest"
        )
    )
    found = []
    for folder in sorted(path for path in inbox.iterdir() if (path / "manifest.toml").is_file()):
        try:
            manifest = read_manifest(folder, mapping, None)
        except DeliveryError:
            continue
        if manifest.last <= upto and (folder.name, manifest.digest) not in loaded:
            found.append((manifest.last, manifest.first, folder.name, folder))
    return [folder for *_, folder in sorted(found)]


def is_delivered(business_date: date) -> bool:
    """Whether a loaded delivery covers the day, be it one on which nothing was booked."""
    loaded = Delivery.objects.filter(state=Delivery.State.LOADED)
    return loaded.filter(first_date__lte=business_date, last_date__gte=business_date).exists()


def require(viewer: Viewer, permission: str) -> None:
    """Raise PermissionDenied unless the viewer's posts carry the permission (or the system itself is looking)."""
    if not viewer.may(permission) and not viewer.reason:
        raise PermissionDenied(permission)


def file_results(delivery: Delivery) -> tuple[FileResult, ...]:
    """Results of the delivery's feeds in the order in which they were planned, refusals in English."""
    return _results(delivery.files.all(), str)


def _results(files: Iterable[DeliveryFile], worded: Callable[[Refusal], str]) -> tuple[FileResult, ...]:
    return tuple(
        FileResult(
            name=file.name,
            feed=file.feed,
            data_set=file.dataset,
            rows=file.rows,
            loaded=file.loaded,
            quarantined=file.quarantined,
            seconds=file.milliseconds / 1000,
            refusal=" ".join(worded(from_json(raw)) for raw in file.refusals),
        )
        for file in files
    )


def _head(row: Delivery) -> DeliveryHead:
    files = _results(row.files.all(), Refusal.translated)
    return DeliveryHead(
        id=row.pk,
        folder=row.folder,
        mapping=row.mapping,
        first_date=row.first_date,
        last_date=row.last_date,
        state=row.state,
        rows=sum(file.rows for file in files),
        quarantined=sum(file.quarantined for file in files),
        started_at=row.started_at,
        finished_at=row.finished_at,
        refusal="; ".join(dict.fromkeys(file.refusal for file in files if file.refusal)),
        files=files,
    )
