"""The catalogue of measures: headers complete, inputs known, parameters bound."""

from datetime import date
from pathlib import Path

import pytest

from zhike.contexts.analytics.measures import registry
from zhike.contexts.analytics.measures.registry import HeaderError, Parameters, bound, inputs_of, measures, needed_for

DAY = Parameters(date(2025, 11, 20), "CNY", (1, 2, 3), 4, 30, 6, date(2025, 11, 20))


def test_every_measure_says_what_it_is() -> None:
    for measure in measures().values():
        assert all([*measure.title, measure.formula, measure.unit, measure.grain, measure.source, measure.example])


def test_inputs_come_before_what_needs_them() -> None:
    order = list(measures())
    for measure in measures().values():
        assert all(order.index(name) < order.index(measure.code) for name in measure.inputs if name in order)
    assert [one.code for one in needed_for(["aum"])] == [
        "balance_intervals",
        "owned_accounts",
        "customer_balances",
        "aum",
    ]
    assert inputs_of(["flows"]) == ["account_holders", "accounts", "transactions"]


def test_every_parameter_is_bound_and_only_days_before_the_settling_day_look_back() -> None:
    for measure in measures().values():
        assert ":" not in bound(measure, DAY)
    assert DAY.literals()["settled_start"] == "DATE '2025-11-01'"
    early = Parameters(date(2026, 1, 5), "CNY", (1, 2, 3), 4, 30, 6, date(2026, 1, 5)).literals()
    assert (early["settled_start"], early["settled_end"]) == ("DATE '2025-12-01'", "DATE '2026-01-01'")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("-- title: a / b\nSELECT 1 AS one", "header must have"),
        (
            "-- title: a / b\n-- formula: f\n-- unit: u\n-- grain: g\n-- source: s\n"
            "-- inputs: nowhere\n-- example: e\nSELECT 1",
            "unknown inputs",
        ),
    ],
)
def test_a_file_without_its_header_is_refused(
    text: str, complaint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "odd.sql").write_text(text)
    monkeypatch.setattr(registry, "FOLDER", tmp_path)
    measures.cache_clear()
    try:
        with pytest.raises(HeaderError, match=complaint):
            measures()
    finally:
        measures.cache_clear()
