"""The programs of `make check` find what they are for: each is shown a file it must refuse."""

import importlib
from pathlib import Path
from types import ModuleType

import pytest

from architecture.source_tree import CHECKOUT


@pytest.fixture
def check(monkeypatch: pytest.MonkeyPatch) -> "Check":
    monkeypatch.syspath_prepend(str(CHECKOUT / "tools"))
    return Check()


class Check:
    """Modules of tools/ by name."""

    def __getattr__(self, name: str) -> ModuleType:
        return importlib.import_module(f"check_{name}")


def _file(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_long_function_is_refused(check: Check, tmp_path: Path) -> None:
    body = "".join(f"    step = {number}\n" for number in range(45))
    assert check.sizes.check_file(_file(tmp_path, "night.py", f"def run():\n{body}"))
    reasoned = f"def run():  # long: one table of columns\n{body}"
    assert not check.sizes.check_file(_file(tmp_path, "night.py", reasoned))
    twice = f"def run():  # long: one table of columns\n{body}{body}"
    assert check.sizes.check_file(_file(tmp_path, "night.py", twice))


def test_a_docstring_costs_no_line(check: Check, tmp_path: Path) -> None:
    docstring = '    """' + "\n    words" * 30 + '"""\n'
    body = "".join(f"    step = {number}\n" for number in range(38))
    assert not check.sizes.check_file(_file(tmp_path, "night.py", f"def run():\n{docstring}{body}"))


def test_a_long_file_is_refused(check: Check, tmp_path: Path) -> None:
    assert check.sizes.check_file(_file(tmp_path, "night.py", "step = 1\n" * 401))
    assert not check.sizes.check_file(_file(tmp_path, "night.py", "step = 1\n" * 399))


@pytest.mark.parametrize("name", ["utils.py", "org/helpers.py", "common/names.py"])
def test_a_name_that_says_nothing_is_refused(name: str, check: Check, tmp_path: Path) -> None:
    assert check.sizes.check_file(_file(tmp_path, name, "step = 1\n"))


@pytest.mark.parametrize(
    "text",
    [
        "<script>go()</script>",
        '<p style="color:red">x</p>',
        '<button onclick="go()">x</button>',
        '<a href="javascript:go()">x</a>',
        "{{ note|safe }}",
        "{% autoescape off %}{{ note }}{% endautoescape %}",
        "<p>今日</p>",
        '<script src="https://cdn.example/x.js"></script>',
        "\n" * 151,
    ],
)
def test_a_template_that_breaks_a_rule_is_refused(text: str, check: Check, tmp_path: Path) -> None:
    assert check.templates.check_template(_file(tmp_path, "page.html", text))


@pytest.mark.parametrize(
    "text",
    [
        '<script src="{% static \'zhike/shell.js\' %}" type="module"></script>',
        '<button value="zh-hans" lang="zh-hans">中文</button>',
        "{# 今日 #}<p>{{ safe }}</p>",
        '<p class="style-note" data-once>x</p>',
    ],
)
def test_a_template_that_keeps_the_rules_passes(text: str, check: Check, tmp_path: Path) -> None:
    assert not check.templates.check_template(_file(tmp_path, "page.html", text))


@pytest.mark.parametrize(
    "line",
    [
        "ZHIKE_SECRET_KEY=" + "k3y" * 12,
        "-----BEGIN RSA " + "PRIVATE KEY-----",
        'password = "hunter2' + 'hunter2"',
        "postgresql://zhike_app:s3cret" + "word@db.bank.example/zhike",
    ],
)
def test_a_secret_is_refused(line: str, check: Check, tmp_path: Path) -> None:
    assert check.secrets.check_file(_file(tmp_path, "settings.txt", line + "\n"))
    assert not check.secrets.check_file(_file(tmp_path, "settings.txt", f"{line}  not a secret: made up\n"))


def test_a_file_of_secrets_is_refused(check: Check, tmp_path: Path) -> None:
    assert check.secrets.check_file(_file(tmp_path, ".env", "A=1\n"))
