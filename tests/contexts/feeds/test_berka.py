"""The line on real input: Berka's extract of 1993, with the figures published for it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from django.db import connection, transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from real_data import real_data
from zhike.contexts.accounts.models import Account, AccountHolder
from zhike.contexts.customers.models import Customer, IdentityDocument
from zhike.contexts.feeds.public import (
    DeliveryResult,
    DeliveryState,
    derive_balances,
    derive_balances_history,
    ingest_delivery,
    list_differing_accounts,
    reconcile,
)
from zhike.contexts.org.public import Staff, Unit, unscoped
from zhike.foundation import lake
from zhike.foundation.encryption import blind_index, decrypt
from zhike.foundation.models import BankProfile

AT = datetime(2026, 11, 21, tzinfo=UTC)
FIRST, LAST = date(1993, 1, 1), date(1993, 12, 31)
CLOSING_MINOR = 3_657_591_290
AMOUNTS_MINOR = 3_657_594_610


@pytest.fixture(scope="module")
def loaded(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[DeliveryResult, Path]]:
    """The bank, loaded once for all tests of this module, in a transaction that is rolled back."""
    folder, data_dir = real_data("berka"), tmp_path_factory.mktemp("berka")
    with django_db_blocker.unblock(), override_settings(ZHIKE_DATA_DIR=data_dir), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE zhike_loader")
        yield ingest_delivery(folder, "berka", by=None, at=AT), data_dir
        transaction.set_rollback(True)


@pytest.fixture
def berka(loaded: tuple[DeliveryResult, Path], own_data_dir: None, settings: Any) -> Iterator[DeliveryResult]:
    result, settings.ZHIKE_DATA_DIR = loaded
    with transaction.atomic():
        yield result
        transaction.set_rollback(True)


def test_every_row_of_every_file_is_loaded(berka: DeliveryResult) -> None:
    assert (berka.state, berka.quarantined, berka.refusal) == (DeliveryState.LOADED, 0, "")
    assert {(file.feed, file.loaded) for file in berka.files} == {
        ("regions", 77),
        ("districts", 77),
        ("managers", 77),
        ("customers", 5_369),
        ("identities", 5_369),
        ("ownership", 5_369),
        ("accounts", 4_500),
        ("account_holders", 5_369),
        ("transactions", 28_205),
        ("standing_orders", 6_471),
        ("cards", 892),
    }


def test_masters(berka: DeliveryResult) -> None:
    kinds = {kind: Unit.objects.filter(kind=kind).count() for kind in ("head_office", "branch", "outlet")}
    assert kinds == {"head_office": 1, "branch": 8, "outlet": 77}
    assert Unit.objects.get(code="D18").parent == Unit.objects.get(name="south Bohemia")
    assert Staff.objects.filter(staff_no__startswith="M").count() == 77
    assert Customer.objects.count() == 5_369
    assert AccountHolder.objects.filter(role="authorised").count() == 869
    assert Account.objects.filter(customer__isnull=True).count() == 0
    assert BankProfile.objects.get().clock == BankProfile.Clock.DATA


def test_a_womans_birth_number_is_read(berka: DeliveryResult) -> None:
    first, second = Customer.objects.filter(customer_no__in=["1", "2"]).order_by("customer_no")
    assert (first.name, first.sex, first.birth_date) == ("Client 1", "F", date(1970, 12, 13))
    assert (second.sex, second.birth_date) == ("M", date(1945, 2, 4))
    assert decrypt(IdentityDocument.objects.get(customer=first).number_ciphertext) == "706213"


def test_both_words_for_a_debit_take_money_out(berka: DeliveryResult) -> None:
    signed = "sum(CASE direction WHEN 'in' THEN amount_minor ELSE -amount_minor END)::BIGINT"
    paths = lake.partition_paths("transactions")
    assert duckdb.sql(f"SELECT {signed}, count(*) FROM read_parquet({paths})").fetchone() == (AMOUNTS_MINOR, 28_205)


def test_cards_find_their_account_through_the_disposition(berka: DeliveryResult) -> None:
    """Card 1005 names disposition 9285: client 9593, owner of account 7753."""
    account = Account.objects.get(number_index=blind_index("account", "7753"))
    customer = Customer.objects.get(customer_no="9593")
    paths = lake.partition_paths("cards")
    rows = duckdb.sql(f"SELECT account_id, customer_id, card_kind, issued_on FROM read_parquet({paths})").fetchall()
    assert (account.pk, customer.pk, "classic", date(1993, 11, 7)) in rows


def closings(upto: date) -> dict[int, int]:
    paths = lake.partition_paths("balances", upto=upto)
    query = f"SELECT account_id, arg_max(balance_minor, business_date) FROM read_parquet({paths}) GROUP BY account_id"
    return dict(duckdb.sql(query).fetchall())


def test_closing_balances_and_the_difference_are_the_published_ones(berka: DeliveryResult) -> None:
    derived = derive_balances_history(FIRST, LAST)
    assert derived.beyond_tolerance == 0
    assert sum(closings(LAST).values()) == CLOSING_MINOR
    result = reconcile(LAST)
    assert (result.closing_sum_minor, result.amounts_sum_minor) == (CLOSING_MINOR, AMOUNTS_MINOR)
    assert (result.difference_minor, result.accounts_differing, result.accounts) == (-3_320, 458, 1_139)
    assert (result.control_closing_minor, result.control_difference_minor) == (CLOSING_MINOR, 0)
    assert result.balanced
    differing = list_differing_accounts(LAST, viewer=unscoped(reason="the test looks behind the difference"))
    assert (len(differing), sum(account.difference_minor for account in differing)) == (458, -3_320)
    assert all(account.closing_minor - account.amounts_minor == account.difference_minor for account in differing)


def test_day_by_day_gives_what_one_go_gives(berka: DeliveryResult) -> None:
    last = date(1993, 2, 16)
    derive_balances_history(FIRST, last)
    in_one_go = {day: closings(day) for day in lake.partition_dates("balances")}
    whole = reconcile(last)
    lake.drop_partitions([("balances", day) for day in in_one_go])
    day = FIRST
    while day <= last:
        derive_balances(day)
        if day.day in (1, 15):
            reconcile(day)
        day += timedelta(days=1)
    assert {day: closings(day) for day in lake.partition_dates("balances")} == in_one_go
    assert reconcile(last) == whole


def test_a_night_catches_up_with_the_days_before_it(berka: DeliveryResult) -> None:
    derive_balances(date(1993, 2, 15))
    derive_balances(date(1993, 3, 5))
    caught_up = closings(date(1993, 3, 5))
    derive_balances_history(FIRST, date(1993, 3, 5))
    assert closings(date(1993, 3, 5)) == caught_up


def test_the_same_delivery_again_does_nothing(berka: DeliveryResult) -> None:
    again = ingest_delivery(real_data("berka"), "berka", by=None, at=AT)
    assert again.unchanged
    assert again.delivery_id == berka.delivery_id
