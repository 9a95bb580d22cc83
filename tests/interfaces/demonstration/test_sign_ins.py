"""One person per role may sign in, with a password that lies in one private file."""

import stat
from pathlib import Path

import pytest

from cast import make_cast
from zhike.contexts.org.public import Staff
from zhike.interfaces.demonstration.sign_in_accounts import demonstration_dir, ensure_sign_ins, sign_ins

pytestmark = pytest.mark.django_db


@pytest.fixture
def file() -> Path:
    return demonstration_dir() / "sign-ins.json"


def test_nothing_was_seeded_so_nobody_is_named() -> None:
    assert sign_ins() == []


def test_one_person_per_role_is_marked_and_can_sign_in() -> None:
    make_cast()
    assert ensure_sign_ins() == 6
    people = sign_ins()
    marked = set(Staff.objects.filter(is_demonstration=True).values_list("staff_no", flat=True))
    assert [number for _, number, _ in people] == ["1001", "1003", "1005", "1008", "1007", "1006"]
    assert marked == {number for _, number, _ in people}
    for _, number, password in people:
        assert Staff.objects.get(staff_no=number).check_password(password)
    assert not Staff.objects.get(staff_no="1002").check_password(people[0][2])


def test_titles_are_in_both_languages() -> None:
    make_cast()
    ensure_sign_ins()
    assert all(title.split(" ", 1)[1] for title, _, _ in sign_ins())
    assert any("Relationship manager" in title for title, _, _ in sign_ins())


def test_the_file_is_private_and_the_password_stays(file: Path) -> None:
    make_cast()
    ensure_sign_ins()
    before = sign_ins()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    ensure_sign_ins()
    assert sign_ins() == before


def test_a_lost_file_means_a_new_password_that_works(file: Path) -> None:
    make_cast()
    ensure_sign_ins()
    old = sign_ins()[0][2]
    file.unlink()
    ensure_sign_ins()
    _, number, password = sign_ins()[0]
    assert password != old
    assert len(password) >= 12
    assert Staff.objects.get(staff_no=number).check_password(password)
