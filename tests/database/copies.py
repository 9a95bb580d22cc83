"""A migrated template database, made again when a migration changes, and quick copies of it."""

import functools
import hashlib
import importlib.metadata
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.core.management import call_command
from django.db import connection, connections
from django.db.backends.signals import connection_created
from psycopg import sql

SOURCE = Path(__file__).resolve().parents[2] / "src" / "zhike"
PRIVILEGES = SOURCE / "foundation" / "postgres" / "default_privileges.sql"
APPLICATION_ROLE = "zhike_app"
_TEMPLATE_LOCK = 8_246_001
_as_owner = False


def become_application(sender: object, connection: object, **details: object) -> None:
    """Signal handler: every connection of a test acts as the application, never as the owner of the tables."""
    if not _as_owner:
        with connection.cursor() as cursor:  # type: ignore[attr-defined]
            cursor.execute(f"SET ROLE {APPLICATION_ROLE}")


def install_role() -> None:
    connection_created.connect(become_application, dispatch_uid="tests become the application")


@functools.cache
def template_name() -> str:
    """Named after what decides its content, so that a changed migration asks for a new one."""
    digest = hashlib.sha256()
    for pattern in ("**/migrations/*.py", "foundation/*.py", "**/*.sql", "**/*.toml"):
        for file in sorted(SOURCE.glob(pattern)):
            digest.update(str(file.relative_to(SOURCE)).encode() + file.read_bytes())
    for package in ("django", "procrastinate"):
        digest.update(importlib.metadata.version(package).encode())
    return f"zhike_template_{digest.hexdigest()[:16]}"


def make_copy(name: str) -> None:
    """Make database `name` as a copy of the template, replacing an older one."""
    template = template_name()
    command = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
    with _maintenance() as server:
        drop(server, name)
        try:
            server.execute(command)
        except psycopg.errors.InvalidCatalogName:  # there is no such template yet
            server.execute("SELECT pg_advisory_lock(%s)", [_TEMPLATE_LOCK])
            if not server.execute("SELECT FROM pg_database WHERE datname = %s", [template]).fetchone():
                _remove_leftovers(server)
                _build_template(server, template)
            server.execute(command)
    _use(name)


def remove_copy(name: str) -> None:
    connections.close_all()
    with _maintenance() as server:
        drop(server, name)


def drop(server: psycopg.Connection, name: str) -> None:
    """Remove the database; an autovacuum worker, which the owner may not end, is waited for."""
    for attempt in range(20):
        try:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        except psycopg.errors.InsufficientPrivilege:
            if attempt == 19:
                raise
            time.sleep(0.25)
        else:
            return


def _build_template(server: psycopg.Connection, template: str) -> None:
    global _as_owner
    unfinished = f"{template}_unfinished"
    drop(server, unfinished)
    server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template1").format(sql.Identifier(unfinished)))
    _use(unfinished)
    _as_owner = True
    try:
        with connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm; CREATE EXTENSION IF NOT EXISTS btree_gin")
            cursor.execute(f"GRANT USAGE ON SCHEMA public TO {APPLICATION_ROLE}, zhike_loader, zhike_search")
            cursor.execute(PRIVILEGES.read_text())
        call_command("migrate", verbosity=0, interactive=False)
    finally:
        connections.close_all()
        _as_owner = False
    server.execute(
        sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(unfinished), sql.Identifier(template))
    )


def _remove_leftovers(server: psycopg.Connection) -> None:
    """Templates of older migrations, and copies whose test process is gone."""
    rows = server.execute("SELECT datname FROM pg_database WHERE datname ~ '^(zhike_template_|zhike_test_)'").fetchall()
    for (name,) in rows:
        process = name.removeprefix("zhike_test_").partition("_")[0]
        if name.startswith("zhike_template_") or not (process.isdigit() and _is_alive(int(process))):
            drop(server, name)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def _use(name: str) -> None:
    connections.close_all()
    connection.settings_dict["NAME"] = name


@contextmanager
def _maintenance() -> Iterator[psycopg.Connection]:
    """The server's own database, as owner, outside every transaction."""
    settings = connection.settings_dict
    with psycopg.connect(
        dbname="postgres",
        user=settings["USER"],
        password=settings["PASSWORD"] or None,
        host=settings["HOST"] or None,
        port=settings["PORT"] or None,
        autocommit=True,
    ) as server:
        yield server
