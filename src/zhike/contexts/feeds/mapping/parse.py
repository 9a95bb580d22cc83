"""Reads a mapping's TOML. Every mistake is reported with its place in the file."""

import hashlib
import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from zhike.contexts.feeds.datasets import DATA_SETS
from zhike.contexts.feeds.datasets.declaration import ColumnType, DataSet
from zhike.contexts.feeds.mapping import expressions
from zhike.contexts.feeds.mapping.model import (
    BalanceDerivation,
    Bank,
    ColumnSource,
    DeliveryDays,
    Feed,
    FileControl,
    Layout,
    Lookup,
    Mapping,
    MappingError,
    SourceFile,
)
from zhike.foundation import money

SHIPPED = Path(__file__).resolve().parents[1] / "mappings"
ENCODINGS = ("utf-8", "gb18030")
RULES = ("chain_within_day",)
DEFAULT_ROW_LIMIT = 100_000
LONGEST_NAME = 80
_TOP = {"bank", "currency", "delivery", "reading", "codes", "constants", "files", "derive", "limits"}
_LOOKUP_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_READING = {"delimiter", "quote", "encoding", "header", "names", "date_format"}


def load_mapping(name_or_path: str) -> Mapping:
    """The mapping shipped under that name, or the one at that path; MappingError when it cannot be used."""
    path = SHIPPED / f"{name_or_path}.toml" if "/" not in name_or_path else Path(name_or_path)
    if not path.is_file():
        path = Path(name_or_path)
    if not path.is_file():
        known = ", ".join(sorted(p.stem for p in SHIPPED.glob("*.toml")))
        raise MappingError(f"no mapping {name_or_path!r}: give a path or one of {known}")
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise MappingError(f"{path} cannot be read: {error}") from error
    return parse_mapping(text, path.stem)


def parse_mapping(text: str, name: str) -> Mapping:
    """The mapping written in `text`; `name` is what deliveries record. MappingError when it cannot be used."""
    if len(name) > LONGEST_NAME:
        raise MappingError(f"the mapping's name is longer than {LONGEST_NAME} characters: {name}")
    try:
        return _mapping(tomllib.loads(text), text, name)
    except MappingError:
        raise
    except KeyError as error:
        raise MappingError(f"{name}: the entry {error} is missing") from error
    except (TypeError, ValueError, AttributeError, RecursionError) as error:
        raise MappingError(f"{name}: {error}") from error


def _mapping(content: dict[str, Any], text: str, name: str) -> Mapping:
    _known(content, _TOP, name)
    bank = _bank(content.get("bank"), name)
    currency = content.get("currency") or (bank.base_currency if bank else "CNY")
    money.exponent(currency)
    reading, codes = content.get("reading", {}), content.get("codes", {})
    _known(reading, _READING, f"{name}: [reading]")
    return Mapping(
        name=name,
        bank=bank,
        currency=currency,
        files=tuple(_file(raw, reading, codes, f"{name}: files[{i}]") for i, raw in enumerate(content["files"])),
        constants=_constants(content.get("constants", []), name),
        days=_days(content.get("delivery", {}), name),
        derivation=_derivation(content.get("derive", {}), currency, name),
        row_limit=int(content.get("limits", {}).get("quarantined_rows", DEFAULT_ROW_LIMIT)),
        digest=hashlib.sha256(text.encode()).hexdigest(),
    )


def _bank(raw: dict[str, Any] | None, name: str) -> Bank | None:
    if raw is None:
        return None
    _known(raw, {"name", "base_currency", "clock"}, f"{name}: [bank]")
    if raw.get("clock", "wall") not in ("wall", "data"):
        raise MappingError(f"{name}: [bank] clock must be wall or data")
    return Bank(raw["name"], raw["base_currency"], raw.get("clock", "wall"))


def _file(raw: dict[str, Any], reading: dict[str, Any], codes: dict[str, Any], where: str) -> SourceFile:
    allowed = _READING | {"path", "feeds", "lookups", "control", "optional", "same_names"}
    _known(raw, allowed, where)
    where = f"{where} {raw.get('path', '')}"
    layout = _layout({**reading, **{key: raw[key] for key in _READING & raw.keys()}}, where)
    date_format = raw.get("date_format", reading.get("date_format", "%Y-%m-%d"))
    control = raw.get("control", {})
    same_names = bool(raw.get("same_names", False))
    feeds = tuple(_feed(feed, codes, date_format, same_names, where) for feed in raw.get("feeds", []))
    if not feeds:
        raise MappingError(f"{where}: the file feeds no data set")
    if len({feed.name for feed in feeds}) < len(feeds):
        raise MappingError(f"{where}: two feeds have the same name")
    return SourceFile(
        path=_file_name(raw["path"], where),
        layout=layout,
        feeds=feeds,
        lookups=tuple(_lookup(n, look, reading, where) for n, look in raw.get("lookups", {}).items()),
        control=FileControl(control.get("rows"), control.get("sha256", ""), dict(control.get("totals", {}))),
        optional=bool(raw.get("optional", False)),
        same_names=same_names,
    )


def _layout(raw: dict[str, Any], where: str) -> Layout:
    layout = Layout(
        delimiter=raw.get("delimiter", ","),
        quote=raw.get("quote", '"'),
        encoding=raw.get("encoding", "utf-8").lower(),
        header=bool(raw.get("header", True)),
        names=tuple(raw.get("names", ())),
    )
    if layout.encoding not in ENCODINGS:
        raise MappingError(f"{where}: encoding must be one of {', '.join(ENCODINGS)}")
    if len(layout.delimiter) != 1 or len(layout.quote) > 1 or layout.delimiter in "\r\n\0":
        raise MappingError(f"{where}: delimiter must be one character, quote one or none")
    if not layout.header and not layout.names:
        raise MappingError(f"{where}: a file without header needs names")
    return layout


