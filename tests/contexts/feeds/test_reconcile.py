"""Reconciliation of delivered balances, and what a correction takes back."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from cast import Cast
from contexts.feeds.small_bank import DAY, FILES, deliver
from zhike.contexts.feeds.models import DayReconciliation
from zhike.contexts.feeds.public import (
    derive_balances,
    find_reconciliation,
    ingest_delivery,
    is_delivered,
    list_differing_accounts,
    list_reconciliations,
    list_waiting_folders,
    load_mapping,
    reconcile,
)
from zhike.foundation import lake

AT = datetime(2025, 11, 21, 2, tzinfo=UTC)
NEXT = date(2025, 11, 21)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def loading(as_loader: Any) -> Iterator[None]:
    with as_loader():
        yield


def next_day(folder: Path, balance: str = "850.00", closing: str = "50850.00") -> Path:
    return deliver(
        folder,
        day=NEXT,
        only=("balances", "transactions"),
        files={
            "balances": [FILES["balances"][0], f"6222000000000001,{NEXT},{balance}"],
            "transactions": [FILES["transactions"][0], f"T3,6222000000000001,{NEXT},out,50.00,,cash,atm,,,"],
        },
        closing={NEXT.isoformat(): closing},
    )


def ingest(folder: Path) -> None:
    ingest_delivery(folder, "canonical", by=None, at=AT)


def test_balances_that_follow_from_the_amounts_balance(tmp_path: Path) -> None:
    ingest(deliver(tmp_path / "1"))
    ingest(next_day(tmp_path / "2"))
    first = reconcile(DAY)
    assert (first.closing_sum_minor, first.difference_minor, first.control_closing_minor) == (5_090_000, 0, None)
    second = reconcile(NEXT)
    assert (second.closing_sum_minor, second.amounts_sum_minor) == (5_085_000, 5_085_000)
    assert (second.control_difference_minor, second.balanced) == (0, True)
    assert find_reconciliation(NEXT) == second
    assert list_reconciliations(DAY, NEXT) == [second, first]
    assert find_reconciliation(DAY) == first


def test_a_missing_amount_is_told_and_the_account_is_found(tmp_path: Path, cast: Cast) -> None:
    ingest(deliver(tmp_path / "1"))
    ingest(next_day(tmp_path / "2", balance="800.00", closing="50850.00"))
    reconcile(DAY)
    result = reconcile(NEXT)
    assert (result.difference_minor, result.accounts_differing) == (-5_000, 1)
    assert (result.control_difference_minor, result.balanced) == (-5_000, False)
    (account,) = list_differing_accounts(NEXT, viewer=cast.viewer("hu"))
    assert (account.closing_minor, account.amounts_minor, account.difference_minor) == (80_000, 85_000, -5_000)
    with pytest.raises(PermissionDenied):
        list_differing_accounts(NEXT, viewer=cast.viewer("lin"))


def test_days_left_out_make_no_difference(tmp_path: Path) -> None:
    ingest(deliver(tmp_path / "1"))
    ingest(next_day(tmp_path / "2", balance="800.00"))
    at_once = reconcile(NEXT)
    DayReconciliation.objects.all().delete()
    lake.drop_partitions([("balance_differences", NEXT)])
    reconcile(DAY)
    assert reconcile(NEXT) == at_once
    assert reconcile(NEXT) == at_once


def test_a_corrected_day_takes_back_what_followed_from_it(tmp_path: Path) -> None:
    ingest(deliver(tmp_path / "1"))
    ingest(next_day(tmp_path / "2", balance="800.00"))
    before = reconcile(DAY)
    reconcile(NEXT)
    ingest(next_day(tmp_path / "corrected"))
    assert find_reconciliation(NEXT) is None
    assert find_reconciliation(DAY) == before
    assert reconcile(NEXT).difference_minor == 0


def test_delivered_balances_are_not_derived(tmp_path: Path) -> None:
    ingest(deliver(tmp_path / "1"))
    before = lake.partition_paths("balances")
    assert derive_balances(DAY).account_days == 0
    assert lake.partition_paths("balances") == before


def test_folders_wait_until_they_are_loaded_as_they_stand(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    second, first = next_day(inbox / "a"), deliver(inbox / "b")
    (inbox / "half").mkdir()
    mapping = load_mapping("canonical")
    assert list_waiting_folders(inbox, mapping, NEXT) == [first, second]
    assert list_waiting_folders(inbox, mapping, DAY) == [first]
    assert not is_delivered(DAY)
    ingest(first)
    assert is_delivered(DAY)
    assert not is_delivered(NEXT)
    assert list_waiting_folders(inbox, mapping, NEXT) == [second]
    manifest = first / "manifest.toml"
    manifest.write_text(manifest.read_text() + "\n[closing]\n2025-11-20 = '50900.00'\n")
    assert list_waiting_folders(inbox, mapping, DAY) == [first]
