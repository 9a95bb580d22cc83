"""The command line: loaded command by command, one database role each."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from commands import product_environment, zhike
from zhike.interfaces.cli import main

SOURCE = Path(main.__file__).resolve().parents[3]


def test_help_names_every_command_without_loading_one() -> None:
    code = "import sys; from zhike.interfaces.cli.main import zhike; zhike(['--help'])"
    finished = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", code],
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
        capture_output=True,
        text=True,
    )
    assert all(name in finished.stdout for name in main.COMMANDS)
    assert "zhike.interfaces.cli.serve" not in finished.stderr


def test_a_broken_command_leaves_the_others_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(main.COMMANDS, "broken", main.Entry("", "has no module"))
    runner = CliRunner()
    assert isinstance(runner.invoke(main.zhike, ["broken"]).exception, ModuleNotFoundError)
    assert runner.invoke(main.zhike, ["version"]).exit_code == 0


def test_every_command_names_a_role_the_database_has() -> None:
    assert {entry.role for entry in main.COMMANDS.values()} <= {"", "app", "owner", "loader"}
    assert main.COMMANDS["migrate"].role == "owner"
    assert main.COMMANDS["serve"].role == main.COMMANDS["worker"].role == "app"


def test_a_wrong_setting_ends_with_one_sentence(tmp_path: Path) -> None:
    environment = product_environment(tmp_path, ZHIKE_FIELD_KEYS="not-a-key")
    finished = subprocess.run(zhike("check"), env=environment, capture_output=True, text=True)
    assert finished.returncode == 1
    assert finished.stderr.startswith("Error: ZHIKE_FIELD_KEYS")
    assert "Traceback" not in finished.stderr
