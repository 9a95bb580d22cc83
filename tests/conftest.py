"""What every test shares: the database, the people, and the closing words of a run."""

import subprocess
from pathlib import Path

import pytest

from database.fixtures import (
    as_loader,
    as_owner,
    committed,
    database_name,
    django_db_setup,
    own_data_dir,
    transactional_db,
)

__all__ = [
    "as_loader",
    "as_owner",
    "committed",
    "database_name",
    "django_db_setup",
    "own_data_dir",
    "transactional_db",
]

CHECKOUT = Path(__file__).resolve().parents[1]
LAST_LONG_PROOF = CHECKOUT / "docs" / "last-long-proof.txt"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run the long proof too (make test-all)")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--long"):
        return
    for item in items:
        if item.get_closest_marker("long"):
            item.add_marker(pytest.mark.skip(reason="part of the long proof: make test-all"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says when the long proof ran last; the names and reasons of skips follow in pytest's own summary."""
    terminalreporter.section("long proof")
    text = LAST_LONG_PROOF.read_text().strip() if LAST_LONG_PROOF.exists() else "make test-all has not been run yet"
    terminalreporter.line(text)
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=CHECKOUT, capture_output=True, text=True)
    terminalreporter.line(f"this run: commit {commit.stdout.strip() or 'unknown'}")
