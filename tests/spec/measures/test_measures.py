"""Every drawn table holds on DuckDB, and every measure's text is Spark's too."""

from pathlib import Path
from typing import Any

import duckdb
import pytest
import sqlglot

from spec.measures.drawn_tables import Scenario, read_scenarios
from zhike.contexts.analytics.measures.registry import INPUTS, bound, measures
from zhike.contexts.analytics.measures.running import compute

FOLDER = Path(__file__).parent
SCENARIOS = read_scenarios(FOLDER)


def _results(scenario: Scenario) -> dict[str, list[dict[str, Any]]]:
    connection = duckdb.connect()
    for name, rows in scenario.tables().items():
        columns = ", ".join(f"{column} {kind}" for column, kind in INPUTS[name].items())
        connection.execute(f"CREATE TABLE {name} ({columns})")
        for row in rows:
            places = ", ".join("?" for _ in row)
            connection.execute(f"INSERT INTO {name} VALUES ({places})", list(row.values()))
    compute(connection, list(scenario.expected), scenario.parameters())
    found = {}
    for code in scenario.expected:
        cursor = connection.execute(f"SELECT * FROM {code}")
        names = [column[0] for column in cursor.description or []]
        found[code] = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return found


def _sorted(rows: list[dict[str, Any]], columns: list[str]) -> list[tuple[str, ...]]:
    return sorted(tuple(str(row[column]) for column in columns) for row in rows)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: f"{scenario.file}: {scenario.title}")
def test_what_is_drawn_is_what_is_computed(scenario: Scenario) -> None:
    assert scenario.expected, "a scenario without an expectation proves nothing"
    found = _results(scenario)
    for code, rows in scenario.expected.items():
        columns = list(rows[0]) if rows else list(found[code][0]) if found[code] else []
        assert _sorted(found[code], columns) == _sorted(rows, columns), code


def test_every_measure_is_drawn() -> None:
    drawn = {code for scenario in SCENARIOS for code in scenario.expected}
    assert set(measures()) - drawn == set()


@pytest.mark.parametrize("code", list(measures()))
def test_the_text_is_sparks_too(code: str) -> None:
    text = sqlglot.transpile(bound(measures()[code], SCENARIOS[0].parameters()), read="duckdb", write="spark")[0]
    assert (
        sqlglot.parse_one(text, read="spark").named_selects
        == sqlglot.parse_one(bound(measures()[code], SCENARIOS[0].parameters()), read="duckdb").named_selects
    )
