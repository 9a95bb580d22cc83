"""`zhike ingest` says what became of a delivery, to people and to programs."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from contexts.feeds.small_bank import deliver, with_line
from zhike.interfaces.cli.ingest import command

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def loading(as_loader: Any) -> Iterator[None]:
    with as_loader():
        yield


def ingest(folder: Path, *options: str) -> Result:
    return CliRunner().invoke(command, [str(folder), "--mapping", "canonical", *options])


def test_a_loaded_delivery_ends_well(tmp_path: Path) -> None:
    folder = deliver(tmp_path / "d", only=("units", "products"), files=with_line("products", "bad"))
    result = ingest(folder, "--json")
    assert result.exit_code == 0
    told = json.loads(result.stdout)
    assert (told["state"], told["unchanged"], told["to"]) == ("loaded", False, "2025-11-20")
    assert [(file["file"], file["rows"], file["loaded"], file["quarantined"]) for file in told["files"]] == [
        ("units.csv", 4, 4, 0),
        ("products.csv", 3, 2, 1),
    ]
    again = ingest(folder)
    assert again.exit_code == 0
    assert "nothing to do" in again.stdout


def test_a_refused_file_ends_with_its_sentence(tmp_path: Path) -> None:
    folder = deliver(tmp_path / "d", only=("units",), totals={"units": {"amount": "1"}})
    result = ingest(folder)
    assert result.exit_code == 1
    assert "refused" in result.stdout
    assert "a total is given for amount" in " ".join(result.stdout.split())


@pytest.mark.parametrize(
    ("options", "sentence"),
    [(["--mapping", "nowhere"], "no mapping 'nowhere'"), (["--date", "2025-01-01"], "the delivery is of 2025-11-20")],
)
def test_what_cannot_be_tried_is_said(tmp_path: Path, options: list[str], sentence: str) -> None:
    folder = deliver(tmp_path / "d", only=("units",))
    result = ingest(folder, *options)
    assert result.exit_code == 2
    assert sentence in result.stderr
    told = json.loads(ingest(folder, *options, "--json").stdout)
    assert told["state"] == "failed"
    assert sentence in told["refusal"]
