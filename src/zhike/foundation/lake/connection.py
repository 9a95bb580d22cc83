"""Where the lake lies and how DuckDB is opened over it."""

from pathlib import Path

import duckdb
from django.conf import settings


def root() -> Path:
    """The lake's folder below the data directory; made when missing, readable by this system user only."""
    path = Path(settings.ZHIKE_DATA_DIR) / "lake"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def connect(*, memory_limit: str = "512MB", threads: int = 1, spill: Path | None = None) -> duckdb.DuckDBPyConnection:
    """An in-memory DuckDB with bounded memory that never fetches or loads an extension by itself.

    What does not fit into `memory_limit` spills, encrypted, to `spill` (default: a folder beside the lake).
    """
    spill = spill or _spill_folder()
    connection = duckdb.connect(
        config={
            "memory_limit": memory_limit,
            "threads": threads,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "temp_directory": str(spill),
            "temp_file_encryption": True,
            "python_enable_replacements": False,
            "preserve_insertion_order": False,
        }
    )
    # Without it nothing spills at all: the wheel's crypto module only reads, and the one that may write is in an
    # extension nobody fetches. What it is weak in is drawing the key, which lives as long as this connection.
    connection.execute("SET force_mbedtls_unsafe = 'true'")
    connection.execute("SET TimeZone = 'UTC'")
    return connection


def _spill_folder() -> Path:
    folder = Path(settings.ZHIKE_DATA_DIR) / "spill"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
