"""Writes a delivery folder as a bank's core would: canonical CSV and a manifest with counts, hashes and totals."""

import hashlib
import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv

from zhike.interfaces.demonstration.bank import Numbers

MANIFEST = "manifest.toml"


def money(minor: Numbers) -> pa.Array:
    """分 as exact decimals with two places, without a detour over text or floating point."""
    minor = np.ascontiguousarray(minor, dtype=np.int64)
    halves = np.empty((len(minor), 2), dtype=np.int64)
    halves[:, 0] = minor
    halves[:, 1] = minor >> 63
    return pa.Array.from_buffers(pa.decimal128(18, 2), len(minor), [None, pa.py_buffer(halves.tobytes())])


def dates(days: Numbers) -> pa.Array:
    """Day numbers as dates; -1 becomes empty."""
    return pa.array(days.astype(np.int32), mask=days < 0).cast(pa.date32())


@dataclass
class Sheet:
    """One CSV file being written in pieces."""

    path: Path
    columns: tuple[str, ...]
    rows: int = 0
    totals: dict[str, int] = field(default_factory=dict)
    _file: Any = None

    def write(self, columns: dict[str, Any]) -> None:
        """Append rows; money columns (decimal) are added to the file's totals."""
        table = pa.table(columns).select(list(self.columns))
        if self._file is None:
            self._file = self.path.open("wb")
            self._file.write((",".join(self.columns) + "\n").encode())
        if table.num_rows:
            options = pa_csv.WriteOptions(include_header=False, quoting_style="none")
            pa_csv.write_csv(table, self._file, options)
        self.rows += table.num_rows
        for name, kind in zip(table.schema.names, table.schema.types, strict=True):
            if pa.types.is_decimal(kind):
                self.totals[name] = self.totals.get(name, 0) + _sum_minor(table.column(name))

    def close(self) -> None:
        """Flush to disk."""
        if self._file is not None:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()

    def manifest_lines(self) -> list[str]:
        """The file's table of the manifest."""
        with self.path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        lines = ["", "[[file]]", f'name = "{self.path.name}"', f"rows = {self.rows}", f'sha256 = "{digest}"']
        if self.totals:
            lines.append("[file.totals]")
            lines += [f'{name} = "{Decimal(minor).scaleb(-2)}"' for name, minor in sorted(self.totals.items())]
        return lines


def _sum_minor(column: pa.ChunkedArray) -> int:
    return sum(int(np.frombuffer(chunk.buffers()[1], dtype=np.int64)[::2].sum()) for chunk in column.chunks)


class DeliveryFolder:
    """A delivery written aside and renamed when complete; leaving it by an error leaves nothing at its place."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._aside = path.with_name(f".{path.name}.part")
        self._sheets: dict[str, Sheet] = {}

    def __enter__(self) -> Self:
        shutil.rmtree(self._aside, ignore_errors=True)
        self._aside.mkdir(parents=True)
        return self

    def sheet(self, dataset: str, columns: Iterable[str]) -> Sheet:
        """The file of one data set, opened with its columns at the first call."""
        if dataset not in self._sheets:
            self._sheets[dataset] = Sheet(self._aside / f"{dataset}.csv", tuple(columns))
        return self._sheets[dataset]

    def finish(self, first: date, last: date, closing: Mapping[date, int]) -> None:
        """Write the manifest for the days `first` to `last` and put the folder in its place, over an older one.

        `closing` is the sum of all balances at the end of each day, in 分.
        """
        lines = [f"business_date = {last}"] if first == last else [f"from = {first}", f"to = {last}"]
        lines += ["", "[closing]", *(f'{day} = "{Decimal(minor).scaleb(-2)}"' for day, minor in closing.items())]
        for sheet in self._sheets.values():
            sheet.close()
            lines += sheet.manifest_lines()
        (self._aside / MANIFEST).write_text("\n".join(lines) + "\n", encoding="utf-8")
        if self.path.exists():
            shutil.rmtree(self.path)
        self._aside.rename(self.path)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self._aside, ignore_errors=True)
