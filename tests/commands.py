"""Runs the product's own command line from a test, free of the settings the test run itself has."""

import os
import sys
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[1] / "src"
_OURS = ("ZHIKE_", "DATABASE_", "DJANGO_", "PYTEST_")


def product_environment(data_dir: Path, **more: str) -> dict[str, str]:
    """The environment of a `zhike` process over `data_dir` and its embedded PostgreSQL."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
    return {**kept, "PYTHONPATH": str(SOURCE), "ZHIKE_DATA_DIR": str(data_dir), **more}


def zhike(*arguments: str) -> list[str]:
    """The command line of `zhike` with the Python of the test run."""
    return [sys.executable, "-m", "zhike.interfaces.cli.main", *arguments]
