"""Rows copied into a temporary table, from where one statement moves them on.

COPY is refused on tables under row-level security, and a set-based INSERT … SELECT from a temporary table is as fast.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

ROWS_A_COPY = 50_000


@contextmanager
def staged_rows(name: str, definition: str, rows: Iterable[Sequence[Any]]) -> Iterator[CursorWrapper]:
    """A cursor beside the temporary table `name` (columns as in `definition`) that holds `rows`.

    Runs in a transaction and drops the table at its end. `name` and `definition` are code, never input.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{name}")
        cursor.execute(f"CREATE TEMPORARY TABLE {name} ({definition}) ON COMMIT DROP")
        copy_rows(cursor, name, rows)
        cursor.execute(f"ANALYZE {name}")
        yield cursor
        cursor.execute(f"DROP TABLE {name}")


def copy_rows(cursor: CursorWrapper, name: str, rows: Iterable[Sequence[Any]]) -> None:
    """COPY `rows` into the temporary table `name`."""
    with cursor.cursor.copy(f"COPY {name} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def in_chunks(cursor: CursorWrapper, statement: str, size: int = ROWS_A_COPY) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of `statement` in lists of `size`, from a server-side cursor, so that COPY may run in between."""
    with cursor.cursor.connection.cursor(name="staged_chunks") as reader:
        reader.itersize = size
        reader.execute(statement)
        while chunk := list(islice(reader, size)):
            yield chunk
