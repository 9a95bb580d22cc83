"""A delivery from folder to tables and lake: good rows are loaded, bad ones told, what does not balance stays out."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from contexts.feeds.small_bank import DAY, FILES, TOTALS, deliver, with_line
from foundation.audit_rows import audit_rows
from zhike.contexts.accounts.models import Account, AccountHolder, Product
from zhike.contexts.customers.models import ContactPoint, Customer, IdentityDocument, SearchToken
from zhike.contexts.feeds.mapping import load_mapping
from zhike.contexts.feeds.mapping.model import Bank
from zhike.contexts.feeds.models import Delivery, DeliveryFile, QuarantinedRow
from zhike.contexts.feeds.public import DeliveryError, DeliveryResult, DeliveryState, ingest_delivery
from zhike.contexts.org.public import Post, Staff, Unit
from zhike.foundation import lake
from zhike.foundation.encryption import blind_index, decrypt
from zhike.foundation.models import BankProfile, LakePartition

AT = datetime(2025, 11, 21, 2, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def loading(as_loader: Any) -> Iterator[None]:
    with as_loader():
        yield


def ingest(folder: Path, **more: Any) -> DeliveryResult:
    return ingest_delivery(folder, "canonical", by=None, at=AT, **more)


def rows(data_set: str) -> list[dict[str, Any]]:
    paths = lake.partition_paths(data_set)
    if not paths:
        return []
    return (
        duckdb.connect()
        .execute("FROM read_parquet(?, hive_partitioning = false)", [paths])
        .to_arrow_table()
        .to_pylist()
    )


def reasons(result: DeliveryResult) -> list[tuple[str, int, list[tuple[str, str]]]]:
    kept = QuarantinedRow.objects.filter(file__delivery_id=result.delivery_id).order_by("file__position", "line_number")
    return [(row.file.name, row.line_number, [(r.column, r.code) for r in row.reasons.all()]) for row in kept]


def test_everything_is_loaded(tmp_path: Path) -> None:
    result = ingest(deliver(tmp_path / "d", totals=TOTALS))
    assert result.state is DeliveryState.LOADED
    assert (result.first_date, result.last_date, result.quarantined) == (DAY, DAY, 0)
    assert {file.name: file.loaded for file in result.files} == {
        f"{name}.csv": len(lines) - 1 for name, lines in FILES.items()
    }


def test_masters_reach_their_contexts(tmp_path: Path) -> None:
    ingest(deliver(tmp_path / "d"))
    assert Unit.objects.get(code="O1").parent == Unit.objects.get(code="B1")
    assert not Staff.objects.get(staff_no="9001").has_usable_password()
    assert Post.objects.get(staff__staff_no="9001").unit.code == "O1"
    customer = Customer.objects.get(customer_no="C1")
    assert (customer.scope_unit.code, customer.owner.staff_no if customer.owner else "") == ("O1", "9001")
    assert customer.name_sort_key.startswith("shan ")
    assert SearchToken.objects.filter(customer=customer, token="sjg", owner_id=customer.owner_id).exists()
    assert Product.objects.get(code="P2").risk_level == "R2"
    account = Account.objects.get(last_four="0001")
    assert account.customer == customer
    assert (account.scope_unit_id, account.owner_id) == (customer.scope_unit_id, customer.owner_id)
    assert dict(AccountHolder.objects.filter(account=account).values_list("customer__customer_no", "role")) == {
        "C1": "owner",
        "C2": "authorised",
    }


def test_personal_data_is_encrypted_and_found_by_its_usual_writing(tmp_path: Path) -> None:
    ingest(deliver(tmp_path / "d"))
    identity = IdentityDocument.objects.get(customer__customer_no="C1")
    assert decrypt(identity.number_ciphertext) == "33038219700203001X"
    assert bytes(identity.number_index) == blind_index("resident_id", "33038219700203001X")
    assert (identity.last_four, identity.masked) == ("001X", "3****************X")
    mobile = ContactPoint.objects.get(kind="mobile")
    assert bytes(mobile.value_index) == blind_index("mobile", "13800002207")
    assert mobile.masked == "138****2207"
    assert bytes(Account.objects.get(last_four="0001").number_index) == blind_index("account", "6222000000000001")


def test_the_lake_carries_ids_and_no_personal_data(tmp_path: Path) -> None:
    ingest(deliver(tmp_path / "d"))
    account = Account.objects.get(last_four="0001").pk
    assert {(row["account_id"], row["balance_minor"]) for row in rows("balances")} >= {(account, 90_000)}
    booking = next(row for row in rows("transactions") if row["transaction_no"] == "T1")
    assert (booking["account_id"], booking["amount_minor"], booking["business_date"]) == (account, 100_000, DAY)
    assert decrypt(booking["counterparty_name_cipher"]) == "远帆"
    assert booking["counterparty_account_index"] == blind_index("account", "6217000000000009")
    assert set(rows("customers")[0]) == {
        "business_date", "customer_id", "kind", "birth_date", "unit_id", "opened_on", "status"
    }  # fmt: skip
    content = b"".join(path.read_bytes() for path in lake.root().rglob("*") if path.is_file())
    everything = "".join(str(row) for name in FILES for row in rows(name))
    for secret in ("6222000000000001", "6217000000000009", "4000000000000002", "单建国", "33038219700203001", "2207"):
        assert secret.encode() not in content
        assert secret not in everything


def test_partitions_carry_rows_and_sums(tmp_path: Path) -> None:
    ingest(deliver(tmp_path / "d"))
    kept = LakePartition.objects.get(dataset="transactions", business_date=DAY)
    assert (kept.rows, kept.sums) == (2, {"amount_minor": 110_000, "balance_after_minor": 190_000})


def test_a_bad_row_is_quarantined_and_the_rest_goes_on(tmp_path: Path) -> None:
    bad = f"T3,6222000000000009,{date(2025, 11, 19)},in,0,,payroll,batch,,,"
    result = ingest(deliver(tmp_path / "d", files=with_line("transactions", bad)))
    assert result.state is DeliveryState.LOADED
    assert reasons(result) == [
        (
            "transactions.csv",
            4,
            [
                ("account_no", "unknown_reference"),
                ("business_date", "wrong_business_date"),
                ("amount", "not_positive"),
            ],
        )
    ]
    file = DeliveryFile.objects.get(name="transactions.csv")
    assert (file.rows, file.loaded, file.quarantined) == (3, 2, 1)


def test_of_one_key_the_first_good_line_counts(tmp_path: Path) -> None:
    lines = [
        "C4,personal,甲,X,,O1,,active",
        "C4,personal,乙,F,,O1,,active",
        "C4,personal,丙,F,,O1,,active",
        "C4,personal,丁,X,,O1,,active",
    ]
    result = ingest(deliver(tmp_path / "d", files=with_line("customers", *lines)))
    assert Customer.objects.get(customer_no="C4").name == "乙"
    assert reasons(result) == [
        ("customers.csv", 5, [("sex", "unknown_code")]),
        ("customers.csv", 7, [("customer_no", "duplicate_key")]),
        ("customers.csv", 8, [("sex", "unknown_code"), ("customer_no", "duplicate_key")]),
    ]


def test_the_raw_text_of_a_late_rejection_is_kept(tmp_path: Path) -> None:
    ingest(deliver(tmp_path / "d", files=with_line("products", "P1,again,loan,")))
    row = QuarantinedRow.objects.get()
    assert decrypt(row.raw_ciphertext or b"") == "TP1,again,loan,"
    assert row.masked_text == "**,a***n,l**n,"
    assert row.reasons.get().detail == "2"


def test_a_repeated_account_is_seen_through_its_blind_index(tmp_path: Path) -> None:
    again = FILES["accounts"][1].replace("demand_deposit", "loan")
    result = ingest(deliver(tmp_path / "d", files=with_line("accounts", again)))
    assert reasons(result) == [("accounts.csv", 4, [("account_no", "duplicate_key")])]
    assert Account.objects.count() == 2


def test_units_below_an_unknown_unit_are_quarantined_with_it(tmp_path: Path) -> None:
    lost = ["L1,NOWHERE,甲,branch", "L2,L1,乙,outlet"]
    result = ingest(deliver(tmp_path / "d", files=with_line("units", *lost)))
    assert reasons(result) == [
        ("units.csv", 6, [("parent_code", "unknown_reference")]),
        ("units.csv", 7, [("parent_code", "unknown_reference")]),
    ]


def test_totals_that_do_not_hold_refuse_the_file(tmp_path: Path) -> None:
    result = ingest(deliver(tmp_path / "d", totals={"transactions": {"amount": "1100.01"}}))
    assert result.state is DeliveryState.REFUSED
    assert result.refusal == ("transactions.csv: expected a sum of 1100.01 in amount, found 1100.00, difference -0.01")
    assert rows("transactions") == []
    assert len(rows("balances")) == 2
    file = DeliveryFile.objects.get(name="transactions.csv")
    assert (file.state, file.rows, file.loaded, file.quarantined) == ("refused", 2, 0, 0)


def test_a_wrong_count_refuses_the_file_and_what_refers_to_it(tmp_path: Path) -> None:
    folder = deliver(tmp_path / "d")
    manifest = folder / "manifest.toml"
    text = manifest.read_text()
    start = text.index('name = "accounts.csv"')
    manifest.write_text(text[:start] + text[start:].replace("rows = 2", "rows = 3", 1))
    result = ingest(folder)
    refusals = {file.name: file.refusal for file in result.files if file.refusal}
    assert refusals["accounts.csv"] == "accounts.csv: expected 3 rows, found 2, difference -1"
    assert refusals["transactions.csv"] == "transactions was not loaded, because accounts was refused"
    assert set(refusals) == {
        "accounts.csv", "account_holders.csv", "balances.csv", "transactions.csv", "standing_orders.csv", "cards.csv"
    }  # fmt: skip
    assert not Account.objects.exists()
    assert Customer.objects.count() == 3


def test_a_changed_byte_refuses_the_file(tmp_path: Path) -> None:
    folder = deliver(tmp_path / "d")
    (folder / "cards.csv").write_text((folder / "cards.csv").read_text().replace("gold", "iron"))
    result = ingest(folder)
    assert "cards.csv: expected SHA-256" in result.refusal
    assert rows("cards") == []


def test_files_and_manifest_must_name_the_same(tmp_path: Path) -> None:
    folder = deliver(tmp_path / "d", only=("units", "staff"))
    (folder / "products.csv").write_text("\n".join(FILES["products"]))
    (folder / "staff.csv").unlink()
    result = ingest(folder)
    assert {file.refusal for file in result.files} == {
        "",
        "staff.csv: the file is missing",
        "products.csv: stands in the folder but not in the manifest",
    }


def test_too_many_bad_rows_refuse_the_file(tmp_path: Path) -> None:
    mapping = replace(load_mapping("canonical"), row_limit=2)
    folder = deliver(tmp_path / "d", files=with_line("products", *("x" for _ in range(3))))
    result = ingest_delivery(folder, mapping, by=None, at=AT)
    assert "products.csv: more than 2 rows would have to be quarantined" in result.refusal
    assert not QuarantinedRow.objects.exists()


def test_the_same_delivery_again_does_nothing(tmp_path: Path) -> None:
    folder = deliver(tmp_path / "d")
    first = ingest(folder)
    before = lake.partition_paths("transactions")
    again = ingest(folder)
    assert again.unchanged
    assert again.delivery_id == first.delivery_id
    assert lake.partition_paths("transactions") == before
    assert Delivery.objects.get().attempts == 1


def test_a_corrected_delivery_replaces_the_day(tmp_path: Path) -> None:
    ingest(deliver(tmp_path / "d"))
    fewer = {"transactions": FILES["transactions"][:2], "balances": FILES["balances"][:1]}
    ingest(deliver(tmp_path / "corrected", files=fewer))
    assert [row["transaction_no"] for row in rows("transactions")] == ["T1"]
    assert rows("balances") == []
    assert Account.objects.count() == 2


def test_a_history_is_cut_into_days_and_replaced_as_a_whole(tmp_path: Path) -> None:
    days = [date(2025, 11, 18), date(2025, 11, 19), DAY]
    lines = [f"T{day},6222000000000001,{day},in,1.00,,cash,atm,,," for day in reversed(days)]
    history = {"transactions": [FILES["transactions"][0], *lines]}
    ingest(deliver(tmp_path / "d", day=days[0], last=DAY, files=history))
    assert lake.partition_dates("transactions") == days
    assert lake.partition_dates("customers") == [days[0]]
    shorter = {"transactions": history["transactions"][:3]}
    ingest(deliver(tmp_path / "again", day=days[0], last=DAY, files=shorter))
    assert lake.partition_dates("transactions") == days[1:]


def test_a_refused_delivery_is_tried_again(tmp_path: Path) -> None:
    folder = deliver(tmp_path / "d", files=with_line("transactions", "bad"), totals={"transactions": {"amount": "1"}})
    assert ingest(folder).state is DeliveryState.REFUSED
    assert not ingest(folder).unchanged
    assert Delivery.objects.get().attempts == 2
    assert DeliveryFile.objects.filter(name="transactions.csv").count() == 1


def test_an_interrupted_delivery_is_taken_up_from_the_start(tmp_path: Path) -> None:
    folder = deliver(tmp_path / "d", files=with_line("products", "bad"))
    whole = ingest(folder)
    before = {name: rows(name) for name in ("transactions", "accounts", "balances")}
    Delivery.objects.update(state=Delivery.State.LOADING)  # as a killed process leaves it
    again = ingest(folder)
    assert (again.state, again.unchanged, again.delivery_id) == (DeliveryState.LOADED, False, whole.delivery_id)
    assert [file.quarantined for file in again.files] == [file.quarantined for file in whole.files]
    assert QuarantinedRow.objects.count() == 1
    for name, expected in before.items():
        found = [{key: value for key, value in row.items() if not key.endswith("_cipher")} for row in rows(name)]
        assert found == [{k: v for k, v in row.items() if not k.endswith("_cipher")} for row in expected]


def test_a_folder_without_manifest_needs_a_date(tmp_path: Path) -> None:
    folder = deliver(tmp_path / "d", only=("units",))
    (folder / "manifest.toml").unlink()
    with pytest.raises(DeliveryError, match="give the business date"):
        ingest(folder)
    assert ingest(folder, on=DAY).last_date == DAY


@pytest.mark.parametrize(
    "manifest",
    [
        "business_date = 5",
        "rows = 1",
        "from = 2025-11-20\nto = 2025-11-19",
        "business_date = 0001-01-01",
        "business_date = 2025-11-20\nfile = 'units.csv'",
        "business_date = 2025-11-20\nclosing = 'none'",
        "business_date = 2025-11-20\n[[file]]\nname = 'units.csv'\ntotals = [1]",
        "business_date = 2025-11-20\n[[file]]\nname = 'units.csv'\n[[file]]\nname = 'units.csv'",
        f"a = {'[' * 5000}",
        "= =",
        "\udcff\udcfe",
    ],
)
def test_an_unreadable_manifest_changes_nothing(tmp_path: Path, manifest: str) -> None:
    folder = deliver(tmp_path / "d")
    (folder / "manifest.toml").write_text(manifest, errors="surrogateescape")
    with pytest.raises(DeliveryError, match=r"manifest.toml cannot be read"):
        ingest(folder)
    assert not Delivery.objects.exists()


def test_a_second_delivery_changes_what_changed(tmp_path: Path) -> None:
    ingest(deliver(tmp_path / "d"))
    next_day = date(2025, 11, 21)
    changed = {
        "customers": [FILES["customers"][0], "C1,personal,单建华,M,1970-02-03,O2,2011-05-20,active"],
        "ownership": [FILES["ownership"][0], "C1,9002"],
        "staff": [FILES["staff"][0], "9001,林晓,O2,relationship_manager"],
    }
    ingest(deliver(tmp_path / "next", day=next_day, files=changed, only=("customers", "ownership", "staff")))
    customer = Customer.objects.get(customer_no="C1")
    owner = Staff.objects.get(staff_no="9002").pk
    assert (customer.name, customer.scope_unit.code, customer.owner_id) == ("单建华", "O2", owner)
    assert set(SearchToken.objects.filter(customer=customer).values_list("owner_id", "scope_unit_id")) == {
        (owner, customer.scope_unit_id)
    }
    assert not SearchToken.objects.filter(customer=customer, token="建国").exists()
    account = Account.objects.get(last_four="0001")
    assert (account.owner_id, account.scope_unit_id) == (owner, customer.scope_unit_id)
    posts = Post.objects.filter(staff__staff_no="9001").order_by("valid_from", "pk")
    assert [(post.unit.code, post.valid_to is None) for post in posts] == [("O1", False), ("O2", True)]
    assert lake.partition_dates("customers") == [DAY, next_day]


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    ingest(deliver(tmp_path / "d"))
    assert not (lake.root().parent / "staging").exists()
    assert list(lake.root().glob(".aside/*")) == []


def test_a_delivery_leaves_an_audit_row(tmp_path: Path) -> None:
    result = ingest(deliver(tmp_path / "d"))
    (entry,) = audit_rows("delivery", result.delivery_id)
    assert (entry["action"], entry["detail"]) == ("delivery.loaded", {"rows": result.rows, "quarantined": 0})


def test_the_bank_of_the_mapping_is_remembered_once(tmp_path: Path) -> None:
    mapping = replace(load_mapping("canonical"), bank=Bank("测试银行", "CNY", "data"))
    ingest_delivery(deliver(tmp_path / "d"), mapping, by=None, at=AT)
    assert BankProfile.objects.values_list("name", "base_currency", "clock").get() == ("测试银行", "CNY", "data")
    other = replace(mapping, bank=Bank("另一银行", "CNY"), digest="other")
    ingest_delivery(tmp_path / "d", other, by=None, at=AT)
    assert BankProfile.objects.get().name == "测试银行"
