"""`zhike demo`: database, bank, pages and jobs from one command, until Ctrl-C."""

import contextlib
import os
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import click
from django.conf import settings
from django.db import connection
from django.utils import timezone
from rich.console import Console
from rich.table import Table

from zhike.foundation.postgres import embedded
from zhike.foundation.postgres.borrowing import borrowed_server
from zhike.interfaces.cli.main import announce, become
from zhike.interfaces.cli.supervision import (
    AlreadyRunningError,
    Child,
    StepFailedError,
    Stop,
    StoppedError,
    only_supervisor,
    run_step,
    stop_children,
)

CHECKOUT = Path(__file__).resolve().parents[4]
# Two months fill every page in a minute or two; `zhike nightly --from 1993-01-01 --to …` runs the whole year.
BERKA_NIGHTS = ("1993-11-01", "1993-12-31")
_READY_SECONDS = 90
_HOST = "127.0.0.1"
Steps = list[tuple[str, Sequence[str]]]


@click.command()
@click.option("--bank", type=click.Choice(["demo", "berka"]), default="demo", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def command(bank: str, port: int) -> None:
    """Start the database, make or continue the bank, serve it on this machine; Ctrl-C stops everything."""
    begun = time.monotonic()
    if bank == "berka":
        os.environ["ZHIKE_DATA_DIR"] = os.environ.get("ZHIKE_DATA_DIR") or str(CHECKOUT / "var" / "berka")
        os.environ["ZHIKE_MAPPING"] = "berka"
    become("app")
    address = f"http://{_HOST}:{port}/"
    stop = Stop()
    try:
        with only_supervisor(settings.ZHIKE_DATA_DIR / "run", address), _database():
            _run(bank, port, stop, begun)
    except AlreadyRunningError as error:
        raise click.ClickException(f"this bank is being served already, at {error}") from error
    except StepFailedError as error:
        raise click.ClickException(str(error)) from error
    except StoppedError:
        pass
    announce("stopped")


def _run(bank: str, port: int, stop: Stop, begun: float) -> None:
    from zhike.interfaces.cli.serve import refuse_used_port  # its models want Django set up first

    run_dir = settings.ZHIKE_DATA_DIR / "run"
    serve = Child("serve", ["serve", "--host", _HOST, "--port", str(port), "--processes", "1"], run_dir)
    worker = Child("worker", ["worker"], run_dir)
    for child in (serve, worker):
        child.end_leftover()
    refuse_used_port(_HOST, port)
    _take(stop, _migration_steps())
    _take(stop, _berka_steps() if bank == "berka" else _demonstration_steps())
    try:
        serve.start()
        worker.start()
        _wait_for_health(f"http://{_HOST}:{port}/healthz", serve, stop)
        _welcome(f"http://{_HOST}:{port}/", time.monotonic() - begun)
        while not stop.asked:
            _watch_database()
            serve.watch(announce)
            worker.watch(announce)
            time.sleep(0.3)
    finally:
        announce("stopping …")
        stop_children([serve, worker])


def _take(stop: Stop, steps: Steps) -> None:
    for text, arguments in steps:
        announce(text)
        run_step(arguments, stop)


def _migration_steps() -> Steps:
    from zhike.interfaces.cli.findings import look_at_migrations

    if look_at_migrations("migrations").is_right:
        return []
    return [("bringing the database to this version", ["migrate"])]


def _demonstration_steps() -> Steps:
    published = _published_day()
    if published is None:
        return [("making a small demonstration bank and running its last nights", ["seed", "--supervised"])]
    if published < timezone.localdate() - timedelta(days=1):
        return [("running the nights that are missing, five at most", ["seed", "--continue", "--supervised"])]
    return []


def _berka_steps() -> Steps:
    from zhike.interfaces.batch.nightly import nights_due

    if _published_day() is not None:
        return [("running the nights that are missing", ["nightly"])] if nights_due(timezone.localdate()) else []
    real_data = settings.ENVIRONMENT.real_data
    if real_data is None or not (real_data / "berka").is_dir():
        raise click.ClickException(
            "the Berka bank needs its data: set ZHIKE_REAL_DATA to the folder that holds `berka/`, "
            "for example ZHIKE_REAL_DATA=../shared/data make demo-berka"
        )
    # People come before the nights: a task needs somebody to do it.
    return [
        ("checking and loading the extract of 1993", ["ingest", "--mapping", "berka", str(real_data / "berka")]),
        ("adding people who may sign in", ["seed", "--people", "--supervised"]),
        ("running the last nights of 1993", ["nightly", "--from", BERKA_NIGHTS[0], "--to", BERKA_NIGHTS[1]]),
    ]


def _published_day() -> date | None:
    from zhike.foundation.models import BankProfile

    bank = BankProfile.objects.first()
    connection.close()  # the supervisor needs the database here only; it may be restarted meanwhile
    return bank.published_business_date if bank else None


def _database() -> contextlib.AbstractContextManager[None]:
    if settings.ENVIRONMENT.database_url:
        return contextlib.nullcontext()
    announce("starting PostgreSQL")
    return borrowed_server(settings.ZHIKE_DATA_DIR, announce=announce)


def _watch_database() -> None:
    if not settings.ENVIRONMENT.database_url and not embedded.is_running(settings.ZHIKE_DATA_DIR):
        announce("PostgreSQL ended; starting it again")
        embedded.start(settings.ZHIKE_DATA_DIR, announce=announce)


def _wait_for_health(url: str, serve: Child, stop: Stop) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while time.monotonic() < deadline:
        if stop.asked:
            raise StoppedError
        if not serve.is_alive():
            raise StepFailedError("the web server ended at once; what it printed above says why")
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own loopback address
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise StepFailedError(f"{url} did not answer within {_READY_SECONDS} s; `zhike check` says what is wrong")


def _welcome(address: str, seconds: float) -> None:
    from zhike.interfaces.cli.seed import sign_ins

    table = Table(
        title=f"Zhike 知客 · {address}", title_style="bold", caption=f"ready in {seconds:.1f} s · Ctrl-C stops"
    )
    for heading in ("role 岗位", "staff number 工号", "password 密码"):
        table.add_column(heading)
    for role, staff_no, password in sign_ins():
        table.add_row(role, staff_no, password)
    Console().print(table)
