"""Lets several processes share one embedded server: the first starts it, the last one to leave stops it.

Each holds a shared lock on a file for as long as it needs the server. The operating system takes the lock from a killed
process, so nobody has to be counted and a crash leaves nothing to repair.
"""

import fcntl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from zhike.foundation.postgres import embedded


@contextmanager
def borrowed_server(
    data_dir: Path,
    *,
    settings: Mapping[str, str] | None = None,
    announce: embedded.Announce = lambda text: None,
) -> Iterator[None]:
    """The server of `data_dir` for the length of the block; arguments as for `embedded.start`."""
    folder = data_dir / "postgres"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "in-use.lock").open("w") as in_use:
        fcntl.flock(in_use, fcntl.LOCK_SH)
        embedded.start(data_dir, settings=settings, announce=announce)
        try:
            yield
        finally:
            _stop_after_the_last(data_dir, in_use)


def _stop_after_the_last(data_dir: Path, in_use: TextIO) -> None:
    """One leaver at a time: two that looked at the same moment would each see the other and leave the server on."""
    folder = data_dir / "postgres"
    if not folder.exists():
        embedded.stop(data_dir)  # somebody deleted the data under the running server: nobody else can be using it
        return
    with (folder / "leaving.lock").open("w") as leaving:
        fcntl.flock(leaving, fcntl.LOCK_EX)
        fcntl.flock(in_use, fcntl.LOCK_UN)
        try:
            fcntl.flock(in_use, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        embedded.stop(data_dir)
