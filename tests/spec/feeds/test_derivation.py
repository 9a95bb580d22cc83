"""The drawn tables of derived balances and of reconciliation hold, day by day and in one go."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from spec.measures.drawn_tables import Row, Scenario, read_scenarios
from zhike.contexts.feeds.derivation.chain import BalanceChain, ChainRule
from zhike.contexts.feeds.derivation.difference import DayDifference, Sources, compute_differences

SCENARIOS = read_scenarios(Path(__file__).parent)
NO_CLOSINGS = "SELECT 0::BIGINT AS account_id, 0::BIGINT AS closing WHERE false"
COLUMNS = {
    "transactions": {
        "transaction_no": "VARCHAR",
        "account_id": "BIGINT",
        "business_date": "DATE",
        "direction": "VARCHAR",
        "amount_minor": "BIGINT",
        "balance_after_minor": "BIGINT",
    },
    "balances": {"account_id": "BIGINT", "business_date": "DATE", "balance_minor": "BIGINT"},
}


def scenarios(file: str) -> list[Scenario]:
    return [scenario for scenario in SCENARIOS if scenario.file == file]


def tables(scenario: Scenario) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    for name, columns in COLUMNS.items():
        connection.execute(f"CREATE TABLE {name} ({', '.join(f'{c} {kind}' for c, kind in columns.items())})")
        for row in scenario.inputs.get(name, []):
            values = [row.get(column) for column in columns]
            connection.execute(f"INSERT INTO {name} VALUES ({', '.join('?' * len(values))})", values)
    return connection


def days_of(connection: duckdb.DuckDBPyConnection) -> list[date]:
    return [
        day for (day,) in connection.execute("SELECT DISTINCT business_date FROM transactions ORDER BY 1").fetchall()
    ]


@pytest.mark.parametrize("scenario", scenarios("closing.md"), ids=lambda scenario: scenario.title)
def test_closing_balances(scenario: Scenario) -> None:
    connection = tables(scenario)
    rule = ChainRule(int(scenario.settings["opening"]), int(scenario.settings.get("tolerance", "10")))
    chain = BalanceChain(connection, rule, NO_CLOSINGS)
    found: list[Row] = []
    beyond = 0
    for day in days_of(connection):
        result = chain.advance(day, f"(FROM transactions WHERE business_date = DATE '{day}')")
        found += result.changes.to_pylist()
        beyond += result.beyond_tolerance
    assert found == scenario.expected["balances"]
    assert beyond == int(scenario.settings.get("beyond", "0"))


@pytest.mark.parametrize("scenario", scenarios("closing.md"), ids=lambda scenario: scenario.title)
def test_starting_again_from_stored_balances_gives_the_same(scenario: Scenario) -> None:
    connection = tables(scenario)
    rule = ChainRule(int(scenario.settings["opening"]), 10)
    for day in days_of(connection):
        closings = (
            "SELECT account_id, arg_max(balance_minor, business_date) AS closing FROM balances GROUP BY account_id"
        )
        chain = BalanceChain(connection, rule, closings)
        changes = chain.advance(day, f"(FROM transactions WHERE business_date = DATE '{day}')").changes
        connection.register("changes", changes)
        connection.execute("INSERT INTO balances SELECT account_id, business_date, balance_minor FROM changes")
    found = connection.execute("FROM balances ORDER BY business_date, account_id").fetchall()
    expected = [tuple(row.values()) for row in scenario.expected["balances"]]
    assert found == sorted(expected, key=lambda row: (row[1], row[0]))


@pytest.mark.parametrize("scenario", scenarios("differences.md"), ids=lambda scenario: scenario.title)
def test_differences(scenario: Scenario) -> None:
    connection = tables(scenario)
    connection.execute("CREATE TABLE kept (account_id BIGINT, difference_minor BIGINT)")
    last = None
    for expected in scenario.expected["sums"]:
        day = expected.pop("business_date")
        sums = reconciled(connection, day, last, derived=scenario.settings["derived"] == "true")
        assert sums == DayDifference(**expected), day
        connection.execute("CREATE OR REPLACE TABLE kept AS SELECT account_id, difference FROM account_difference")
        connection.execute("ALTER TABLE kept RENAME difference TO difference_minor")
        last = day


def reconciled(connection: duckdb.DuckDBPyConnection, day: date, last: date | None, *, derived: bool) -> DayDifference:
    after = f" AND business_date > DATE '{last}'" if last else ""
    sources = Sources(
        balances=f"SELECT * FROM balances WHERE business_date <= DATE '{day}'",
        bookings=f"SELECT * FROM transactions WHERE business_date <= DATE '{day}'{after}",
        differences="SELECT * FROM kept",
    )
    return compute_differences(connection, sources, last, derived=derived, opening_minor=0)


def test_every_drawn_table_is_looked_at() -> None:
    assert {scenario.file for scenario in SCENARIOS} == {"closing.md", "differences.md"}
