"""`zhike migrate`: the database brought to this version, as the owner of its tables."""

import io
import json
import subprocess
import sys
from pathlib import Path

import click
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

import zhike.foundation.postgres

PRIVILEGES = Path(zhike.foundation.postgres.__path__[0]) / "default_privileges.sql"


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of progress.")
def command(as_json: bool) -> None:
    """Apply missing migrations, then compile the translations."""
    with connection.cursor() as cursor:
        cursor.execute(PRIVILEGES.read_text())
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    console = Console(stderr=True, quiet=as_json)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, disable=as_json or not missing) as progress:
        call_command("migrate", interactive=False, no_color=True, stdout=_Steps(progress, missing))
    _compile_translations()
    if as_json:
        click.echo(json.dumps({"event": "migrated", "migrations": missing}))
    else:
        console.print(f"database in step, {missing or 'no'} migrations applied; translations compiled")


class _Steps(io.StringIO):
    """Reads Django's report of its own progress and moves the bar."""

    def __init__(self, progress: Progress, missing: int) -> None:
        super().__init__()
        self._progress = progress
        self._task = progress.add_task("migrating", total=missing)

    def write(self, text: str) -> int:
        if "Applying" in text:
            self._progress.update(self._task, description=text.strip().removeprefix("Applying ").rstrip("."))
        elif text.strip() == "OK":
            self._progress.advance(self._task)
        return len(text)


def _compile_translations() -> None:
    compiled = subprocess.run([sys.executable, "-m", "zhike.foundation.translations"], capture_output=True, text=True)
    if compiled.returncode != 0:
        raise click.ClickException(f"the translations could not be compiled: {compiled.stderr.strip()[-500:]}")
