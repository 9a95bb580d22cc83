"""The import contracts of pyproject.toml hold, and they would not let a forbidden import through."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from architecture.source_tree import CHECKOUT, CONTEXTS, SOURCE, context_layers, project

_LINT = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True, no_logo=True))"

FORBIDDEN = {
    "a ring looks up": ("foundation/money.py", "import zhike.contexts.org.types"),
    "a context looks up": ("contexts/org/types.py", "import zhike.contexts.customers.public"),
    "siblings meet": ("contexts/work/events.py", "import zhike.contexts.accounts.public"),
    "a journey knows a page": ("journeys/reactions.py", "import zhike.interfaces.web.figures"),
}


@pytest.fixture
def copy_of_the_tree(tmp_path: Path) -> Path:
    """The Python files alone, beside the project file."""
    shutil.copytree(SOURCE, tmp_path / "src" / "zhike", ignore=_only_python)
    shutil.copy(CHECKOUT / "pyproject.toml", tmp_path)
    return tmp_path


def _only_python(folder: str, names: list[str]) -> set[str]:
    return {name for name in names if not name.endswith(".py") and not (Path(folder) / name).is_dir()}


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(folder / "src"), "NO_COLOR": "1"}
    return subprocess.run([sys.executable, "-c", _LINT], cwd=folder, env=environment, capture_output=True, text=True)


def test_contracts_hold(copy_of_the_tree: Path) -> None:
    finished = _lint(copy_of_the_tree)
    assert finished.returncode == 0, finished.stdout


@pytest.mark.parametrize("case", FORBIDDEN)
def test_a_forbidden_import_is_caught(case: str, copy_of_the_tree: Path) -> None:
    file, line = FORBIDDEN[case]
    with (copy_of_the_tree / "src" / "zhike" / file).open("a", encoding="utf-8") as module:
        module.write(f"\n{line}\n")
    finished = _lint(copy_of_the_tree)
    assert finished.returncode == 1, finished.stdout + finished.stderr
    assert "BROKEN" in finished.stdout


def test_nothing_is_exempt() -> None:
    declared = project()["tool"]["importlinter"]  # type: ignore[index]
    exempt = [contract["id"] for contract in declared["contracts"] if contract.get("ignore_imports")]
    assert not exempt, "an exempt import is a hole in the wall: move the code instead"


def test_every_context_has_its_layer() -> None:
    folders = {path.name for path in CONTEXTS.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert folders == set(context_layers())
