"""Starts the tests' PostgreSQL once for every process of every test run, and stops it after the last of them."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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
            try:
                fcntl.flock(in_use, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass  # others are still testing; the last one stops the server
            else:
                embedded.stop(data_dir)
