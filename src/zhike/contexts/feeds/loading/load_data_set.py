"""Takes one data set of a delivery from its files to where it is seen, all of it or nothing."""

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import duckdb
from django.db import transaction

from zhike.contexts.feeds.datasets import DATA_SETS
from zhike.contexts.feeds.datasets.declaration import ColumnType, DataSet, Protection
from zhike.contexts.feeds.derivation.forgetting import forget_from
from zhike.contexts.feeds.loading.lake_rows import emptied, stage_partitions
from zhike.contexts.feeds.loading.manifest import Manifest
from zhike.contexts.feeds.loading.masters import load_masters
from zhike.contexts.feeds.loading.protection import blind_key
from zhike.contexts.feeds.loading.quarantine import keep_rejected
from zhike.contexts.feeds.loading.references import constant_rows, resolve
from zhike.contexts.feeds.loading.stage import CONSTANTS, LateRejection, Stage
from zhike.contexts.feeds.mapping.model import Feed, FileControl, Mapping, SourceFile
from zhike.contexts.feeds.models import Delivery, DeliveryFile
from zhike.contexts.feeds.reading.mapped_sql import CheckContext
from zhike.contexts.feeds.reading.reader import FeedReader, FileSums, RejectedRow, load_lookup
from zhike.contexts.feeds.reading.records import raw_lines
from zhike.contexts.feeds.refusals import FileRefused, Refusal, refusal
from zhike.contexts.feeds.rules import control_refusals
from zhike.contexts.feeds.types import IngestProgress, RowReason
from zhike.foundation import lake, money


@dataclass
class FeedRun:
    """One feed of one file on its way through the checks."""

    number: int
    file: SourceFile
    feed: Feed
    control: FileControl
    sha256: str
    refusals: list[Refusal] = field(default_factory=list)
    totals: FileSums = field(default_factory=FileSums)
    rejected: list[RejectedRow] = field(default_factory=list)
    seconds: float = 0.0


@dataclass(frozen=True)
class LoadingContext:
    """What stays the same for every data set of a delivery."""

    delivery: Delivery
    mapping: Mapping
    manifest: Manifest
    folder: Path
    staging: Path
    checks: duckdb.DuckDBPyConnection
    by: int | None
    at: datetime
    progress: Callable[[IngestProgress], None]


def load_data_set(data_set: DataSet, runs: list[FeedRun], context: LoadingContext) -> bool:
    """Load every feed of the data set; False when all of it was refused, because a part of it was.

    Either way one DeliveryFile row per feed says what happened.
    """
    staging = context.staging / data_set.name
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    stage = Stage(data_set, staging, {run.number for run in runs if run.feed.distinct})
    try:
        _stage_constants(data_set, stage, context.mapping)
        for run in runs:
            _stage_feed(data_set, stage, run, context)
        if not _refused(runs):
            _reject_late(stage, runs, context)
            _refuse_too_many(runs, context.mapping.row_limit)
        if refused := _refused(runs):
            for run in runs:
                run.refusals = run.refusals or [refusal("beside", file=run.file.path, other=refused[0].file.path)]
            _record_refusals(runs, context)
            return False
        _publish(stage, runs, context)
        return True
    finally:
        stage.close()
        shutil.rmtree(staging, ignore_errors=True)


def refuse_data_set(data_set: DataSet, runs: list[FeedRun], blocked: list[str], context: LoadingContext) -> None:
    """Record that nothing of these feeds was loaded, because the `blocked` data sets they refer to were refused."""
    for run in runs:
        run.refusals = run.refusals or [refusal("blocked", dataset=data_set.name, blocked=", ".join(blocked))]
    _record_refusals(runs, context)


def _refused(runs: list[FeedRun]) -> list[FeedRun]:
    return [run for run in runs if run.refusals]


def _stage_constants(data_set: DataSet, stage: Stage, mapping: Mapping) -> None:
    rows = mapping.constants.get(data_set.name, ())
    if rows:
        stage.add(CONSTANTS, constant_rows(data_set, rows))


def _stage_feed(data_set: DataSet, stage: Stage, run: FeedRun, context: LoadingContext) -> None:
    if run.refusals:
        return
    begun = time.monotonic()
    try:
        reader = FeedReader(
            context.checks, data_set, run.file, run.feed, context.folder, _check_context(run, context), resolve
        )
        run.totals = reader.totals
        for batch in reader:
            if batch.good.num_rows:
                stage.add(run.number, batch.good)
            run.rejected += [_protected_key(data_set, row) for row in batch.rejected]
            context.progress(IngestProgress(run.file.path, run.feed.name, run.totals.rows, run.control.rows))
            if len(run.rejected) > context.mapping.row_limit:
                raise FileRefused("too_many", file=run.file.path, limit=context.mapping.row_limit)
    except FileRefused as refused:
        run.refusals = [refused.refusal]
    except OSError as error:
        run.refusals = [refusal("unreadable", file=Path(error.filename or run.file.path).name, error=error.strerror)]
    except duckdb.Error as error:  # its text may quote a row
        run.refusals = [refusal("not_computed", file=run.file.path, error=type(error).__name__)]
    else:
        run.refusals = _control_refusals(data_set, run, context)
    run.seconds = time.monotonic() - begun


