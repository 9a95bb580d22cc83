"""The tests' PostgreSQL: one below var/test shared by all test processes, or the one DATABASE_OWNER_URL names."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from zhike.foundation.postgres.borrowing import borrowed_server

# What a power cut would destroy is made anew in seconds.
CARELESS = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "max_connections": "200"}


@contextmanager
def running_server(data_dir: Path) -> Iterator[None]:
    """A server for as long as any test process needs it."""
    if os.environ.get("DATABASE_OWNER_URL"):
        yield
        return
    with borrowed_server(data_dir, settings=CARELESS):
        yield
