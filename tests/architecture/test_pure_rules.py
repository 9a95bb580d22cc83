"""Rules decide and measures calculate: neither asks the clock, the database or the framework."""

import ast
from pathlib import Path

import pytest

from architecture.source_tree import CONTEXTS, imports_of, module_name, python_files, shown, tree_of

IMPURE_PACKAGES = ("django", "psycopg", "duckdb", "procrastinate", "requests", "socket", "subprocess", "random")
IMPURE_PARTS = ("models", "queries", "actions")
CLOCKS = ("now", "today", "utcnow", "localdate", "monotonic", "perf_counter")
MEASURE_PACKAGES = IMPURE_PACKAGES[:2]


def pure_files() -> list[Path]:
    """rules.py and rules/ of every context."""
    return [path for path in python_files(CONTEXTS) if path.name == "rules.py" or path.parent.name == "rules"]


def impurities(tree: ast.AST) -> list[str]:
    """What makes a rule depend on more than its arguments."""
    found = [
        f"line {line}: imports {name}"
        for name, line in imports_of(tree)
        if name.split(".")[0] in IMPURE_PACKAGES
        or (name.startswith("zhike.") and set(name.split(".")) & set(IMPURE_PARTS))
    ]
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS:
            found.append(f"line {node.lineno}: asks the clock ({node.func.attr}); take the time as an argument")
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "open":
            found.append(f"line {node.lineno}: opens a file")
    return found


@pytest.mark.parametrize("path", pure_files(), ids=shown)
def test_rules_are_pure(path: Path) -> None:
    assert not impurities(tree_of(path))


def test_measures_know_no_framework() -> None:
    found = [
        f"{shown(path)} line {line}: imports {name}"
        for path in python_files(CONTEXTS / "analytics" / "measures")
        for name, line in imports_of(tree_of(path))
        if name.split(".")[0] in MEASURE_PACKAGES
    ]
    assert not found, "\n".join(found)


def test_types_and_events_hold_no_table() -> None:
    """What crosses a door must not bring a model along."""
    found = [
        f"{shown(path)} line {line}: imports {name}"
        for path in python_files(CONTEXTS)
        if path.name in ("types.py", "events.py") and path.parent.parent == CONTEXTS
        for name, line in imports_of(tree_of(path))
        if name.startswith(f"{module_name(path).rpartition('.')[0]}.") and set(name.split(".")) & set(IMPURE_PARTS)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "source",
    [
        "from django.db.models import Q",
        "from zhike.contexts.work.models import Task",
        "from datetime import date\ndef late(due):\n    return date.today() > due",
        "from django.utils import timezone",
        "def read():\n    return open('table.toml').read()",
    ],
)
def test_an_impure_rule_is_refused(source: str) -> None:
    assert impurities(ast.parse(source))


def test_a_pure_rule_passes() -> None:
    assert not impurities(
        ast.parse("from datetime import date\ndef late(due: date, on: date) -> bool:\n    return on > due")
    )
