"""A delivery from its folder to where it is seen: checked, quarantined where bad, refused where it does not balance."""

import hashlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import duckdb
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from zhike.contexts.feeds.datasets import DATA_SETS
from zhike.contexts.feeds.loading.load_data_set import FeedRun, LoadingContext, load_data_set, refuse_data_set
from zhike.contexts.feeds.loading.manifest import DeliveryError, Manifest, file_digest, read_manifest
from zhike.contexts.feeds.mapping import Mapping, SourceFile, load_mapping
from zhike.contexts.feeds.mapping.model import FileControl
from zhike.contexts.feeds.models import Delivery, DeliveryFile
from zhike.contexts.feeds.queries.deliveries import file_results
from zhike.contexts.feeds.refusals import Refusal, refusal
from zhike.contexts.feeds.types import DeliveryResult, DeliveryState, IngestProgress
from zhike.foundation import audit, lake
from zhike.foundation.models import BankProfile

LOCK = 7_203_001  # one delivery at a time: two would race for the same partitions
CHECK_MEMORY = "768MB"
Progress = Callable[[IngestProgress], None]


class DeliveryInProgressError(RuntimeError):
    """Another process is loading a delivery."""


def ingest_delivery(
    path: Path | str,
    mapping: Mapping | str,
    *,
    by: int | None,
    at: datetime,
    on: date | None = None,
    progress: Progress = lambda step: None,
) -> DeliveryResult:
    """Load the delivery in folder `path` by `mapping` (a Mapping, a shipped name or a path); returns what became of it.

    `on` is the business date of a folder that has no manifest. A delivery that was loaded before is left alone
    (`unchanged`); one that was refused or interrupted is taken up from the start and ends as if nothing had happened.
    Raises MappingError, DeliveryError (nothing was changed) or DeliveryInProgressError.
    """
    folder = Path(path)
    if isinstance(mapping, str):
        mapping = load_mapping(mapping)
    try:
        manifest = read_manifest(folder, mapping, on)
        runs = _runs(folder, mapping, manifest)
    except OSError as error:
        raise DeliveryError(f"{error.filename or folder} cannot be read: {error.strerror}") from error
    digest = _digest(mapping, manifest, runs)
    with _only_one():
        delivery = _begin(digest, folder, mapping, manifest, by=by, at=at)
        if delivery.state == Delivery.State.LOADED:
            return replace(_result(delivery), unchanged=True)
        _load_all(delivery, folder, mapping, manifest, runs, by=by, at=at, progress=progress)
        _finish(delivery, mapping, by=by)
        lake.sweep()
        return _result(delivery)


def _runs(folder: Path, mapping: Mapping, manifest: Manifest) -> list[FeedRun]:
    """Every feed of every file that is there or should be, with what is wrong with the file as a whole."""
    present = {path.name for path in folder.iterdir() if path.is_file()}
    if unknown := sorted(set(manifest.controls) - {file.path for file in mapping.files}):
        raise DeliveryError(f"the mapping {mapping.name} knows nothing of {', '.join(unknown)}")
    runs: list[FeedRun] = []
    for file in mapping.files:
        if file.path not in present and file.path not in manifest.controls and file.optional:
            continue
        control, sha256, refusals = _file_state(folder, file, manifest, present)
        for feed in file.feeds:
            runs.append(FeedRun(len(runs) + 1, file, feed, control, sha256, list(refusals)))
    if not runs:
        raise DeliveryError(f"{folder} holds no file the mapping {mapping.name} knows")
    return runs


def _file_state(
    folder: Path, file: SourceFile, manifest: Manifest, present: set[str]
) -> tuple[FileControl, str, list[Refusal]]:
    control = manifest.controls.get(file.path, file.control)
    if file.path not in present:
        return control, "", [refusal("missing", file=file.path)]
    sha256 = file_digest(folder / file.path)
    if manifest.listed and file.path not in manifest.controls:
        return control, sha256, [refusal("unlisted", file=file.path)]
    if control.sha256 and control.sha256 != sha256:
        return control, sha256, [refusal("changed", file=file.path, expected=control.sha256, found=sha256)]
    return control, sha256, []


