"""roles.toml: every role can be read, worded in Chinese, and does what its sentence says."""

from pathlib import Path

import polib
import pytest

from zhike.contexts.org import roles as module
from zhike.contexts.org.public import permissions, roles

CATALOGUE = Path(module.__file__).parent / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"


def test_the_roles_of_a_bank() -> None:
    assert {code: role.reach for code, role in roles().items()} == {
        "relationship_manager": "own",
        "lobby_manager": "unit",
        "outlet_head": "unit",
        "sub_branch_head": "subtree",
        "branch_head": "subtree",
        "analyst": "bank",
        "operations": "none",
        "auditor": "bank",
        "system_administrator": "none",
    }


def test_every_permission_is_held_by_somebody_and_known() -> None:
    held = frozenset[str]().union(*(role.permissions for role in roles().values()))
    assert held == set(permissions())


@pytest.mark.parametrize("code", ["analyst", "auditor"])
def test_who_reaches_the_whole_bank_unmasks_nothing_and_changes_nothing(code: str) -> None:
    assert not roles()[code].permissions & {"customers.reveal", "contacts.log", "feeds.reveal", "nights.run"}


@pytest.mark.parametrize("code", ["operations", "system_administrator"])
def test_who_sees_no_customer_may_ask_for_none(code: str) -> None:
    assert not {permission for permission in roles()[code].permissions if permission.startswith("customers.")}


def test_every_text_is_there_in_chinese() -> None:
    translated = {entry.msgid: entry.msgstr for entry in polib.pofile(str(CATALOGUE), encoding="utf-8")}
    texts = {*permissions().values(), *(text for role in roles().values() for text in (role.title, role.sentence))}
    assert {text for text in texts if not translated.get(text)} == set()


@pytest.mark.parametrize("fault", ['reach = "everywhere"', 'permissions = ["fly"]'])
def test_a_fault_in_the_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    text = (Path(module.__file__).parent / "roles.toml").read_text(encoding="utf-8")
    key = fault.partition(" ")[0]
    head, mark, tail = text.partition("[roles.auditor]")
    lines = [fault if line.startswith(key) else line for line in tail.splitlines()]
    (tmp_path / "roles.toml").write_text(head + mark + "\n".join(lines), encoding="utf-8")
    monkeypatch.setattr(module, "__file__", str(tmp_path / "roles.py"))
    roles.cache_clear()
    try:
        with pytest.raises(ValueError, match="role auditor"):
            roles()
    finally:
        monkeypatch.undo()
        roles.cache_clear()
