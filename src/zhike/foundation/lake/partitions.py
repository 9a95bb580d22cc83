"""Writing a partition aside, making it count, reading which ones count."""

import hashlib
import os
import time
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.db import transaction
from django.db.models import QuerySet

from zhike.foundation.lake.connection import root
from zhike.foundation.models import LakePartition

ROWS_A_GROUP = 122_880
ASIDE = ".aside"
SYNCED_ONE_BY_ONE = 8


@dataclass(frozen=True)
class StagedPartition:
    """A complete file that no reader sees yet. `sums` holds whole numbers by column name."""

    dataset: str
    business_date: date
    path: Path
    rows: int
    sums: dict[str, int]
    digest: str


def stage_partition(
    dataset: str,
    business_date: date,
    source: duckdb.DuckDBPyRelation | pa.Table | pa.RecordBatchReader,
    sums: Sequence[str] = (),
) -> StagedPartition:
    """Write `source` to a file aside and count it; `sums` names the integer columns to add up."""
    folder = root() / ASIDE
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"{uuid.uuid4().hex}.parquet"
    reader = _reader(source)
    rows, totals = 0, dict.fromkeys(sums, 0)
    with pq.ParquetWriter(path, reader.schema, compression="zstd") as writer:
        for batch in reader:
            writer.write_batch(batch, row_group_size=ROWS_A_GROUP)
            rows += batch.num_rows
            for name in sums:
                totals[name] += pc.sum(batch.column(name).cast(pa.int64())).as_py() or 0
    return StagedPartition(dataset, business_date, path, rows, totals, _digest(path))


def publish_partitions(
    staged: Iterable[StagedPartition], *, replaces: Iterable[tuple[str, date]] = ()
) -> list[LakePartition]:
    """Move the staged files into the lake, sync them, and make them count, all or none, in one transaction.

    `replaces` names further (dataset, date) pairs that must hold no rows afterwards, e.g. days a corrected history
    leaves empty. Readers see the old partitions until the surrounding transaction commits.
    """
    staged = list(staged)
    placed = [(part, _move(part)) for part in staged]
    _make_durable([root() / path for _, path in placed])
    with transaction.atomic():
        drop_partitions(replaces)
        return LakePartition.objects.bulk_create(
            [
                LakePartition(
                    dataset=part.dataset,
                    business_date=part.business_date,
                    path=path,
                    rows=part.rows,
                    sums=part.sums,
                    digest=part.digest,
                )
                for part, path in placed
            ],
            update_conflicts=True,
            unique_fields=["dataset", "business_date"],
            update_fields=["path", "rows", "sums", "digest", "written_at"],
        )


def write_partition(
    dataset: str,
    business_date: date,
    source: duckdb.DuckDBPyRelation | pa.Table | pa.RecordBatchReader,
    sums: Sequence[str] = (),
) -> LakePartition:
    """Stage and publish one partition; it replaces the one of the same data set and date."""
    return publish_partitions([stage_partition(dataset, business_date, source, sums)])[0]


def drop_partitions(pairs: Iterable[tuple[str, date]]) -> int:
    """Take the named partitions out of the manifest; returns how many there were. The files go with `sweep`."""
    days: dict[str, list[date]] = {}
    for dataset, business_date in pairs:
        days.setdefault(dataset, []).append(business_date)
    return sum(
        LakePartition.objects.filter(dataset=dataset, business_date__in=dates).delete()[0]
        for dataset, dates in days.items()
    )


def partition_paths(dataset: str, upto: date | None = None, since: date | None = None) -> list[str]:
    """Absolute paths of the data set's partitions in date order, both ends included."""
    base = root()
    return [str(base / path) for path in _partitions(dataset, upto, since).values_list("path", flat=True)]


def partition_dates(dataset: str, upto: date | None = None, since: date | None = None) -> list[date]:
    """Business dates for which the data set has a partition, in order."""
    return list(_partitions(dataset, upto, since).values_list("business_date", flat=True))


def sweep(older_than: timedelta = timedelta(hours=6)) -> int:
    """Remove files without a manifest row that are older than the longest reader; returns how many."""
    base, removed = root(), 0
    limit = time.time() - older_than.total_seconds()
    known = set(LakePartition.objects.values_list("path", flat=True))
    for path in base.rglob("*.parquet"):
        if str(path.relative_to(base)) not in known and path.stat().st_mtime < limit:
            path.unlink(missing_ok=True)
            removed += 1
    return removed


def _partitions(dataset: str, upto: date | None, since: date | None) -> QuerySet[LakePartition]:
    chosen = LakePartition.objects.filter(dataset=dataset).order_by("business_date")
    if upto is not None:
        chosen = chosen.filter(business_date__lte=upto)
    if since is not None:
        chosen = chosen.filter(business_date__gte=since)
    return chosen


def _reader(source: duckdb.DuckDBPyRelation | pa.Table | pa.RecordBatchReader) -> pa.RecordBatchReader:
    if isinstance(source, pa.RecordBatchReader):
        return source
    if isinstance(source, pa.Table):
        return source.to_reader(ROWS_A_GROUP)
    return source.to_arrow_reader(ROWS_A_GROUP)


def _move(part: StagedPartition) -> str:
    """Rename the file to its place; the name carries the digest, so an open reader of the old file is not disturbed."""
    relative = Path(part.dataset) / f"business_date={part.business_date.isoformat()}" / f"{part.digest[:16]}.parquet"
    target = root() / relative
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part.path.replace(target)
    return str(relative)


def _make_durable(paths: list[Path]) -> None:
    """On disk before any row counts them. A history of hundreds of files is synced at once, not one by one."""
    if len(paths) > SYNCED_ONE_BY_ONE:
        os.sync()
        return
    for path in paths:
        _sync(path)
        _sync(path.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
