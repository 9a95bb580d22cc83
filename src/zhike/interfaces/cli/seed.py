"""`zhike seed`: the demonstration bank, made, continued, or given people who may sign in."""

import json
import time
from datetime import timedelta

import click
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from zhike.contexts.feeds.public import DeliveryInProgressError
from zhike.foundation.nights import NightFailedError, NightIsRunningError
from zhike.interfaces.demonstration.people_of_bank import add_people
from zhike.interfaces.demonstration.seeding import Outcome, SeedRefusedError, Watcher, continue_bank, seed_bank
from zhike.interfaces.demonstration.sign_in_accounts import sign_ins

__all__ = ["command", "sign_ins"]

STAGES = {
    "extracts": "writing a core's extracts 生成抽取文件",
    "deliveries": "loading deliveries 校验装载",
    "contacts": "adding contacts 补充接触记录",
    "nights": "running nights 日终批处理",
    "tasks": "working off older tasks 处理旧任务",
}


@click.command()
@click.option("--customers", default=1_200, show_default=True, type=click.IntRange(100, 1_000_000))
@click.option("--days", default=100, show_default=True, type=click.IntRange(2, 3_650))
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0))
@click.option("--continue", "go_on", is_flag=True, help="Bring the demonstration bank to yesterday.")
@click.option("--people", is_flag=True, help="Add people who may sign in to a bank that was ingested.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of progress.")
@click.option(
    "--supervised", is_flag=True, hidden=True, help="Leave the sign-ins to the supervisor, which prints them."
)
def command(customers: int, days: int, seed: int, go_on: bool, people: bool, as_json: bool, supervised: bool) -> None:
    """Make a demonstration bank from nothing, through the same door as a real one."""
    if go_on and people:
        raise click.UsageError("--continue and --people are two different things: give one")
    began = time.monotonic()
    yesterday = timezone.localdate() - timedelta(days=1)
    try:
        with _Bars(quiet=as_json) as bars:
            if people:
                outcome = add_people()
            elif go_on:
                outcome = continue_bank(upto=yesterday, watcher=bars)
            else:
                outcome = seed_bank(upto=yesterday, customers=customers, days=days, seed=seed, watcher=bars)
    except (SeedRefusedError, DeliveryInProgressError, NightIsRunningError, NightFailedError, ValueError) as error:
        raise click.ClickException(str(error)) from error
    _close(outcome, time.monotonic() - began, as_json)
    if not (as_json or supervised):
        _print_sign_ins()


class _Bars(Watcher):
    """One bar per stage."""

    def __init__(self, quiet: bool) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(14), MofNCompleteColumn(), TimeElapsedColumn())
        self._progress = Progress(*columns, TextColumn("[dim]{task.fields[part]}"), disable=quiet, console=_stderr())
        self._task: TaskID | None = None

    def __enter__(self) -> "_Bars":
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def begin(self, stage: str, total: int) -> None:
        """A new bar."""
        self._task = self._progress.add_task(STAGES[stage], total=total, part="")

    def advance(self, part: str) -> None:
        """One step of the last bar."""
        if self._task is not None:
            self._progress.update(self._task, advance=1, part=part)


def _stderr() -> Console:
    return Console(stderr=True)


def _close(outcome: Outcome, seconds: float, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"event": "seeded", **outcome.as_dict(), "seconds": round(seconds, 1)}))
        return
    if outcome.kept:
        _stderr().print("The demonstration bank is complete; its data is kept. 演示银行已就绪，数据保留。")
    table = Table(title="Demonstration bank 演示银行", title_justify="left")
    table.add_column("what 内容")
    table.add_column("figure 数量", justify="right")
    rows = (
        ("business date 数据日期", str(outcome.business_date or "–")),
        ("customers 客户", f"{outcome.customers:,}"),
        ("deliveries 批次", f"{outcome.deliveries:,}"),
        ("rows 行", f"{outcome.rows:,}"),
        ("rows in quarantine 隔离行", f"{outcome.quarantined:,}"),
        ("nights 日终", f"{outcome.nights:,}"),
        ("contacts 接触记录", f"{outcome.contacts:,}"),
        ("sign-ins 演示账号", f"{outcome.sign_ins:,}"),
        ("seconds 秒", f"{seconds:.1f}"),
    )
    for what, figure in rows:
        if figure != "0" or outcome.deliveries:  # what was not done is not worth a line, bad rows of a delivery are
            table.add_row(what, figure)
    _stderr().print(table)


def _print_sign_ins() -> None:
    people = Table(title="Sign-ins 登录", title_justify="left")
    for heading in ("role 岗位", "staff number 工号", "password 密码"):
        people.add_column(heading)
    for person in sign_ins():
        people.add_row(*person)
    _stderr().print(people)
