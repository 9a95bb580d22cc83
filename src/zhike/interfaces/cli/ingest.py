"""`zhike ingest`: checks and loads one delivery, and says what became of every file."""

import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click
from django.conf import settings
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from zhike.contexts.feeds.public import (
    DeliveryError,
    DeliveryInProgressError,
    DeliveryResult,
    DeliveryState,
    IngestProgress,
    MappingError,
    ingest_delivery,
)


@click.command()
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--mapping", help="Name of a shipped mapping or path of one; default: ZHIKE_MAPPING, else canonical.")
@click.option(
    "--date", "on", type=click.DateTime(["%Y-%m-%d"]), help="Business date of a folder that has no manifest.toml."
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object.")
def command(directory: Path, mapping: str | None, on: datetime | None, as_json: bool) -> None:
    """Load the delivery in DIRECTORY. Ends with code 1 where a file was refused, 2 where nothing could be tried."""
    chosen = mapping or settings.ZHIKE_MAPPING
    try:
        with _Bars(visible=not as_json) as bars:
            result = ingest_delivery(
                directory,
                chosen,
                by=None,
                at=datetime.now(UTC),
                on=on.date() if on else None,
                progress=bars.show,
            )
    except (MappingError, DeliveryError, DeliveryInProgressError) as error:
        if as_json:
            click.echo(json.dumps({"state": "failed", "refusal": str(error)}, ensure_ascii=False))
        else:
            click.echo(f"Error: {error}", err=True)
        sys.exit(2)
    if as_json:
        click.echo(json.dumps(_as_json(result), ensure_ascii=False))
    else:
        _print(result)
    sys.exit(1 if result.state is DeliveryState.REFUSED else 0)


class _Bars:
    """One bar a feed while the delivery is read."""

    def __init__(self, *, visible: bool) -> None:
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            disable=not visible,
        )
        self._tasks: dict[tuple[str, str], TaskID] = {}

    def __enter__(self) -> "_Bars":
        self._progress.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._progress.stop()

    def show(self, step: IngestProgress) -> None:
        """Move the feed's bar to its row."""
        key = (step.file, step.feed)
        if key not in self._tasks:
            self._tasks[key] = self._progress.add_task(escape(f"{step.file} → {step.feed}"), total=step.expected_rows)
        self._progress.update(self._tasks[key], completed=step.rows)


def _print(result: DeliveryResult) -> None:
    console = Console()
    if result.unchanged:
        console.print("This very delivery was loaded before: nothing to do. 该批次已装载，无需处理")
    table = Table(title=f"Delivery {result.delivery_id} · {_days(result.first_date, result.last_date)}")
    for heading in ("file 文件", "data set 数据集"):
        table.add_column(heading, overflow="fold")  # a name cut short cannot be looked for
    for heading in ("rows 行", "loaded 装载", "aside 隔离", "s 秒"):
        table.add_column(heading, justify="right")
    for file in result.files:
        loaded = "[red]refused 拒收[/]" if file.refusal else f"{file.loaded:,}"
        name, feed = escape(file.name), escape(file.feed)
        table.add_row(name, feed, f"{file.rows:,}", loaded, f"{file.quarantined:,}", f"{file.seconds:.1f}")
    console.print(table)
    aside = sum(file.quarantined for file in result.files)
    if aside:
        console.print(
            f"{aside:,} rows put aside: line, column and reason stand on the page Deliveries. 问题行见“数据批次”页"
        )
    for sentence in dict.fromkeys(file.refusal for file in result.files if file.refusal):
        console.print(f"[red]refused:[/] {escape(sentence)}", highlight=False)


def _days(first: date, last: date) -> str:
    return str(last) if first == last else f"{first} – {last}"


def _as_json(result: DeliveryResult) -> dict[str, Any]:
    return {
        "delivery": result.delivery_id,
        "state": result.state,
        "unchanged": result.unchanged,
        "from": result.first_date.isoformat(),
        "to": result.last_date.isoformat(),
        "refusal": result.refusal,
        "files": [
            {
                "file": file.name,
                "feed": file.feed,
                "data_set": file.data_set,
                "rows": file.rows,
                "loaded": file.loaded,
                "quarantined": file.quarantined,
                "seconds": file.seconds,
                "refusal": file.refusal,
            }
            for file in result.files
        ],
    }
