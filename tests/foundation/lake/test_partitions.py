"""Partitions count by their manifest row alone: nothing half written is ever read."""

import os
from datetime import date, timedelta

import duckdb
import pyarrow as pa
import pytest
from django.db import transaction

from zhike.foundation import lake
from zhike.foundation.models import LakePartition

DAY, NEXT = date(2025, 11, 20), date(2025, 11, 21)
pytestmark = pytest.mark.django_db


def table(*amounts: int) -> pa.Table:
    return pa.table(
        {"account_id": pa.array(range(len(amounts)), pa.int64()), "amount_minor": pa.array(amounts, pa.int64())}
    )


def amounts(dataset: str = "bookings") -> list[int]:
    paths = lake.partition_paths(dataset)
    return [row[0] for row in duckdb.sql(f"SELECT amount_minor FROM read_parquet({paths})").fetchall()] if paths else []


def test_a_partition_is_counted_and_read() -> None:
    written = lake.write_partition("bookings", DAY, table(5, -2), ["amount_minor"])
    assert (written.rows, written.sums) == (2, {"amount_minor": 3})
    assert amounts() == [5, -2]
    kept = LakePartition.objects.get()
    assert kept.digest == written.digest
    assert kept.path == f"bookings/business_date=2025-11-20/{written.digest[:16]}.parquet"


def test_a_relation_and_a_reader_are_written_too() -> None:
    connection = lake.connect()
    relation = connection.sql("SELECT range AS account_id, range * 2 AS amount_minor FROM range(3)")
    assert lake.write_partition("bookings", DAY, relation, ["amount_minor"]).sums == {"amount_minor": 6}
    reader = table(*range(10)).to_reader(4)
    assert lake.write_partition("bookings", NEXT, reader, ["amount_minor"]).rows == 10


def test_a_staged_partition_is_seen_by_nobody() -> None:
    staged = lake.stage_partition("bookings", DAY, table(1))
    assert staged.path.exists()
    assert amounts() == []


def test_a_day_is_replaced_and_the_old_file_stays_for_its_readers() -> None:
    lake.write_partition("bookings", DAY, table(1))
    (old,) = lake.partition_paths("bookings")
    lake.write_partition("bookings", DAY, table(2))
    assert amounts() == [2]
    assert duckdb.sql(f"SELECT amount_minor FROM read_parquet('{old}')").fetchall() == [(1,)]


def test_all_of_a_publication_or_nothing() -> None:
    lake.write_partition("bookings", DAY, table(1))
    staged = [lake.stage_partition("bookings", DAY, table(2)), lake.stage_partition("bookings", NEXT, table(3))]
    with pytest.raises(RuntimeError), transaction.atomic():  # noqa: PT012 - the failure after publishing is the point
        lake.publish_partitions(staged)
        raise RuntimeError("died before the commit")
    assert amounts() == [1]


def test_a_publication_may_empty_days() -> None:
    lake.write_partition("bookings", DAY, table(1))
    lake.publish_partitions([lake.stage_partition("bookings", NEXT, table(3))], replaces=[("bookings", DAY)])
    assert lake.partition_dates("bookings") == [NEXT]


def test_paths_of_a_span_of_days() -> None:
    for number in range(4):
        lake.write_partition("bookings", DAY + timedelta(days=number), table(number))
    lake.write_partition("others", DAY, table(9))
    assert lake.partition_dates("bookings", upto=NEXT) == [DAY, NEXT]
    assert len(lake.partition_paths("bookings", upto=NEXT, since=NEXT)) == 1
    assert lake.partition_paths("bookings", since=DAY + timedelta(days=9)) == []


def test_many_files_are_published_at_once() -> None:
    staged = [lake.stage_partition("bookings", DAY + timedelta(days=n), table(n)) for n in range(12)]
    assert len(lake.publish_partitions(staged)) == 12
    assert amounts() == list(range(12))


def test_sweeping_removes_old_files_without_a_row_only() -> None:
    lake.write_partition("bookings", DAY, table(1))
    (old,) = lake.partition_paths("bookings")
    lake.write_partition("bookings", DAY, table(2))
    (current,) = lake.partition_paths("bookings")
    lost = lake.stage_partition("bookings", NEXT, table(3)).path
    assert lake.sweep() == 0
    for path in (old, current, lost):
        os.utime(path, (0, 0))
    assert lake.sweep() == 2
    assert amounts() == [2]


def test_a_connection_is_bounded_and_fetches_nothing() -> None:
    connection = lake.connect(memory_limit="100MB", threads=1)
    wanted = ("memory_limit", "threads", "autoinstall_known_extensions", "autoload_known_extensions", "TimeZone")
    found = {name: connection.execute(f"SELECT current_setting('{name}')").fetchone() for name in wanted}
    assert found == {
        "memory_limit": ("95.3 MiB",),
        "threads": (1,),
        "autoinstall_known_extensions": (False,),
        "autoload_known_extensions": (False,),
        "TimeZone": ("UTC",),
    }
    with pytest.raises(duckdb.Error):
        connection.execute("SELECT * FROM read_json('https://example.invalid/x.json')")


def test_the_lake_is_the_owners_alone() -> None:
    assert lake.root().stat().st_mode & 0o077 == 0
