"""From bytes to lines: nothing is repaired and nothing is lost, wherever a block ends."""

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhike.contexts.feeds.mapping.model import Layout
from zhike.contexts.feeds.reading.lines import read_lines
from zhike.contexts.feeds.refusals import FileRefused
from zhike.contexts.feeds.types import Reason


def lines_of(
    path: Path, layout: Layout, block_bytes: int = 1 << 20
) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    texts: list[tuple[int, str]] = []
    unreadable: list[tuple[int, str]] = []
    for block in read_lines(path, layout, block_bytes):
        texts += zip(block.numbers, block.texts, strict=True)
        unreadable += [(line.number, line.reason.value) for line in block.unreadable]
    return texts, unreadable


@pytest.mark.parametrize("block_bytes", [1, 2, 3, 7, 64, 4096])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_blocks_end_anywhere(tmp_path: Path, encoding: str, block_bytes: int) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes("编号|名称\r\n1|億达\r\n2|𠮷野家\n\n3|末".encode(encoding))
    texts, unreadable = lines_of(path, Layout(encoding=encoding), block_bytes)
    assert texts == [(1, "编号|名称"), (2, "1|億达"), (3, "2|𠮷野家"), (4, ""), (5, "3|末")]
    assert unreadable == []


def test_a_byte_order_mark_is_no_part_of_the_first_name(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes("\ufeffa,b\n".encode())
    assert lines_of(path, Layout())[0] == [(1, "a,b")]


def test_only_the_bad_line_of_a_block_is_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes("甲,乙\n".encode("gb18030") + b"ok,\xff\xff\n" + "丙,丁\n".encode("gb18030") + b"half\x81\n")
    texts, unreadable = lines_of(path, Layout(encoding="gb18030"))
    assert texts == [(1, "甲,乙"), (3, "丙,丁")]
    assert unreadable == [(2, Reason.BAD_ENCODING), (4, Reason.BAD_ENCODING)]


def test_the_bytes_of_a_bad_line_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(b"good\nbad\xff\r\n")
    (block,) = read_lines(path, Layout())
    assert [line.raw for line in block.unreadable] == [b"bad\xff\r"]


@pytest.mark.parametrize("block_bytes", [16, 1 << 20])
def test_an_over_long_line_costs_no_more_than_itself(tmp_path: Path, block_bytes: int) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(b"a\n" + b"x" * 5000 + b"\nb\n" + b"y" * 5000)
    texts, unreadable = lines_of(path, Layout(line_limit=100), block_bytes)
    assert texts == [(1, "a"), (3, "b")]
    assert unreadable == [(2, Reason.OVER_LONG_LINE), (4, Reason.OVER_LONG_LINE)]


@pytest.mark.parametrize("text", ["a\0b", "a\rb"])
def test_control_characters_are_not_swallowed(tmp_path: Path, text: str) -> None:
    path = tmp_path / "file.csv"
    path.write_text(f"first\n{text}\nlast\n", newline="")
    assert lines_of(path, Layout()) == ([(1, "first"), (3, "last")], [(2, Reason.CONTROL_CHARACTER)])


def test_gzip_is_read_and_a_damaged_one_refused(tmp_path: Path) -> None:
    whole = tmp_path / "whole.csv.gz"
    whole.write_bytes(gzip.compress(b"a\nb\n" * 10_000))
    assert len(lines_of(whole, Layout())[0]) == 20_000
    cut = tmp_path / "cut.csv.gz"
    cut.write_bytes(whole.read_bytes()[:-20])
    with pytest.raises(FileRefused, match=r"cut.csv.gz: the archive is damaged or ends too early"):
        lines_of(cut, Layout())
    other = tmp_path / "other.csv.gz"
    other.write_bytes(b"no archive at all")
    with pytest.raises(FileRefused, match="damaged"):
        lines_of(other, Layout())


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.csv.gz"
    with gzip.open(path, "wb") as file:
        for _ in range(70):
            file.write(b"0" * (1 << 20))
    with pytest.raises(FileRefused, match="unpacks to more than 400 times its size"):
        lines_of(path, Layout())


@given(content=st.binary(max_size=400), block_bytes=st.integers(1, 50), encoding=st.sampled_from(["utf-8", "gb18030"]))
def test_every_line_comes_out_once(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, block_bytes: int, encoding: str
) -> None:
    path = tmp_path_factory.mktemp("lines") / "file.csv"
    path.write_bytes(content)
    layout = Layout(encoding=encoding, line_limit=60)
    texts, unreadable = lines_of(path, layout, block_bytes)
    numbers = sorted([number for number, _ in texts] + [number for number, _ in unreadable])
    expected = content.count(b"\n") + (0 if content.endswith(b"\n") or not content else 1)
    assert numbers == list(range(1, expected + 1))
    assert (texts, unreadable) == lines_of(path, layout, 1 << 20)
