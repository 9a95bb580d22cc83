"""From lines to fields: header, quotes, batches for DuckDB."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from zhike.contexts.feeds.mapping.model import Layout
from zhike.contexts.feeds.reading.lines import TextLines, UnreadableLine, read_lines
from zhike.contexts.feeds.refusals import FileRefused
from zhike.contexts.feeds.types import Reason

ROWS_A_BATCH = 122_880
BATCH_SCHEMA = pa.schema(
    [("line_number", pa.int64()), ("raw", pa.string()), ("fields", pa.list_(pa.string())), ("problem", pa.string())]
)


@dataclass(frozen=True)
class RecordBatch:
    """Records of one block as an Arrow table of BATCH_SCHEMA.

    `fields` is null where the line has no quote: DuckDB splits those. `problem` is a Reason about the whole line.
    """

    table: pa.Table
    unreadable: list[UnreadableLine]

    @property
    def rows(self) -> int:
        return self.table.num_rows + len(self.unreadable)


class RecordFile:
    """A delivered file opened for one pass: `names` are its columns, iterating gives its records batch by batch."""

    def __init__(self, path: Path, layout: Layout) -> None:
        self.path = path
        self.layout = layout
        self._blocks = read_lines(path, layout)
        self._first: TextLines | None = None
        self.names: tuple[str, ...] = self._read_header() if layout.header else layout.names
        folded = [name.casefold() for name in self.names]
        if len(set(folded)) < len(folded):
            raise FileRefused("header_twice", file=path.name)

    def __iter__(self) -> Iterator[RecordBatch]:
        if self._first is not None:
            yield from self._batches(self._first)
        for lines in self._blocks:
            yield from self._batches(lines)

    def _read_header(self) -> tuple[str, ...]:
        first = next(self._blocks, None)
        if first is None:
            raise FileRefused("empty", file=self.path.name)
        if any(line.number == 1 for line in first.unreadable) or not first.texts:
            raise FileRefused("header_encoding", file=self.path.name, encoding=self.layout.encoding)
        fields = split_line(first.texts[0], self.layout)
        if fields is None or not any(field.strip() for field in fields):
            raise FileRefused("no_header", file=self.path.name)
        self._first = TextLines(first.numbers[1:], first.texts[1:], first.unreadable)
        return tuple(field.strip() for field in fields)

    def _batches(self, lines: TextLines) -> Iterator[RecordBatch]:
        """A block may be millions of empty lines: what is checked at a time is bounded in rows too."""
        yield self._batch(TextLines(lines.numbers[:ROWS_A_BATCH], lines.texts[:ROWS_A_BATCH], lines.unreadable))
        for start in range(ROWS_A_BATCH, len(lines.texts), ROWS_A_BATCH):
            end = start + ROWS_A_BATCH
            yield self._batch(TextLines(lines.numbers[start:end], lines.texts[start:end], []))

    def _batch(self, lines: TextLines) -> RecordBatch:
        quote = self.layout.quote
        fields: list[list[str] | None] = [None] * len(lines.texts)
        problems: list[str | None] = [None] * len(lines.texts)
        for position, text in enumerate(lines.texts):
            if not text:
                problems[position] = Reason.BLANK_LINE.value
            elif quote and quote in text:
                fields[position] = split_line(text, self.layout)
                if fields[position] is None:
                    problems[position] = Reason.MALFORMED_QUOTES.value
        table = pa.table([lines.numbers, lines.texts, fields, problems], schema=BATCH_SCHEMA)
        return RecordBatch(table, lines.unreadable)


def split_line(text: str, layout: Layout) -> list[str] | None:
    """The fields of one line, None when its quotes are broken. A quoted delimiter is text; a field ends in its line."""
    if not layout.quote or layout.quote not in text:
        return text.split(layout.delimiter)
    try:
        return next(csv.reader([text], delimiter=layout.delimiter, quotechar=layout.quote, strict=True))
    except (csv.Error, StopIteration):
        return None


def raw_lines(path: Path, layout: Layout, wanted: set[int]) -> dict[int, str]:
    """The text of the lines with these numbers: a second pass for rows found wrong only after the first."""
    found: dict[int, str] = {}
    for lines in read_lines(path, layout):
        found.update(
            (number, text) for number, text in zip(lines.numbers, lines.texts, strict=True) if number in wanted
        )
        if len(found) == len(wanted):
            break
    return found
