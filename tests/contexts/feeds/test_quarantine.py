"""Quarantined rows on pages: masked, revealed with a reason and an audit row, gone when their time is up."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from cast import Cast
from contexts.feeds.small_bank import deliver, with_line
from foundation.audit_rows import audit_rows
from zhike.contexts.feeds.models import QuarantinedRow
from zhike.contexts.feeds.public import (
    DeliveryResult,
    RowNotFound,
    count_quarantined,
    expire_quarantined_text,
    find_delivery,
    find_quarantined_row,
    ingest_delivery,
    list_deliveries,
    list_quarantined,
    reveal_quarantined_row,
)
from zhike.foundation import audit

AT = datetime(2025, 11, 21, 2, tzinfo=UTC)
RAW = "C9,mobile"
pytestmark = pytest.mark.django_db


@pytest.fixture
def delivery(tmp_path: Path, as_loader: Any) -> DeliveryResult:
    folder = deliver(tmp_path / "d", files=with_line("contacts", "C9,mobile,13800001234", RAW, "C2,fax,1"))
    path = folder / "contacts.csv"
    path.write_bytes(path.read_bytes().replace(b"C2,fax,1", b"C2,f\xffx,1"))
    manifest = folder / "manifest.toml"
    manifest.write_text("\n".join(line for line in manifest.read_text().splitlines() if "sha256" not in line))
    with as_loader():
        return ingest_delivery(folder, "canonical", by=None, at=AT)


def test_rows_are_listed_masked_with_their_reasons(delivery: DeliveryResult, cast: Cast) -> None:
    encoding, ragged, unknown = list_quarantined(viewer=cast.viewer("hu"), delivery_id=delivery.delivery_id)
    assert (unknown.file, unknown.line_number, unknown.masked_text) == ("contacts.csv", 4, "**,m****e,1*********4")
    assert [(r.column, r.code, r.value) for r in unknown.reasons] == [("customer_no", "unknown_reference", "**")]
    assert [(r.column, r.code, r.detail) for r in ragged.reasons] == [("", "ragged", "2")]
    assert (encoding.masked_text, encoding.reasons[0].code) == ("", "bad_encoding")
    assert str(unknown.reasons[0].text)


def test_lists_are_filtered_and_turned_page_by_page(delivery: DeliveryResult, cast: Cast) -> None:
    viewer = cast.viewer("hu")
    first = list_quarantined(viewer=viewer, limit=2)
    rest = list_quarantined(viewer=viewer, before_id=first[-1].id)
    assert [row.line_number for row in first + rest] == [6, 5, 4]
    assert [row.line_number for row in list_quarantined(viewer=viewer, reason="ragged")] == [5]
    assert count_quarantined(viewer=viewer, file="contacts.csv") == 3
    assert count_quarantined(viewer=viewer, file="contacts.csv", cap=2) == 2
    assert count_quarantined(viewer=viewer, file="units.csv") == 0
    assert find_quarantined_row(first[0].id, viewer=viewer) == first[0]
    assert find_quarantined_row(0, viewer=viewer) is None


def test_deliveries_are_listed(delivery: DeliveryResult, cast: Cast) -> None:
    (head,) = list_deliveries(viewer=cast.viewer("jin"))
    assert (head.id, head.folder, head.quarantined, head.state) == (delivery.delivery_id, "d", 3, "loaded")
    assert head.files == delivery.files
    assert find_delivery(head.id, viewer=cast.viewer("jin")) == head
    assert find_delivery(0, viewer=cast.viewer("jin")) is None


@pytest.mark.parametrize("name", ["lin", "wu", "zhou"])
def test_others_see_nothing_of_it(delivery: DeliveryResult, cast: Cast, name: str) -> None:
    for look in (list_deliveries, list_quarantined, count_quarantined):
        with pytest.raises(PermissionDenied):
            look(viewer=cast.viewer(name))  # type: ignore[operator]


def test_a_reveal_needs_a_permission_and_a_reason_and_is_audited(delivery: DeliveryResult, cast: Cast) -> None:
    row = QuarantinedRow.objects.get(line_number=4)
    with pytest.raises(PermissionDenied):
        reveal_quarantined_row(row_id=row.pk, viewer=cast.viewer("jin"), reason="for the bank")
    with pytest.raises(audit.ReasonMissingError):
        reveal_quarantined_row(row_id=row.pk, viewer=cast.viewer("hu"), reason="  ")
    assert audit_rows("quarantined_row", row.pk) == []
    raw = reveal_quarantined_row(row_id=row.pk, viewer=cast.viewer("hu"), reason="ask the core team")
    assert raw == "C9,mobile,13800001234"
    (entry,) = audit_rows("quarantined_row", row.pk)
    assert (entry["actor_id"], entry["reason"]) == (cast.staff["hu"].pk, "ask the core team")


def test_bytes_that_never_were_text_are_shown_escaped(delivery: DeliveryResult, cast: Cast) -> None:
    row = QuarantinedRow.objects.get(line_number=6)
    assert reveal_quarantined_row(row_id=row.pk, viewer=cast.viewer("hu"), reason="look") == "C2,f\\xffx,1"


def test_the_raw_text_expires_and_the_reasons_stay(delivery: DeliveryResult, cast: Cast) -> None:
    assert expire_quarantined_text(at=AT + timedelta(days=29)) == 0
    assert expire_quarantined_text(at=AT + timedelta(days=30)) == 3
    row = list_quarantined(viewer=cast.viewer("hu"))[1]
    assert row.expired
    assert row.reasons
    with pytest.raises(RowNotFound):
        reveal_quarantined_row(row_id=row.id, viewer=cast.viewer("hu"), reason="too late")
