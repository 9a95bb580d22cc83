"""Cutting a file into records: decompress, find line ends, decode strictly, keep whatever cannot be read.

Each physical line is a record. Nothing is repaired: a line that cannot be decoded, is too long or holds a NUL leaves as
`UnreadableLine` with its bytes, so that records in = lines out, always.
"""

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from zhike.contexts.feeds.mapping.model import Layout
from zhike.contexts.feeds.refusals import FileRefused
from zhike.contexts.feeds.types import Reason

BLOCK_BYTES = 4 << 20
BYTES_A_CHARACTER = 4
BYTE_ORDER_MARK = "\ufeff"
MOST_EXPANSION = 400
EXPANSION_CHECKED_FROM = 64 << 20


@dataclass(frozen=True)
class UnreadableLine:
    """A line that never became text."""

    number: int
    raw: bytes
    reason: Reason


@dataclass(frozen=True)
class TextLines:
    """Decoded lines with their numbers (1 is the first line of the file), and the ones that could not be decoded."""

    numbers: list[int]
    texts: list[str]
    unreadable: list[UnreadableLine]


def read_lines(path: Path, layout: Layout, block_bytes: int = BLOCK_BYTES) -> Iterator[TextLines]:
    """The lines of the file in blocks; FileRefused for a damaged archive."""
    first = 1
    for block, over_long in _blocks(path, layout.line_limit, block_bytes):
        if over_long:
            yield TextLines([], [], [UnreadableLine(first, block, Reason.OVER_LONG_LINE)])
            first += 1
            continue
        lines = _decoded(block, first, layout)
        if first == 1 and lines.numbers[:1] == [1]:
            lines.texts[0] = lines.texts[0].removeprefix(BYTE_ORDER_MARK)
        first += len(lines.numbers) + len(lines.unreadable)
        yield lines


def _blocks(path: Path, line_limit: int, block_bytes: int) -> Iterator[tuple[bytes, bool]]:
    """Whole lines, without the last line end; or one excerpt of a line that is too long (True)."""
    most = line_limit * BYTES_A_CHARACTER
    carry = b""
    chunks = _chunks(path, block_bytes)
    for chunk in chunks:
        data = carry + chunk
        cut = data.rfind(b"\n")
        if cut >= 0:
            yield data[:cut], False
            data = data[cut + 1 :]
        if len(data) > most:
            yield data[:most], True
            data = _after_line_end(chunks)
            cut = data.rfind(b"\n")
            if cut >= 0:
                yield data[:cut], False
                data = data[cut + 1 :]
        carry = data
    if carry:
        yield carry, False


def _after_line_end(chunks: Iterator[bytes]) -> bytes:
    for chunk in chunks:
        end = chunk.find(b"\n")
        if end >= 0:
            return chunk[end + 1 :]
    return b""


def _chunks(path: Path, block_bytes: int) -> Iterator[bytes]:
    packed = path.stat().st_size
    seen = 0
    with _open(path) as stream:
        while True:
            try:
                chunk = stream.read(block_bytes)
            except (EOFError, gzip.BadGzipFile, zlib.error) as error:
                raise FileRefused("damaged", file=path.name) from error
            if not chunk:
                return
            seen += len(chunk)
            if seen > EXPANSION_CHECKED_FROM and seen > packed * MOST_EXPANSION:
                raise FileRefused("bomb", file=path.name, times=MOST_EXPANSION)
            yield chunk


def _open(path: Path) -> BinaryIO:
    if path.suffix == ".gz":
        return gzip.open(path, "rb")  # type: ignore[return-value]
    return path.open("rb")


def _decoded(block: bytes, first: int, layout: Layout) -> TextLines:
    try:
        text = block.decode(layout.encoding)
    except UnicodeDecodeError:
        return _line_by_line(block, first, layout)
    texts = text.split("\n")
    if "\0" in text or max(map(len, texts)) > layout.line_limit:
        return _line_by_line(block, first, layout)
    if "\r" in text:
        texts = [line.removesuffix("\r") for line in texts]
        if any("\r" in line for line in texts):
            return _line_by_line(block, first, layout)
    return TextLines(list(range(first, first + len(texts))), texts, [])


def _line_by_line(block: bytes, first: int, layout: Layout) -> TextLines:
    numbers: list[int] = []
    texts: list[str] = []
    unreadable: list[UnreadableLine] = []
    for number, raw in enumerate(block.split(b"\n"), first):
        reason = None
        text = ""
        try:
            text = raw.decode(layout.encoding).removesuffix("\r")
        except UnicodeDecodeError:
            reason = Reason.BAD_ENCODING
        if len(text) > layout.line_limit:
            reason = Reason.OVER_LONG_LINE
        elif "\0" in text or "\r" in text:
            reason = Reason.CONTROL_CHARACTER
        if reason is None:
            numbers.append(number)
            texts.append(text)
        else:
            unreadable.append(UnreadableLine(number, raw, reason))
    return TextLines(numbers, texts, unreadable)
