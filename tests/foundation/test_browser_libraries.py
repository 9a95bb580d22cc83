"""Browser libraries come from the lock file, not from an address in it, and lie where the pages look."""

import json
from pathlib import Path

from zhike.foundation import browser_libraries

CHECKOUT = Path(__file__).resolve().parents[2]


def test_an_icon_list_may_have_comments_and_repeats() -> None:
    assert browser_libraries.icon_names("# icons\nuser\n\nbell  # top bar\nuser\n") == ["bell", "user"]


def test_nothing_is_missing() -> None:
    assert browser_libraries.missing_files() == []


def test_the_lock_file_names_versions_and_digests_but_no_addresses() -> None:
    lock = json.loads((CHECKOUT / "package-lock.json").read_text())
    packages = [package for name, package in lock["packages"].items() if name]
    assert packages
    assert all("integrity" in package and "resolved" not in package for package in packages)


def test_the_vendored_files_ask_for_no_source_maps() -> None:
    for name in browser_libraries.FILES:
        assert b"sourceMappingURL" not in (browser_libraries.VENDOR / name).read_bytes()