def _check_context(run: FeedRun, context: LoadingContext) -> CheckContext:
    return CheckContext(
        first=context.manifest.first,
        last=context.manifest.last,
        exponent=money.exponent(context.mapping.currency),
        lookup_on={lookup.name: lookup.on for lookup in run.file.lookups},
        lookup_names={look.name: load_lookup(context.checks, look, context.folder) for look in run.file.lookups},
        lenient=run.file.same_names,
        file=run.file.path,
    )


def _control_refusals(data_set: DataSet, run: FeedRun, context: LoadingContext) -> list[Refusal]:
    """A total belongs to the feed whose data set has that money column; one that fits none is reported by all."""
    own = _money_columns(data_set)
    unclaimed = set(run.control.totals).difference(*(_money_columns(DATA_SETS[f.data_set]) for f in run.file.feeds))
    totals = {name: text for name, text in run.control.totals.items() if name in own | unclaimed}
    control = FileControl(run.control.rows, run.control.sha256, totals)
    sums = run.totals
    return control_refusals(run.file.path, control, sums.rows, sums.sums, sums.unread, context.mapping.currency)


def _money_columns(data_set: DataSet) -> set[str]:
    return {column.name for column in data_set.columns if column.type is ColumnType.MONEY}


def _reject_late(stage: Stage, runs: list[FeedRun], context: LoadingContext) -> None:
    """Checks that need all rows: repeated keys, equal rows, parents that do not exist."""
    if stage.is_empty:
        return
    own = any(column.references == stage.data_set.name for column in stage.data_set.columns)
    known: set[str] = set(resolve(stage.data_set.name, _parents(stage))) if own else set()
    late = stage.merge_and_find_duplicates()
    late += stage.find_unknown_parents(known)
    again = stage.find_rejected_duplicates({run.number: run.rejected for run in runs})
    for run in runs:
        _add_reasons(run, [item for item in again if item.feed == run.number])
        _add_rejections(run, [item for item in late if item.feed == run.number], context.folder)


def _parents(stage: Stage) -> list[str]:
    columns = [column.name for column in stage.data_set.columns if column.references == stage.data_set.name]
    return sorted({value for row in stage.rows(columns) for value in row if value})


def _add_reasons(run: FeedRun, items: list[LateRejection]) -> None:
    reasons = {item.line_number: item for item in items}
    run.rejected = [
        RejectedRow(row.line_number, row.raw, (*row.reasons, _reason(reasons[row.line_number])), row.key)
        if row.line_number in reasons
        else row
        for row in run.rejected
    ]


def _add_rejections(run: FeedRun, items: list[LateRejection], folder: Path) -> None:
    if not items:
        return
    raw = raw_lines(folder / run.file.path, run.file.layout, {item.line_number for item in items})
    run.rejected += [RejectedRow(item.line_number, raw[item.line_number], (_reason(item),)) for item in items]


def _reason(item: LateRejection) -> RowReason:
    return RowReason(item.column, item.reason, "", "" if item.earlier is None else str(item.earlier))


def _refuse_too_many(runs: list[FeedRun], limit: int) -> None:
    for run in runs:
        if len(run.rejected) > limit:
            run.refusals = [refusal("too_many", file=run.file.path, limit=limit)]


def _protected_key(data_set: DataSet, row: RejectedRow) -> RejectedRow:
    """The key of a rejected row in the form accepted rows have: blind index in place of a C2 value."""
    parts = []
    for name, part in zip(data_set.key, row.key, strict=True):
        column = data_set.column(name)
        blind = column.protection is not Protection.NONE and not data_set.surrogate(column)
        parts.append(blind_key(column, part) if blind and part is not None else part)
    return RejectedRow(row.line_number, row.raw, row.reasons, tuple(parts))


def _publish(stage: Stage, runs: list[FeedRun], context: LoadingContext) -> None:
    manifest = context.manifest
    with transaction.atomic():
        begun = time.monotonic()
        load_masters(stage, by=context.by, at=context.at)
        if stage.data_set.in_lake:
            parts = stage_partitions(stage, manifest.first, manifest.last)
            replaces = emptied(stage.data_set, manifest.first, manifest.last, parts)
            lake.publish_partitions(parts, replaces=replaces)
            if stage.data_set.name in ("transactions", "balances"):
                forget_from(manifest.first, derived=context.mapping.derivation is not None)
        shared = (time.monotonic() - begun) / max(len(runs), 1)
        for run in runs:
            run.seconds += shared
            file = DeliveryFile.objects.create(
                **_identity(run, stage.data_set.name, context),
                state=DeliveryFile.State.LOADED,
                rows=run.totals.rows,
                loaded=run.totals.rows - len(run.rejected),
                quarantined=len(run.rejected),
                sums=run.totals.sums,
            )
            in_order = sorted(run.rejected, key=lambda row: row.line_number)
            keep_rejected(file, in_order, run.file.layout, context.at)


def _record_refusals(runs: list[FeedRun], context: LoadingContext) -> None:
    with transaction.atomic():
        for run in runs:
            DeliveryFile.objects.create(
                **_identity(run, run.feed.data_set, context),
                state=DeliveryFile.State.REFUSED,
                refusals=[refusal.as_json() for refusal in run.refusals],
                rows=run.totals.rows,
            )


def _identity(run: FeedRun, data_set: str, context: LoadingContext) -> dict[str, object]:
    return {
        "delivery": context.delivery,
        "position": run.number,
        "name": run.file.path,
        "feed": run.feed.name,
        "dataset": data_set,
        "sha256": run.sha256,
        "milliseconds": int(run.seconds * 1000),
    }
