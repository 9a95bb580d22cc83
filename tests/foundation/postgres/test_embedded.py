"""The embedded PostgreSQL: made once, found again, and never in the way of the next start."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from zhike.foundation.postgres import embedded, places
from zhike.foundation.postgres.binaries import PostgresError, find_binaries
from zhike.foundation.postgres.borrowing import borrowed_server
from zhike.foundation.postgres.places import places_for

QUICK = {"fsync": "off", "shared_buffers": "16MB", "max_connections": "20"}


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("cluster")
    embedded.start(folder, settings=QUICK)
    yield folder
    embedded.remove(folder)


def server_pid(data_dir: Path) -> int:
    return int((places_for(data_dir).cluster / "postmaster.pid").read_text().split("\n")[0])


def connect(data_dir: Path, role: str) -> psycopg.Connection:
    return psycopg.connect(embedded.url_for(data_dir, role), autocommit=True)


def test_the_address_is_known_before_anything_exists(tmp_path: Path) -> None:
    url = embedded.url_for(tmp_path / "nothing", "zhike_app")
    assert url.startswith("postgresql://zhike_app@/zhike?host=/")
    assert not (tmp_path / "nothing").exists()


@pytest.mark.parametrize("depth", [1, 40])
def test_the_socket_path_fits_the_system_limit(depth: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places.os, "geteuid", lambda: 1234)
    deep = tmp_path.joinpath(*["folder"] * depth)
    assert len(f"{places_for(deep).sockets}/.s.PGSQL.5432".encode()) < 103


def test_a_comma_in_the_path_is_no_second_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places.os, "geteuid", lambda: 1234)
    assert "," not in embedded.url_for(tmp_path / "north, south", "zhike_app")


@pytest.mark.parametrize("role", ["zhike_owner", "zhike_app", "zhike_loader", "zhike_backup"])
def test_each_role_connects_by_who_we_are(role: str, data_dir: Path) -> None:
    with connect(data_dir, role) as server:
        assert server.execute("SELECT current_user").fetchone() == (role,)


def test_a_role_without_login_is_refused(data_dir: Path) -> None:
    with pytest.raises(psycopg.OperationalError):
        connect(data_dir, "zhike_search")


def test_the_server_listens_on_no_network_address(data_dir: Path) -> None:
    with connect(data_dir, "zhike_app") as server:
        assert server.execute("SHOW listen_addresses").fetchone() == ("",)
    assert places_for(data_dir).sockets.stat().st_mode & 0o077 == 0


def test_the_application_may_use_what_the_owner_makes_and_make_nothing(data_dir: Path) -> None:
    with connect(data_dir, "zhike_owner") as owner, connect(data_dir, "zhike_app") as application:
        owner.execute("CREATE TABLE IF NOT EXISTS visits (id bigserial, note text)")
        application.execute("INSERT INTO visits (note) VALUES ('kept')")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            application.execute("CREATE TABLE own (id int)")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            application.execute("TRUNCATE visits")


def test_a_second_start_reuses_the_running_server(data_dir: Path) -> None:
    before = server_pid(data_dir)
    embedded.start(data_dir)
    assert server_pid(data_dir) == before


def test_a_killed_server_starts_again_with_its_data(data_dir: Path) -> None:
    with connect(data_dir, "zhike_owner") as owner:
        owner.execute("CREATE TABLE survived AS SELECT 42 AS answer")
    os.kill(server_pid(data_dir), signal.SIGKILL)
    embedded.start(data_dir, settings=QUICK)
    with connect(data_dir, "zhike_owner") as owner:
        assert owner.execute("SELECT answer FROM survived").fetchone() == (42,)


def test_a_pid_file_that_names_another_process_does_not_block(data_dir: Path) -> None:
    embedded.stop(data_dir)
    pid_file = places_for(data_dir).cluster / "postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n{places_for(data_dir).cluster}\n")
    (places_for(data_dir).sockets / ".s.PGSQL.5432.lock").write_text(f"{os.getpid()}\n")
    assert not embedded.is_running(data_dir)
    embedded.start(data_dir, settings=QUICK)
    assert embedded.is_running(data_dir)


def test_a_half_made_cluster_is_made_again(tmp_path: Path) -> None:
    source = Path(embedded.__file__).resolve().parents[3]
    command = [sys.executable, "-m", "zhike.foundation.postgres.embedded", "start", str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": str(source)}
    unfinished = places_for(tmp_path).unfinished
    with subprocess.Popen(command, env=environment, start_new_session=True) as making:
        while not (unfinished / "PG_VERSION").exists():
            time.sleep(0.01)
        os.killpg(making.pid, signal.SIGKILL)
    assert not places_for(tmp_path).cluster.exists()
    try:
        embedded.start(tmp_path, settings=QUICK)
        with connect(tmp_path, "zhike_app") as server:
            assert server.execute("SELECT 1").fetchone() == (1,)
    finally:
        embedded.remove(tmp_path)


def test_the_last_borrower_stops_the_server(tmp_path: Path) -> None:
    with borrowed_server(tmp_path, settings=QUICK):
        with borrowed_server(tmp_path):
            assert embedded.is_running(tmp_path)
        assert embedded.is_running(tmp_path)
    assert not embedded.is_running(tmp_path)
    embedded.remove(tmp_path)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's clusters lie outside the data directory")
def test_a_cluster_whose_data_directory_was_deleted_is_put_aside(tmp_path: Path) -> None:
    said: list[str] = []
    with borrowed_server(tmp_path, settings=QUICK), connect(tmp_path, "zhike_owner") as owner:
        owner.execute("CREATE TABLE unreadable (id int)")
    places_for(tmp_path).here_mark.unlink()
    try:
        with borrowed_server(tmp_path, settings=QUICK, announce=said.append), connect(tmp_path, "zhike_owner") as owner:
            assert owner.execute("SELECT to_regclass('unreadable')").fetchone() == (None,)
        assert any("put aside" in line for line in said)
    finally:
        embedded.remove(tmp_path)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's clusters lie outside the data directory")
def test_a_moved_data_directory_says_where_its_database_is(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    with borrowed_server(old, settings=QUICK):
        pass
    old.rename(new)
    with pytest.raises(PostgresError, match=f"mv {places_for(old).home} {places_for(new).home}"):
        embedded.start(new)
    embedded.remove(old)


def test_a_missing_version_is_named() -> None:
    with pytest.raises(PostgresError, match="made by PostgreSQL 9"):
        find_binaries(9)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's clusters outlive their data directory")
def test_a_server_whose_data_directory_is_deleted_under_it_is_stopped(tmp_path: Path) -> None:
    data_dir = tmp_path / "bank"
    with borrowed_server(data_dir, settings=QUICK):
        shutil.rmtree(data_dir)
    assert not embedded.is_running(data_dir)
    embedded.remove(data_dir)
