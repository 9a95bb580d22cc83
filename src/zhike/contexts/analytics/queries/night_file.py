"""Reading the per-night DuckDB file: one database a process, a cursor a thread, the file chosen per request.

The files are attached read-only under a name of their own, so a new night needs no reconnection and a request that
began on the old file ends on it.
"""

import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
from django.conf import settings

from zhike.contexts.analytics.models import NightFile
from zhike.foundation import calendar, lake

MEMORY = "512MB"
LONGEST_REQUEST = 600.0  # seconds after which nobody can be reading a file that was replaced

_lock = threading.Lock()
_local = threading.local()
_database: duckdb.DuckDBPyConnection | None = None
_attached: dict[str, tuple[str, float]] = {}  # path → name inside DuckDB, when it was asked for last


def rows_from_night(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Run `sql`, in which {night} stands for the published night's file, and return its rows; [] before the first.

    Callers pass only ids that came out of a scoped query: the file itself knows no scope.
    """
    path = _published_file()
    if path is None:
        return []
    name = _name_of(path)
    return _cursor().execute(sql.format(night=name), list(values)).fetchall()


def _published_file() -> Path | None:
    day = calendar.business_date()
    row = NightFile.objects.filter(business_date=day).first() if day else None
    return Path(settings.ZHIKE_DATA_DIR) / row.path if row else None


def _name_of(path: Path) -> str:
    """Attach the file where that has not happened yet; let go of files nobody asked for in a long time."""
    global _database
    with _lock:
        if _database is None:
            _database = lake.connect(memory_limit=MEMORY, threads=1)
        now = time.monotonic()
        key = str(path)
        name = _attached[key][0] if key in _attached else f"night_{len(_attached)}_{int(now * 1_000_000)}"
        if key not in _attached:
            _database.execute(f"ATTACH '{key.replace(chr(39), chr(39) * 2)}' AS {name} (READ_ONLY)")
        _attached[key] = (name, now)
        for old, (old_name, asked) in list(_attached.items()):
            if now - asked > LONGEST_REQUEST:
                _database.execute(f"DETACH {old_name}")
                del _attached[old]
        return name


def _cursor() -> duckdb.DuckDBPyConnection:
    assert _database is not None
    cursor: duckdb.DuckDBPyConnection | None = getattr(_local, "cursor", None)
    if cursor is None:
        _local.cursor = cursor = _database.cursor()
    return cursor
