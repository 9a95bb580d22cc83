"""`zhike nightly`: run the nights of one or more business dates."""

import json
import time
from datetime import date, datetime, timedelta

import click
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from zhike.foundation.nights import NightEvent, NightFailedError, NightIsRunningError
from zhike.interfaces.batch.nightly import nights_due, run_nights, steps

_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command()
@click.option("--date", "on", type=_DAY, help="The one business date to run.")
@click.option("--from", "first", type=_DAY, help="First business date of several.")
@click.option("--to", "last", type=_DAY, help="Last business date of several.")
@click.option("--again", is_flag=True, help="Run nights anew that are done.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per event.")
def command(on: datetime | None, first: datetime | None, last: datetime | None, again: bool, as_json: bool) -> None:
    """Run nights; without a date, those after the published one whose data is there."""
    dates = _dates(on, first, last)
    if not dates:
        click.echo("no night is due: either all are done, or the next day has no delivery yet", err=True)
        return
    try:
        if as_json:
            run_nights(dates, _print_json, again=again)
        else:
            _run_with_progress(dates, again)
    except (NightIsRunningError, NightFailedError) as error:
        raise click.ClickException(str(error)) from error


def _dates(on: datetime | None, first: datetime | None, last: datetime | None) -> list[date]:
    if on and (first or last):
        raise click.UsageError("give --date or --from and --to, not both")
    if bool(first) != bool(last):
        raise click.UsageError("--from and --to belong together")
    if on:
        return [on.date()]
    if first and last:
        if first > last:
            raise click.UsageError("--from is later than --to")
        return [first.date() + timedelta(days=number) for number in range((last - first).days + 1)]
    return nights_due(timezone.localdate() - timedelta(days=1))


def _print_json(event: NightEvent) -> None:
    fields = {
        "event": event.kind,
        "date": event.business_date.isoformat(),
        "step": event.step,
        "rows": event.rows,
        "seconds": round(event.seconds, 3),
    }
    click.echo(json.dumps(fields))


def _run_with_progress(dates: list[date], again: bool) -> None:
    begun = time.monotonic()
    seconds: dict[str, float] = {step.name: 0.0 for step in steps()}
    rows: dict[str, int] = dict.fromkeys(seconds, 0)
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )
    with bar:
        task = bar.add_task("nights 日终", total=len(dates) * len(seconds))

        def watch(event: NightEvent) -> None:
            if event.kind == "step_started":
                bar.update(task, description=f"{event.business_date} {event.step}")
            elif event.kind in ("step_done", "step_skipped"):
                bar.advance(task)
                seconds[event.step] += event.seconds
                rows[event.step] += event.rows

        run_nights(dates, watch, again=again)
    _print_table(len(dates), seconds, rows, time.monotonic() - begun)


def _print_table(nights: int, seconds: dict[str, float], rows: dict[str, int], total: float) -> None:
    table = Table(title=f"{nights} nights 日终 · {total:.1f} s", title_justify="left")
    table.add_column("step 步骤")
    table.add_column("rows 行", justify="right")
    table.add_column("seconds 秒", justify="right")
    for name in seconds:
        table.add_row(name, f"{rows[name]:,}", f"{seconds[name]:.2f}")
    Console(stderr=True).print(table)
