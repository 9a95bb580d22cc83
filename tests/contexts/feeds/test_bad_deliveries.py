"""Deliveries and mappings as nobody should write them: each ends with a sentence, none with half a load."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from contexts.feeds.small_bank import FILES, deliver, with_line
from zhike.contexts.accounts.models import Account
from zhike.contexts.customers.public import Customer
from zhike.contexts.feeds.mapping import MappingError, parse_mapping
from zhike.contexts.feeds.models import Delivery, QuarantinedRow
from zhike.contexts.feeds.public import DeliveryError, DeliveryResult, DeliveryState, ingest_delivery
from zhike.contexts.org.public import Staff, Unit

AT = datetime(2025, 11, 21, 2, tzinfo=UTC)
UPTO_ACCOUNTS = ("units", "staff", "customers", "products", "accounts")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def loading(as_loader: Any) -> Iterator[None]:
    with as_loader():
        yield


def ingest(folder: Path, mapping: str = "canonical", **more: Any) -> DeliveryResult:
    return ingest_delivery(folder, mapping, by=None, at=AT, **more)


def of_units(more: str = "", feed: str = "") -> str:
    """A mapping of units.csv, with further entries for the file and for its feed."""
    file = '[[files]]\npath = "units.csv"\nsame_names = true\n'
    return f'{file}{more}\nfeeds = [{{ dataset = "units" {feed} }}]'


def test_a_folder_whose_name_or_date_no_table_can_hold(tmp_path: Path) -> None:
    with pytest.raises(DeliveryError, match="longer than 200 characters"):
        ingest(deliver(tmp_path / ("d" * 201)))
    (deliver(tmp_path / "d", only=("units",)) / "manifest.toml").unlink()
    with pytest.raises(DeliveryError, match="no business date"):
        ingest(tmp_path / "d", on=date(1, 1, 1))
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(
    ("line", "column", "reason"),
    [
        ("C4,personal,\u200b\ufeff,M,1970-02-03,O1,2011-05-20,active", "name", "missing_required"),
        ("6222000000000003,P1,demand_deposit,O1,CNY,2011-05-20,,99999999999,active,", "annual_rate_bp", "out_of_range"),
        ("6222000000000003,P1,demand_deposit,O1,CNY,2011-05-20,,2%,active,", "annual_rate_bp", "not_a_number"),
        ("6222000000000003,P1,demand_deposit,O1,XXX,2011-05-20,,20,active,", "currency", "unknown_code"),
    ],
)
def test_what_no_page_could_show_is_put_aside(tmp_path: Path, line: str, column: str, reason: str) -> None:
    file = "customers" if line.startswith("C") else "accounts"
    ingest(deliver(tmp_path / "d", files=with_line(file, line), only=UPTO_ACCOUNTS))
    row = QuarantinedRow.objects.get()
    assert (row.file.name, row.line_number) == (f"{file}.csv", len(FILES[file]) + 1)
    assert [(found.column, found.code) for found in row.reasons.all()] == [(column, reason)]
    assert (Customer.objects.count(), Account.objects.count()) == (3, 2)


def test_a_total_of_a_column_that_holds_no_money_refuses_the_file(tmp_path: Path) -> None:
    result = ingest(deliver(tmp_path / "d", totals={"units": {"name": "1.00"}}, only=("units",)))
    assert result.refusal == "units.csv: a total is given for name, which is not a money column of the file"
    assert not Unit.objects.exists()


@pytest.mark.parametrize(
    ("mapping", "sentence"),
    [
        (
            of_units(feed=""", columns = { name = { sql = "regexp_replace(name, '(', '')" } }"""),
            "units.csv: what the mapping asks for cannot be computed (InvalidInputException)",
        ),
        (
            of_units('lookups.more = { path = "more.csv", key = "code", on = "unit_code" }'),
            "more.csv: the file cannot be read (No such file or directory)",
        ),
        (
            of_units('lookups.staff = { path = "staff.csv", key = "code", on = "unit_code" }'),
            "staff.csv: the lookup staff has no column code",
        ),
    ],
)
def test_what_a_mapping_cannot_do_with_a_file_refuses_it(tmp_path: Path, mapping: str, sentence: str) -> None:
    folder = deliver(tmp_path / "d", only=("units", "staff"))
    (folder / "manifest.toml").write_text("business_date = 2025-11-20\n[[file]]\nname = 'units.csv'\n")
    result = ingest_delivery(folder, parse_mapping(mapping, "own"), by=None, at=AT)
    assert (result.state, result.refusal) == (DeliveryState.REFUSED, sentence)
    assert not Unit.objects.exists()


def test_a_row_of_the_mapping_that_refers_to_nothing_is_named(tmp_path: Path) -> None:
    row = '{ staff_no = "9001", name = "林晓", unit_code = "O9", role = "outlet_head" }'
    mapping = parse_mapping(f'constants = [{{ dataset = "staff", rows = [{row}] }}]\n{of_units()}', "own")
    with pytest.raises(MappingError, match="constants staff: unit_code O9 is not known"):
        ingest_delivery(deliver(tmp_path / "d", only=("units",)), mapping, by=None, at=AT)
    assert not Staff.objects.exists()


def test_a_file_of_empty_lines_alone_is_counted_line_by_line(tmp_path: Path) -> None:
    folder = deliver(tmp_path / "d", only=("units",))
    (folder / "manifest.toml").unlink()
    (folder / "units.csv").write_text("\n".join(FILES["units"]) + "\n" * 150_000)
    mapping = parse_mapping(of_units() + "\n[limits]\nquarantined_rows = 200_000", "own")
    result = ingest_delivery(folder, mapping, by=None, at=AT, on=date(2025, 11, 20))
    assert (result.files[0].rows, result.files[0].loaded, result.quarantined) == (150_003, 4, 149_999)
