"""The tree holds nothing unfinished and nothing of the machine it was written on.

Names that say nothing (utils, helpers …) are refused by tools/check_sizes.py.
"""

import re
from pathlib import Path

import pytest

from architecture.source_tree import python_files, shown, text_of, tracked_files

UNFINISHED = re.compile(r"\b(TODO|FIXME|HACK|NotImplemented(?!Error))\b|(?i:\bplaceholder (text|value)\b|lorem ipsum)")
MACHINE = re.compile(r"(?<![\w.-])/(work|root|home/\w+|Users/\w+|mnt|opt/venv)/|\b[A-Z]:\\\\")
E_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}\b")
NOBODYS = re.compile(r"@(?:[\w-]+\.)*example(?:\.(?:com|org|net))?$", re.I)
PACKAGE = re.compile(r"[a-z][a-z0-9_]*")
BINARY = (".png", ".woff2", ".ico", ".mo", ".parquet", ".jpg", ".gz")


def written_here(path: Path) -> bool:
    return path.suffix not in BINARY and path.name != "package-lock.json"


def test_modules_and_packages_are_lower_case_words() -> None:
    found = [
        shown(path) for path in python_files() if not PACKAGE.fullmatch(path.stem.strip("_")) and path.stem[0] != "0"
    ]
    assert not found


def test_nothing_is_left_unfinished() -> None:
    found = [
        f"{shown(path)} line {number}: {line.strip()}"
        for path in tracked_files()
        if written_here(path) and path != Path(__file__)
        for number, line in enumerate(text_of(path).splitlines(), start=1)
        if UNFINISHED.search(line)
    ]
    assert not found, "\n".join(found)


def test_no_path_of_a_machine_is_in_the_tree() -> None:
    found = [
        f"{shown(path)} line {number}: {line.strip()}"
        for path in tracked_files()
        if written_here(path) and path != Path(__file__)
        for number, line in enumerate(text_of(path).splitlines(), start=1)
        if MACHINE.search(line)
    ]
    assert not found, "\n".join(found)


def test_no_address_of_a_person_is_in_the_tree() -> None:
    found = [
        f"{shown(path)} line {number}: {address}"
        for path in tracked_files()
        if written_here(path) and path.suffix not in (".svg", ".json")
        for number, line in enumerate(text_of(path).splitlines(), start=1)
        for address in E_MAIL.findall(line)
        if not NOBODYS.search(address)
    ]
    assert not found, "use the reserved example.com:\n" + "\n".join(found)


@pytest.mark.parametrize("line", ["cp x /mnt/disk/x", "see /root/notes", "open('/home/ada/bank.csv')", "# TODO later"])
def test_a_machine_or_an_unfinished_line_is_refused(line: str) -> None:
    assert MACHINE.search(line) or UNFINISHED.search(line)


@pytest.mark.parametrize(
    "line", ["contexts/work/models", "/usr/bin/chromium", "src/zhike/contexts/work/", "raise NotImplementedError"]
)
def test_an_ordinary_line_passes(line: str) -> None:
    assert not MACHINE.search(line)
    assert not UNFINISHED.search(line)


def test_an_address_is_seen() -> None:
    address = "ada" + "@bank.cn"
    assert E_MAIL.findall(f"write to {address}, please") == [address]
    assert not NOBODYS.search(address)
    assert NOBODYS.search("ada@example.com")
    assert NOBODYS.search("ada@bank.example")
