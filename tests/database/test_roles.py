"""The guard: tests run as the application, under which row-level security holds."""

import pytest
from django.db import connection


@pytest.fixture
def role(db: None) -> dict[str, object]:
    return _current_role()


def _current_role() -> dict[str, object]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname, rolsuper, rolbypassrls, rolcreatedb FROM pg_roles WHERE rolname = current_user")
        name, superuser, bypass, creates = cursor.fetchone()
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user")
        return {
            "name": name,
            "superuser": superuser,
            "bypass": bypass,
            "creates": creates,
            "owns": cursor.fetchone()[0],
        }


def test_a_test_acts_as_the_application(role: dict[str, object]) -> None:
    assert role == {"name": "zhike_app", "superuser": False, "bypass": False, "creates": False, "owns": 0}


def test_roles_can_be_taken_and_are_given_back(db: None, as_owner, as_loader) -> None:
    with as_owner():
        assert _current_role()["name"] == "zhike_owner"
    with as_loader():
        assert _current_role()["name"] == "zhike_loader"
    assert _current_role()["name"] == "zhike_app"


def test_no_role_of_ours_may_pass_row_level_security(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname FROM pg_roles WHERE rolname LIKE 'zhike%' AND (rolsuper OR rolbypassrls)")
        assert cursor.fetchall() == []
        cursor.execute("SELECT count(*) FROM pg_roles WHERE rolname LIKE 'zhike%'")
        assert cursor.fetchone() == (6,)


def test_committed_leaves_nothing_behind_1(committed: None) -> None:
    _leave_a_session()


def test_committed_leaves_nothing_behind_2(committed: None) -> None:
    _leave_a_session()


def _leave_a_session() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_session")
        assert cursor.fetchone() == (0,)
        cursor.execute("INSERT INTO django_session VALUES ('key', '', now())")
