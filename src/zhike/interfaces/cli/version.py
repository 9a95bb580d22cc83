"""`zhike version`: what runs here, for a report to the people who maintain it."""

import importlib.metadata
import json
import platform

import click

from zhike.foundation.postgres.binaries import list_binaries


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(as_json: bool) -> None:
    """Print the versions of Zhike and of what it stands on."""
    versions = {name: _version(name) for name in ("zhike", "django", "procrastinate", "duckdb", "uvicorn")}
    versions["python"] = platform.python_version()
    found = next(list_binaries(), None)
    versions["postgresql (here)"] = str(found.major) if found else "none"
    if as_json:
        click.echo(json.dumps(versions))
        return
    for name, version in versions.items():
        click.echo(f"{name:18} {version}")


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "run from its sources"
