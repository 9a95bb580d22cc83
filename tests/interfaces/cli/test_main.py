"""The command line: loaded command by command, one database role each."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import DataError, connection, transaction

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


SECRETS = {"ZHIKE_SECRET_KEY": "s" * 50, "ZHIKE_FIELD_KEYS": f"k1:{'A' * 43}=", "ZHIKE_INDEX_KEY": "AAAA"}
PASSWORD = "geheim"
NOBODY = f"postgresql://zhike_app:{PASSWORD}@127.0.0.1:1/zhike"
URLS = {"DATABASE_URL": NOBODY, "DATABASE_LOADER_URL": NOBODY}


@pytest.mark.parametrize(
    ("command", "given", "sentence"),
    [
        ("check", {"ZHIKE_FIELD_KEYS": "not-a-key"}, "Error: ZHIKE_FIELD_KEYS"),
        ("check", {"ZHIKE_DATA_DIR": "/proc/nowhere"}, "Error: ZHIKE_DATA_DIR /proc/nowhere cannot be used"),
        ("check", {"ZHIKE_DATA_DIR": __file__}, f"Error: ZHIKE_DATA_DIR {__file__} cannot be used"),
        ("check", {**SECRETS, "DATABASE_URL": "postgresql://[::1/zhike"}, "Error: DATABASE_URL cannot be read"),
        ("check", {**SECRETS, "DATABASE_URL": "postgresql://a:99999/b"}, "Error: DATABASE_URL cannot be read"),
        ("nightly", {**SECRETS, **URLS}, "Error: the database does not answer"),
        ("serve", {**SECRETS, **URLS}, "Error: the database does not answer"),
        ("worker", {**SECRETS, **URLS}, "Error: the database does not answer"),
    ],
)
def test_a_wrong_setting_ends_with_one_sentence(
    tmp_path: Path, command: str, given: dict[str, str], sentence: str
) -> None:
    environment = product_environment(tmp_path, **given)
    finished = subprocess.run(zhike(command), env=environment, capture_output=True, text=True)
    assert finished.returncode == 1
    assert finished.stderr.startswith(sentence)
    assert "Traceback" not in finished.stderr
    assert "geheim" not in finished.stderr


@pytest.mark.parametrize(
    ("statement", "ending", "said"),
    [("SELECT * FROM work_tusk", SystemExit, "run `zhike migrate`"), ("SELECT 1/0", DataError, "division by zero")],
)
def test_an_empty_database_is_told_from_a_defect(
    monkeypatch: pytest.MonkeyPatch, db: None, statement: str, ending: type[BaseException], said: str
) -> None:
    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    monkeypatch.setattr(main, "zhike", run)
    with pytest.raises(ending, match=said), transaction.atomic():
        main.main()


def test_brackets_in_what_is_announced_are_text(capsys: pytest.CaptureFixture[str]) -> None:
    main.announce("the data is in /srv/[/red]bank")
    assert "/srv/[/red]bank" in capsys.readouterr().err
