"""The files are what a core would deliver: declared columns, right counts, the same bytes every time."""

import hashlib
import tomllib
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from time import monotonic

import duckdb
import pytest

from interfaces.demonstration.reading import NEXT, UNTIL, Generated
from zhike.contexts.feeds.datasets import DATA_SETS
from zhike.contexts.feeds.datasets.declaration import ColumnType
from zhike.interfaces.demonstration.history import (
    delivery_path,
    generate_day,
    generate_days,
    generate_history,
    kept_bank,
)

SMALL = {"customers": 150, "days": 12, "until": UNTIL}


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_every_canonical_data_set_is_delivered_with_its_declared_columns(generated: Generated) -> None:
    folder = delivery_path(generated.root, UNTIL)
    headers = {
        file.stem: file.read_text(encoding="utf-8").split("\n", 1)[0].split(",") for file in folder.glob("*.csv")
    }
    assert headers == {name: [column.name for column in data_set.columns] for name, data_set in DATA_SETS.items()}


def test_values_are_of_the_declared_codes_and_required_ones_are_there(generated: Generated) -> None:
    for name, data_set in DATA_SETS.items():
        for column in data_set.columns:
            if column.required:
                assert generated.sql(f"SELECT count(*) FROM {name} WHERE {column.name} IS NULL") == [(0,)], column
            if column.type is ColumnType.CODE:
                found = {value for (value,) in generated.sql(f"SELECT DISTINCT {column.name} FROM {name}") if value}
                assert found <= set(column.codes), (name, column.name)


def test_keys_are_unique_and_references_exist(generated: Generated) -> None:
    for name, data_set in DATA_SETS.items():
        key = ", ".join(data_set.key)
        assert generated.sql(f"SELECT {key} FROM {name} GROUP BY {key} HAVING count(*) > 1") == [], name
        for column in data_set.columns:
            if column.references:
                other = DATA_SETS[column.references].key[0]
                missing = f"SELECT {column.name} FROM {name} EXCEPT SELECT {other} FROM {column.references}"
                assert {value for (value,) in generated.sql(missing)} <= {None}, (name, column.name)


def test_the_manifest_counts_hashes_and_adds_up(generated: Generated) -> None:
    folder = delivery_path(generated.root, UNTIL)
    manifest = tomllib.loads((folder / "manifest.toml").read_text(encoding="utf-8"))
    assert (manifest["from"], manifest["to"]) == (UNTIL - timedelta(days=99), UNTIL)
    assert {file["name"] for file in manifest["file"]} == {path.name for path in folder.glob("*.csv")}
    for file in manifest["file"]:
        table = Path(file["name"]).stem
        assert file["rows"] == generated.sql(f"SELECT count(*) FROM {table}")[0][0]
        assert file["sha256"] == hashlib.sha256((folder / file["name"]).read_bytes()).hexdigest()
        for column, total in file.get("totals", {}).items():
            assert Decimal(total) == generated.sql(f"SELECT sum({column}::DECIMAL(18,2)) FROM {table}")[0][0]


def test_the_manifest_tells_the_closing_total_of_each_day(generated: Generated) -> None:
    manifest = tomllib.loads((delivery_path(generated.root, UNTIL) / "manifest.toml").read_text(encoding="utf-8"))
    assert list(manifest["closing"]) == [(UNTIL - timedelta(days=back)).isoformat() for back in range(99, -1, -1)]
    for day in (UNTIL - timedelta(days=99), UNTIL - timedelta(days=40), UNTIL):
        closing = generated.sql(f"""
            SELECT sum(balance) FROM
                (SELECT arg_max(balance, business_date) AS balance FROM balances
                 WHERE business_date <= DATE '{day}' GROUP BY account_no)
        """)
        assert Decimal(manifest["closing"][day.isoformat()]) == closing[0][0]


