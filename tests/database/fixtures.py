"""Fixtures of every test that touches the database."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, connections
from pytest_django import DjangoDbBlocker

from database import copies
from database.server import running_server
from database.settings import TEST_DATA_DIR

Role = Callable[[], AbstractContextManager[None]]


@pytest.fixture(scope="session")
def database_name() -> str:
    return f"zhike_test_{os.getpid()}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: DjangoDbBlocker, database_name: str
) -> Iterator[None]:
    """In place of pytest-django's own: this process's copy of the migrated template."""
    with running_server(TEST_DATA_DIR), django_db_blocker.unblock():
        copies.install_role()
        copies.make_copy(database_name)
        yield
        copies.remove_copy(database_name)


@pytest.fixture
def committed(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, database_name: str, request: pytest.FixtureRequest
) -> Iterator[None]:
    """For tests that need real commits: afterwards the database is made anew from the template."""
    if "db" in request.fixturenames:
        raise pytest.UsageError("`committed` and `db` exclude each other: one commits, the other rolls back")
    with django_db_blocker.unblock():
        yield
        connections.close_all()
        copies.make_copy(database_name)


@pytest.fixture
def transactional_db() -> None:
    raise pytest.UsageError("use the fixture `committed`: the application's role may not flush tables")


@pytest.fixture
def as_owner() -> Role:
    """`with as_owner():` acts as the owner of the tables (under FORCE the fence holds for it too)."""
    return lambda: _acting_as("zhike_owner")


@pytest.fixture
def as_loader() -> Role:
    """`with as_loader():` acts as the night's role, which passes the fence."""
    return lambda: _acting_as("zhike_loader")


@pytest.fixture(autouse=True)
def own_data_dir(settings: object, tmp_path: Path) -> None:
    """Each test has a lake of its own."""
    settings.ZHIKE_DATA_DIR = tmp_path / "var"  # type: ignore[attr-defined]


@contextmanager
def _acting_as(role: str) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {role}")
    try:
        yield
    finally:
        try:
            with connection.cursor() as cursor:
                cursor.execute(f"SET ROLE {copies.APPLICATION_ROLE}")
        except DatabaseError:
            pass  # the transaction is broken; its rollback takes the role back as well
