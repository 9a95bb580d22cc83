"""How a canonical data set is declared: once, here; validation, lake columns and documentation follow from it."""

from dataclasses import dataclass
from enum import StrEnum


class ColumnType(StrEnum):
    """What the text of a column must be readable as."""

    TEXT = "text"
    DATE = "date"
    INTEGER = "integer"
    MONEY = "money"
    CODE = "code"
    BOOLEAN = "boolean"


class Mode(StrEnum):
    """How a delivery of the data set is meant.

    SNAPSHOT: every row that is valid on the day. CHANGES: rows that are new or differ. EVENTS: what happened that day.
    """

    SNAPSHOT = "snapshot"
    CHANGES = "changes"
    EVENTS = "events"


class PersonalClass(StrEnum):
    """Class of personal data by JR/T 0171: C1 internal, C2 masked and encrypted before the lake, C3 never kept."""

    NONE = ""
    C1 = "C1"
    C2 = "C2"


class Protection(StrEnum):
    """What stands in place of a C2 column behind the front door of the lake.

    TOKEN: a surrogate id or blind index only. INDEXED: ciphertext and blind index. SEALED: ciphertext only.
    """

    NONE = ""
    TOKEN = "token"  # noqa: S105 - a kind of protection, not a password
    INDEXED = "indexed"
    SEALED = "sealed"


@dataclass(frozen=True)
class Column:
    """One canonical column.

    `codes` are the only values of a CODE column. `unit` names what a number counts ("minor units", "basis points").
    `positive` money must be greater than zero. `references` names the data set whose key this column holds.
    `index_kind` is the blind index under which equal values are found again; "@column" takes it from that column.
    """

    name: str
    type: ColumnType
    meaning: str
    required: bool = False
    unit: str = ""
    codes: tuple[str, ...] = ()
    positive: bool = False
    personal_class: PersonalClass = PersonalClass.NONE
    protection: Protection = Protection.NONE
    index_kind: str = ""
    references: str = ""
    max_length: int = 200


SURROGATES = {"units": "unit_id", "staff": "staff_id", "customers": "customer_id", "accounts": "account_id"}


@dataclass(frozen=True)
class DataSet:
    """One canonical data set.

    `business_date_column` names the column that must lie inside the delivery's days. `master_of` is the context whose
    tables are loaded from it. In the lake the key of a master is its surrogate `own_id`, and the columns named in
    `outside_lake` are left out.
    """

    name: str
    meaning: str
    mode: Mode
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    business_date_column: str = ""
    in_lake: bool = True
    master_of: str = ""
    own_id: str = ""
    outside_lake: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """The column of that name; KeyError when the data set has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    def surrogate(self, column: Column) -> str:
        """Name of the BIGINT that stands in place of a reference behind the door; "" where the text stays."""
        return "" if column.references == self.name else SURROGATES.get(column.references, "")

    def kept_name(self, column: Column) -> str:
        """Name of the column that carries the value, its surrogate or its blind index once a row is accepted."""
        if surrogate := self.surrogate(column):
            return surrogate
        if column.protection in (Protection.TOKEN, Protection.INDEXED):
            return f"{column.name}_index"
        if column.protection is Protection.SEALED:
            return f"{column.name}_cipher"
        return f"{column.name}_minor" if column.type is ColumnType.MONEY else column.name

    @property
    def kept_key(self) -> tuple[str, ...]:
        """The key in terms of `kept_name`."""
        return tuple(self.kept_name(self.column(name)) for name in self.key)

    @property
    def references(self) -> tuple[str, ...]:
        """Names of other data sets that must be loaded first, in column order, once each."""
        return tuple(dict.fromkeys(c.references for c in self.columns if c.references and c.references != self.name))


def text(name: str, meaning: str, *, required: bool = False, max_length: int = 200) -> Column:
    return Column(name, ColumnType.TEXT, meaning, required=required, max_length=max_length)


def date(name: str, meaning: str, *, required: bool = False) -> Column:
    return Column(name, ColumnType.DATE, meaning, required=required)


def integer(name: str, meaning: str, *, unit: str = "", required: bool = False) -> Column:
    return Column(name, ColumnType.INTEGER, meaning, required=required, unit=unit)


def money(name: str, meaning: str, *, required: bool = False, positive: bool = False) -> Column:
    return Column(name, ColumnType.MONEY, meaning, required=required, unit="minor units", positive=positive)


def code(name: str, meaning: str, codes: tuple[str, ...], *, required: bool = False) -> Column:
    return Column(name, ColumnType.CODE, meaning, required=required, codes=codes)


def boolean(name: str, meaning: str) -> Column:
    return Column(name, ColumnType.BOOLEAN, meaning)


def reference(name: str, meaning: str, data_set: str, *, required: bool = False) -> Column:
    return Column(name, ColumnType.TEXT, meaning, required=required, references=data_set)


def account_number(name: str, meaning: str, *, references: str = "") -> Column:
    """An account or card number: class C2, found again by its blind index, replaced by a surrogate id in the lake."""
    return Column(
        name,
        ColumnType.TEXT,
        meaning,
        required=True,
        personal_class=PersonalClass.C2,
        protection=Protection.TOKEN,
        index_kind="card" if name == "card_no" else "account",
        references=references,
        max_length=64,
    )


def sealed(name: str, meaning: str, *, index_kind: str = "", required: bool = False) -> Column:
    """A C2 text: encrypted, and with `index_kind` also found again by its blind index."""
    return Column(
        name,
        ColumnType.TEXT,
        meaning,
        required=required,
        personal_class=PersonalClass.C2,
        protection=Protection.INDEXED if index_kind else Protection.SEALED,
        index_kind=index_kind,
    )
