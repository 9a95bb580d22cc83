"""A mapping: how one bank's own files become the canonical data sets. Frozen, checked, without any file being open."""

from dataclasses import dataclass, field
from datetime import date

from sqlglot import exp


class MappingError(ValueError):
    """A mapping cannot be used; the text says where and why."""


@dataclass(frozen=True)
class ColumnSource:
    """Where the text of one canonical column comes from: exactly one of `source`, `expression`, `constant`.

    `source` is a column of the file, or "lookup.column". `codes` translates the bank's own codes; "" in a code table
    stands for a missing value. `date_format` is a strptime format.
    """

    source: str = ""
    expression: exp.Expr | None = None
    constant: str | None = None
    codes: tuple[tuple[str, str], ...] | None = None
    date_format: str = "%Y-%m-%d"


@dataclass(frozen=True)
class Layout:
    """How a text file is cut into records and fields. `names` holds the column names of a file without header."""

    delimiter: str = ","
    quote: str = '"'
    encoding: str = "utf-8"
    header: bool = True
    names: tuple[str, ...] = ()
    line_limit: int = 65_536


@dataclass(frozen=True)
class Feed:
    """One data set fed by one file. With `distinct` rows that are equal in every column become one."""

    name: str
    data_set: str
    columns: dict[str, ColumnSource]
    distinct: bool = False


@dataclass(frozen=True)
class Lookup:
    """Columns of another delivered file joined by `key`, equal to the column `on` of the file itself."""

    name: str
    path: str
    key: str
    on: str
    layout: Layout


@dataclass(frozen=True)
class FileControl:
    """What a file must hold: number of records, hash of its bytes, sums by canonical money column as text."""

    rows: int | None = None
    sha256: str = ""
    totals: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SourceFile:
    """One file of a delivery. `same_names` means canonical layout: the header names the canonical columns."""

    path: str
    layout: Layout
    feeds: tuple[Feed, ...]
    lookups: tuple[Lookup, ...] = ()
    control: FileControl = FileControl()
    optional: bool = False
    same_names: bool = False


@dataclass(frozen=True)
class Bank:
    """The bank the mapping belongs to; `clock` is "data" where the day follows the data (replay of old years)."""

    name: str
    base_currency: str
    clock: str = "wall"


@dataclass(frozen=True)
class BalanceDerivation:
    """Balances are not delivered but rebuilt from transactions; amounts in minor units of the mapping's currency."""

    rule: str
    opening_minor: int
    tolerance_minor: int


@dataclass(frozen=True)
class DeliveryDays:
    """Days a folder without manifest holds, and the closing sums the bank published, as text by date."""

    first: date | None = None
    last: date | None = None
    closing: dict[date, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Mapping:
    """A complete mapping. `digest` changes with every byte of its text; `row_limit` is the most rows to quarantine."""

    name: str
    bank: Bank | None
    currency: str
    files: tuple[SourceFile, ...]
    constants: dict[str, tuple[dict[str, str], ...]]
    days: DeliveryDays
    derivation: BalanceDerivation | None
    row_limit: int
    digest: str
