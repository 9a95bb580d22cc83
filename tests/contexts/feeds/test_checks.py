"""Rows against their declaration: exact values where they are good, every reason where they are not."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contexts.feeds.reading import canonical, read, read_csv
from zhike.contexts.feeds.refusals import FileRefused

HEADER = "transaction_no,account_no,business_date,direction,amount,balance_after,kind,channel"


def transaction(**changes: str) -> str:
    values = {
        "transaction_no": "T1",
        "account_no": "A1",
        "business_date": "2025-11-03",
        "direction": "in",
        "amount": "12.30",
        "balance_after": "100",
        "kind": "cash",
        "channel": "counter",
    }
    return ",".join((values | changes).values())


def test_a_good_row_is_typed_exactly(tmp_path: Path) -> None:
    result = read_csv(tmp_path, "transactions", HEADER, transaction(balance_after="-0.05"))
    assert result.good == [
        {
            "line_number": 2,
            "transaction_no": "T1",
            "account_id": 1,
            "business_date": date(2025, 11, 3),
            "direction": "in",
            "amount_minor": 1230,
            "balance_after_minor": -5,
            "kind": "cash",
            "channel": "counter",
            "counterparty_bank": None,
            "counterparty_account": None,
            "counterparty_name": None,
            "own_account_elsewhere": None,
        }
    ]
    assert result.totals.sums == {"amount": 1230, "balance_after": -5}


@pytest.mark.parametrize(
    ("change", "column", "reason"),
    [
        ({"transaction_no": ""}, "transaction_no", "missing_required"),
        ({"transaction_no": "x" * 65}, "transaction_no", "too_long"),
        ({"account_no": "A9"}, "account_no", "unknown_reference"),
        ({"business_date": "2025-11-31"}, "business_date", "not_a_date"),
        ({"business_date": "2025-11-3"}, "business_date", "not_a_date"),
        ({"business_date": "20251103"}, "business_date", "not_a_date"),
        ({"business_date": "0001-01-01"}, "business_date", "not_a_date"),
        ({"business_date": "infinity"}, "business_date", "not_a_date"),
        ({"business_date": "2025-10-31"}, "business_date", "wrong_business_date"),
        ({"business_date": "2025-12-01"}, "business_date", "wrong_business_date"),
        ({"direction": "sideways"}, "direction", "unknown_code"),
        ({"amount": "1.005"}, "amount", "too_many_decimals"),
        ({"amount": "12,30".replace(",", ".") + "x"}, "amount", "not_an_amount"),
        ({"amount": "1e3"}, "amount", "not_an_amount"),
        ({"amount": "NaN"}, "amount", "not_an_amount"),
        ({"amount": "0x1F"}, "amount", "not_an_amount"),
        ({"amount": "123456789012345678.00"}, "amount", "out_of_range"),
        ({"amount": "0.00"}, "amount", "not_positive"),
        ({"amount": "-3"}, "amount", "not_positive"),
        ({"amount": ""}, "amount", "missing_required"),
        ({"balance_after": "n/a"}, "balance_after", "not_an_amount"),
    ],
)
def test_each_reason(tmp_path: Path, change: dict[str, str], column: str, reason: str) -> None:
    result = read_csv(tmp_path, "transactions", HEADER, transaction(**change))
    assert result.reasons() == {2: [(column, reason)]}
    assert result.good == []


def test_all_reasons_of_a_row_are_told(tmp_path: Path) -> None:
    bad = transaction(account_no="A9", business_date="yesterday", amount="-1", kind="gift")
    result = read_csv(tmp_path, "transactions", HEADER, transaction(), bad, transaction(transaction_no="T3"))
    assert [row["line_number"] for row in result.good] == [2, 4]
    assert result.reasons() == {
        3: [
            ("account_no", "unknown_reference"),
            ("business_date", "not_a_date"),
            ("amount", "not_positive"),
            ("kind", "unknown_code"),
        ]
    }


def test_values_in_reasons_are_masked(tmp_path: Path) -> None:
    result = read_csv(tmp_path, "transactions", HEADER, transaction(direction="13800001234", kind="abc"))
    assert [reason.value for reason in result.rejected[0].reasons] == ["1*********4", "***"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("", "blank_line"),
        ("a,b", "ragged"),
        (transaction() + ",9", "ragged"),
        ('"T1,A1,2025-11-03,in,1,1,cash,counter', "malformed_quotes"),
        ('"T1"x,A1,2025-11-03,in,1,1,cash,counter', "malformed_quotes"),
        (transaction(kind="c\0sh"), "control_character"),
    ],
)
def test_lines_that_are_no_records(tmp_path: Path, line: str, reason: str) -> None:
    result = read_csv(tmp_path, "transactions", HEADER, transaction(), line)
    assert result.reasons() == {3: [("", reason)]}
    assert len(result.good) == 1


def test_a_quoted_delimiter_is_text(tmp_path: Path) -> None:
    result = read_csv(
        tmp_path, "products", "product_code,name,kind", 'P1,"Fund, ""A"" share",agency_fund', "P2,plain,agency_fund"
    )
    assert [row["name"] for row in result.good] == ['Fund, "A" share', "plain"]


@pytest.mark.parametrize(
    ("text", "minor"), [("7", 700), ("7.1", 710), ("7.10", 710), ("7.1000", 710), ("+0.01", 1), (" 7.10 ", 710)]
)
def test_money_is_exact(tmp_path: Path, text: str, minor: int) -> None:
    result = read_csv(tmp_path, "transactions", HEADER, transaction(amount=text))
    assert result.good[0]["amount_minor"] == minor


def test_the_largest_amount_is_exact(tmp_path: Path) -> None:
    result = read_csv(tmp_path, "transactions", HEADER, transaction(amount="99999999999999.99"))
    assert result.good[0]["amount_minor"] == 9_999_999_999_999_999


def test_a_currency_without_decimals(tmp_path: Path) -> None:
    lines = [transaction(amount="500", balance_after=""), transaction(amount="500.0"), transaction(amount="500.5")]
    result = read_csv(tmp_path, "transactions", HEADER, *lines, exponent=0)
    assert [row["amount_minor"] for row in result.good] == [500, 500]
    assert result.reasons() == {4: [("amount", "too_many_decimals")]}


def test_sums_count_rejected_rows_and_tell_what_could_not_be_read(tmp_path: Path) -> None:
    lines = [transaction(), transaction(account_no="A9"), transaction(amount="many")]
    result = read_csv(tmp_path, "transactions", HEADER, *lines)
    assert result.totals.sums["amount"] == 2460
    assert result.totals.unread["amount"] == 1


def test_a_missing_optional_column_is_empty_and_a_missing_required_one_refuses_the_file(tmp_path: Path) -> None:
    assert read_csv(tmp_path, "products", "product_code,name,kind", "P1,a,loan").good[0]["risk_level"] is None
    with pytest.raises(FileRefused, match="the header has no column kind"):
        read_csv(tmp_path, "products", "product_code,name", "P1,a")


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\xfe\n", b"kind,name,kind\n", b"x" * 70_000])
def test_a_file_without_a_usable_header_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "products.csv").write_bytes(content)
    with pytest.raises(FileRefused):
        read(tmp_path, canonical("products"))


BANK = """
[reading]
delimiter = "|"
encoding = "gb18030"
[codes.flow]
"借" = "out"
"贷" = "in"
[[files]]
path = "流水.txt"
lookups.cards = { path = "卡.txt", key = "卡号" }
[[files.feeds]]
dataset = "transactions"
[files.feeds.columns]
transaction_no = "流水号"
account_no = "cards.账号"
business_date = { from = "日期", date_format = "%Y%m%d" }
direction = { from = "借贷", codes = "flow" }
amount = { sql = "replace(\\"金额\\", ',', '')" }
kind = { constant = "card" }
channel = { sql = "CASE WHEN CAST(\\"渠道\\" AS INTEGER) = 1 THEN 'pos' ELSE 'other' END" }
"""


def test_a_banks_own_layout(tmp_path: Path) -> None:
    lines = [
        "流水号|卡号|日期|借贷|金额|渠道",
        "1|6222|20251103|借|1,234.50|1",
        "2|6222|20251103|代|1.00|2",
        "3|9999|20251103|贷|1.00|一",
    ]
    (tmp_path / "流水.txt").write_bytes("\n".join(lines).encode("gb18030"))
    (tmp_path / "卡.txt").write_bytes("卡号|账号\n6222|A2\n6222|A1\n".encode("gb18030"))
    result = read(tmp_path, BANK)
    assert [(row["account_id"], row["direction"], row["amount_minor"], row["channel"]) for row in result.good] == [
        (2, "out", 123450, "pos")
    ]
    assert result.reasons() == {
        3: [("direction", "unknown_code")],
        4: [("account_no", "missing_required"), ("channel", "expression_failed")],
    }


field_text = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["A1", "A9", "2025-11-03", "in", "1.5", "1.555", "-1", "cash", '"', '""', "\0", "\r", "=1+1"]),
)
any_line = st.one_of(
    st.binary(max_size=60),
    st.lists(field_text, min_size=6, max_size=10).map(lambda fields: ",".join(fields).encode("utf-8", "surrogatepass")),
    st.just(transaction().encode()),
)


@settings(max_examples=60, deadline=None)
@given(lines=st.lists(any_line, max_size=12), end=st.sampled_from([b"\n", b"\r\n"]))
def test_rows_in_are_rows_loaded_and_rows_quarantined(
    tmp_path_factory: pytest.TempPathFactory, lines: list[bytes], end: bytes
) -> None:
    folder = tmp_path_factory.mktemp("any")
    content = end.join([HEADER.encode(), *lines])
    (folder / "transactions.csv").write_bytes(content)
    result = read(folder, canonical("transactions"))
    records = content.count(b"\n") + (0 if content.endswith(b"\n") else 1) - 1
    assert len(result.good) + len(result.rejected) == records
    assert all(row.reasons for row in result.rejected)
    numbers = [row["line_number"] for row in result.good] + [row.line_number for row in result.rejected]
    assert sorted(numbers) == list(range(2, records + 2))
