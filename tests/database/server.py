"""Starts the tests' PostgreSQL once for every process of every test run, and stops it after the last of them."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from zhike.foundation.postgres import embedded

# What a power cut would destroy is made anew in seconds.
CARELESS = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "max_connections": "200"}


@contextmanager
def running_server(data_dir: Path) -> Iterator[None]:
    """A server below `data_dir` for as long as any test process needs it; nothing where DATABASE_OWNER_URL is given."""
    if os.environ.get("DATABASE_OWNER_URL"):
        yield
        return
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / "in-use.lock").open("w") as in_use:
        fcntl.flock(in_use, fcntl.LOCK_SH)
        embedded.start(data_dir, settings=CARELESS)
        try:
            yield
        finally:
            _stop_after_the_last(data_dir, in_use)


def _stop_after_the_last(data_dir: Path, in_use: TextIO) -> None:
    """One leaver at a time: two that looked at the same moment would each see the other and leave the server running."""
    with (data_dir / "leaving.lock").open("w") as leaving:
        fcntl.flock(leaving, fcntl.LOCK_EX)
        fcntl.flock(in_use, fcntl.LOCK_UN)
        try:
            fcntl.flock(in_use, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return  # others are still testing
        embedded.stop(data_dir)