def _lookup(name: str, raw: dict[str, Any], reading: dict[str, Any], where: str) -> Lookup:
    _known(raw, _READING | {"path", "key", "on"}, f"{where} lookup {name}")
    if not _LOOKUP_NAME.fullmatch(name):
        raise MappingError(f"{where} lookup {name}: a lookup's name has small letters, digits and _ only")
    layout = _layout({**reading, **{key: raw[key] for key in _READING & raw.keys()}}, where)
    path = _file_name(raw["path"], f"{where} lookup {name}")
    return Lookup(name, path, str(raw["key"]), str(raw.get("on", raw["key"])), layout)


def _file_name(path: object, where: str) -> str:
    """A file lies in the delivery's own folder: a mapping leads nowhere else on this machine."""
    if not isinstance(path, str) or Path(path).name != path:
        raise MappingError(f"{where}: path must be the name of a file in the delivery's folder, not {path!r}")
    return path


def _feed(raw: dict[str, Any], codes: dict[str, Any], date_format: str, same_names: bool, where: str) -> Feed:
    _known(raw, {"dataset", "name", "distinct", "columns"}, where)
    data_set = DATA_SETS.get(raw.get("dataset", ""))
    if data_set is None:
        raise MappingError(f"{where}: unknown data set {raw.get('dataset')!r}")
    place = f"{where} → {data_set.name}"
    given = raw.get("columns", {})
    _known(given, {column.name for column in data_set.columns}, place)
    columns = {n: _column(value, codes, date_format, f"{place}.{n}") for n, value in given.items()}
    if same_names:
        columns = {c.name: ColumnSource(source=c.name, date_format=date_format) for c in data_set.columns} | columns
    missing = [c.name for c in data_set.columns if c.required and c.name not in columns]
    if missing:
        raise MappingError(f"{place}: required columns are not mapped: {', '.join(missing)}")
    return Feed(raw.get("name", data_set.name), data_set.name, columns, bool(raw.get("distinct", False)))


def _column(raw: object, codes: dict[str, Any], date_format: str, where: str) -> ColumnSource:
    if isinstance(raw, str):
        raw = {"from": raw}
    if not isinstance(raw, dict):
        raise MappingError(f"{where}: give a column name or a table with from, sql or constant")
    _known(raw, {"from", "sql", "constant", "codes", "date_format"}, where)
    if sum(key in raw for key in ("from", "sql", "constant")) != 1:
        raise MappingError(f"{where}: exactly one of from, sql, constant is needed")
    table = None
    if "codes" in raw:
        if raw["codes"] not in codes:
            raise MappingError(f"{where}: no code table {raw['codes']!r}")
        table = tuple((str(key), str(value)) for key, value in codes[raw["codes"]].items())
    return ColumnSource(
        source=raw.get("from", ""),
        expression=expressions.parse(raw["sql"], where) if "sql" in raw else None,
        constant=raw.get("constant"),
        codes=table,
        date_format=raw.get("date_format", date_format),
    )


def _constants(raw: list[dict[str, Any]], name: str) -> dict[str, tuple[dict[str, str], ...]]:
    constants: dict[str, tuple[dict[str, str], ...]] = {}
    for entry in raw:
        data_set = DATA_SETS.get(entry.get("dataset", ""))
        if data_set is None:
            raise MappingError(f"{name}: constants for unknown data set {entry.get('dataset')!r}")
        for row in entry["rows"]:
            _check_constant(data_set, row, f"{name}: constants {data_set.name}")
        constants[data_set.name] = constants.get(data_set.name, ()) + tuple(entry["rows"])
    return constants


def _check_constant(data_set: DataSet, row: dict[str, Any], where: str) -> None:
    _known(row, {column.name for column in data_set.columns}, where)
    for column in data_set.columns:
        value = row.get(column.name)
        if column.required and not value:
            raise MappingError(f"{where}: {column.name} is missing")
        if column.type not in (ColumnType.TEXT, ColumnType.CODE) and value is not None:
            raise MappingError(f"{where}: constant rows hold texts and codes only, not {column.name}")
        if column.codes and value and value not in column.codes:
            raise MappingError(f"{where}: {value!r} is not a code of {column.name}")


def _days(raw: dict[str, Any], name: str) -> DeliveryDays:
    _known(raw, {"from", "to", "closing"}, f"{name}: [delivery]")
    closing = {date.fromisoformat(day): str(total) for day, total in raw.get("closing", {}).items()}
    return DeliveryDays(raw.get("from"), raw.get("to"), closing)


def _derivation(raw: dict[str, Any], currency: str, name: str) -> BalanceDerivation | None:
    balances = raw.get("balances")
    if balances is None:
        return None
    _known(balances, {"rule", "opening", "tolerance"}, f"{name}: [derive.balances]")
    if balances.get("rule") not in RULES:
        raise MappingError(f"{name}: [derive.balances] rule must be one of {', '.join(RULES)}")
    try:
        opening = money.to_minor(str(balances.get("opening", "0")), currency)
        tolerance = money.to_minor(str(balances.get("tolerance", "0")), currency)
    except money.AmountError as error:
        raise MappingError(f"{name}: [derive.balances] {error}") from error
    return BalanceDerivation(balances["rule"], opening, tolerance)


def _known(raw: dict[str, Any], allowed: set[str], where: str) -> None:
    unknown = sorted(set(raw) - allowed)
    if unknown:
        raise MappingError(f"{where}: unknown entries: {', '.join(unknown)}")