def _digest(mapping: Mapping, manifest: Manifest, runs: list[FeedRun]) -> str:
    parts = [mapping.digest, manifest.text, manifest.first.isoformat(), manifest.last.isoformat()]
    parts += sorted({f"{run.file.path} {run.sha256}" for run in runs})
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _begin(
    digest: str, folder: Path, mapping: Mapping, manifest: Manifest, *, by: int | None, at: datetime
) -> Delivery:
    with transaction.atomic():
        known = Delivery.objects.filter(digest=digest).first()
        if known is not None and known.state == Delivery.State.LOADED:
            return known
        values = {
            "folder": folder.resolve().name,
            "mapping": mapping.name,
            "mapping_digest": mapping.digest,
            "manifest_digest": manifest.digest,
            "currency": mapping.currency,
            "derivation": _derivation(mapping),
            "first_date": manifest.first,
            "last_date": manifest.last,
            "closing_totals": manifest.closing,
            "state": Delivery.State.LOADING,
            "started_at": at,
            "finished_at": None,
            "by_id": by,
        }
        attempts = known.attempts + 1 if known else 1
        delivery, _ = Delivery.objects.update_or_create(digest=digest, defaults={**values, "attempts": attempts})
        delivery.files.all().delete()
        return delivery


def _derivation(mapping: Mapping) -> dict[str, object] | None:
    rule = mapping.derivation
    if rule is None:
        return None
    return {"rule": rule.rule, "opening_minor": rule.opening_minor, "tolerance_minor": rule.tolerance_minor}


def _load_all(
    delivery: Delivery,
    folder: Path,
    mapping: Mapping,
    manifest: Manifest,
    runs: list[FeedRun],
    *,
    by: int | None,
    at: datetime,
    progress: Progress,
) -> None:
    staging = Path(settings.ZHIKE_DATA_DIR) / "staging"
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(mode=0o700, parents=True)
    checks = _check_connection(staging)
    context = LoadingContext(delivery, mapping, manifest, folder, staging, checks, by, at, progress)
    refused: list[str] = []
    try:
        for data_set in DATA_SETS.values():
            own = [run for run in runs if run.feed.data_set == data_set.name]
            if not own and data_set.name not in mapping.constants:
                continue
            blocked = [name for name in data_set.references if name in refused]
            if blocked:
                refuse_data_set(data_set, own, blocked, context)
                refused.append(data_set.name)
            elif not load_data_set(data_set, own, context):
                refused.append(data_set.name)
    finally:
        checks.close()
        shutil.rmtree(staging, ignore_errors=True)


def _check_connection(staging: Path) -> duckdb.DuckDBPyConnection:
    """For expressions of a mapping: no files; common subexpressions off, or what TRY guards would run outside it."""
    checks = lake.connect(memory_limit=CHECK_MEMORY, threads=2, spill=staging / "checks")
    checks.execute("SET disabled_optimizers = 'common_subexpressions'")
    checks.execute("SET enable_external_access = false")
    checks.execute("SET lock_configuration = true")
    return checks


def _finish(delivery: Delivery, mapping: Mapping, *, by: int | None) -> None:
    files = list(delivery.files.all())
    refused = any(file.state == DeliveryFile.State.REFUSED for file in files)
    with transaction.atomic():
        delivery.state = Delivery.State.REFUSED if refused else Delivery.State.LOADED
        delivery.finished_at = timezone.now()
        delivery.save()
        if not refused:
            _remember_bank(mapping)
    audit.record(
        action=f"delivery.{delivery.state}",
        actor_id=by,
        object_kind="delivery",
        object_id=delivery.pk,
        detail={"rows": sum(f.rows for f in files), "quarantined": sum(f.quarantined for f in files)},
    )


def _result(delivery: Delivery) -> DeliveryResult:
    files = file_results(delivery)
    return DeliveryResult(
        delivery_id=delivery.pk,
        state=DeliveryState(delivery.state),
        first_date=delivery.first_date,
        last_date=delivery.last_date,
        files=files,
        refusal=". ".join(dict.fromkeys(file.refusal for file in files if file.refusal)),
    )


@contextmanager
def _only_one() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            raise DeliveryInProgressError("another process is loading a delivery; try again when it is done")
    try:
        yield
    finally:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
        except DatabaseError:
            connection.close()  # the lock goes with its session


def _remember_bank(mapping: Mapping) -> None:
    """Give the installation the mapping's bank, when it has none yet."""
    if mapping.bank is not None and not BankProfile.objects.exists():
        bank = mapping.bank
        BankProfile.objects.create(name=bank.name, base_currency=bank.base_currency, clock=bank.clock)