def test_a_day_has_its_own_date_and_only_what_changed(generated: Generated) -> None:
    manifest = tomllib.loads((delivery_path(generated.root, NEXT) / "manifest.toml").read_text(encoding="utf-8"))
    assert manifest["business_date"] == NEXT
    assert generated.sql("SELECT DISTINCT business_date FROM next_transactions") == [(NEXT,)]
    assert (
        generated.sql("SELECT count(*) FROM next_balances")[0][0] < generated.sql("SELECT count(*) FROM accounts")[0][0]
    )


def test_the_same_seed_and_dates_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        generate_day(tmp_path / name, NEXT, generate_history(tmp_path / name, seed=5, **SMALL))
    generate_history(tmp_path / "other", seed=6, **SMALL)
    one, two = digests(tmp_path / "one"), digests(tmp_path / "two")
    assert one == two
    assert digests(tmp_path / "other")["truth.json"] != one["truth.json"]


def test_the_kept_state_goes_on_as_the_bank_in_memory_does(tmp_path: Path) -> None:
    bank = generate_history(tmp_path / "memory", **SMALL)
    generate_history(tmp_path / "kept", **SMALL)
    for day in (NEXT, NEXT + timedelta(days=1)):
        generate_day(tmp_path / "memory", day, bank)
        kept = kept_bank(tmp_path / "kept")
        assert kept is not None
        generate_day(tmp_path / "kept", day, kept)
    assert digests(tmp_path / "memory" / "extracts") == digests(tmp_path / "kept" / "extracts")


def test_a_day_made_again_after_a_loss_of_the_state_is_the_same(tmp_path: Path) -> None:
    bank = generate_history(tmp_path, **SMALL)
    state = (tmp_path / "bank.npz").read_bytes()
    generate_day(tmp_path, NEXT, bank)
    before = digests(tmp_path / "extracts"), (tmp_path / "truth.json").read_text()
    (tmp_path / "bank.npz").write_bytes(state)  # as if the process had died before it was written
    kept = kept_bank(tmp_path)
    assert kept is not None
    generate_day(tmp_path, NEXT, kept)
    assert (digests(tmp_path / "extracts"), (tmp_path / "truth.json").read_text()) == before


def test_a_run_that_breaks_off_leaves_nothing_half_done(tmp_path: Path) -> None:
    def stop(day: date) -> None:
        if day == UNTIL:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        generate_history(tmp_path, on_day=stop, **SMALL)
    assert list((tmp_path / "extracts").iterdir()) == []
    assert kept_bank(tmp_path) is None


def test_several_days_fit_into_one_delivery(tmp_path: Path) -> None:
    bank = generate_history(tmp_path, **SMALL)
    generate_days(tmp_path, NEXT + timedelta(days=20), bank)
    folder = delivery_path(tmp_path, NEXT + timedelta(days=20))
    manifest = tomllib.loads((folder / "manifest.toml").read_text(encoding="utf-8"))
    assert (manifest["from"], manifest["to"]) == (NEXT, NEXT + timedelta(days=20))
    days = duckdb.sql(f"SELECT count(DISTINCT business_date) FROM read_csv('{folder / 'transactions.csv'}')").fetchall()
    assert days == [(21,)]


def test_days_out_of_order_and_too_small_banks_are_refused(tmp_path: Path) -> None:
    bank = generate_history(tmp_path, **SMALL)
    with pytest.raises(ValueError, match="next day is 2026-11-21"):
        generate_day(tmp_path, NEXT + timedelta(days=1), bank)
    with pytest.raises(ValueError, match="closed"):
        generate_days(tmp_path, UNTIL, bank)
    with pytest.raises(ValueError, match="at least"):
        generate_history(tmp_path, customers=20, days=100)


def test_the_demonstration_size_takes_seconds(tmp_path: Path) -> None:
    began = monotonic()
    generate_history(tmp_path, until=UNTIL)
    assert monotonic() - began < 10
