"""What stays in the engine from night to night is never more, less or older than the lake."""

from datetime import date

import pyarrow as pa

from lake_bank import LakeBank
from zhike.contexts.analytics.actions import kept_rows as kept
from zhike.contexts.analytics.public import compute_measures
from zhike.contexts.analytics.queries.engine import night_engine
from zhike.foundation import lake

DAY = date(2025, 11, 20)
COLUMNS = {"account_id": "BIGINT", "balance_minor": "BIGINT", "business_date": "DATE"}


def total(upto: date) -> int:
    with night_engine() as connection:
        table = kept.kept_rows(connection, "balances", COLUMNS, lake.partition_paths("balances", upto=upto))
        row = connection.execute(f"SELECT sum(balance_minor) FROM {table} WHERE business_date <= ?", [upto]).fetchone()
    return int(row[0]) if row else 0


def replace(day: date, minor: int) -> None:
    columns = {"business_date": [day], "account_id": [101], "balance_minor": [minor]}
    lake.write_partition("balances", day, pa.table(columns))


def test_a_later_night_reads_only_what_is_new(bank: LakeBank, monkeypatch) -> None:
    read: list[int] = []
    real = kept.parquet_files
    monkeypatch.setattr(kept, "parquet_files", lambda paths: read.append(len(paths)) or real(paths))
    assert total(date(2025, 11, 19)) == 2_310_000_00  # the openings and what is left on the 19th
    assert total(DAY) == 3_140_000_00
    assert total(DAY) == 3_140_000_00
    assert read == [2, 1]


def test_a_replaced_day_is_read_anew_and_a_dropped_one_is_gone(bank: LakeBank) -> None:
    before = total(DAY)
    replace(DAY, 7)
    assert total(DAY) == before - 830_000_00 + 7
    lake.drop_partitions([("balances", DAY)])
    assert total(DAY) == before - 830_000_00


def test_an_earlier_night_after_a_later_one_sees_nothing_of_it(bank: LakeBank) -> None:
    later = compute_measures(business_date=DAY)
    assert compute_measures(business_date=date(2025, 11, 18)).aum_minor == 2_210_000_00
    assert compute_measures(business_date=DAY) == later
