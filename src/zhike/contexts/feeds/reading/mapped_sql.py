"""SQL that turns a batch of records into the text of every canonical column: the mapping's side of the checks.

For column number i of the data set: r{i} is the text the mapping gives, f{i} tells that its expression failed, t{i} is
the text after the code table.
"""

from dataclasses import dataclass
from datetime import date

from zhike.contexts.feeds.datasets.declaration import Column, DataSet
from zhike.contexts.feeds.mapping import expressions
from zhike.contexts.feeds.mapping.model import ColumnSource, Feed, Layout
from zhike.contexts.feeds.refusals import FileRefused
from zhike.foundation.duckdb_text import literal

BLANKS = " \t\u3000\u00a0\u200b\u2060\ufeff"  # those no eye sees among them: a name of such is none


@dataclass(frozen=True)
class CheckContext:
    """What the SQL depends on besides the mapping.

    `first` and `last` are the days of the delivery, `exponent` the digits after the point, `lookup_on` and
    `lookup_names` the join column and the columns of every lookup. `lenient` lets optional columns be absent; `file` is
    what a refusal calls the file.
    """

    first: date
    last: date
    exponent: int
    lookup_on: dict[str, str]
    lookup_names: dict[str, tuple[str, ...]]
    lenient: bool
    file: str


class SourceColumns:
    """The columns of the file (and its lookups) a feed reads, each under an alias of ours."""

    def __init__(self, names: tuple[str, ...], context: CheckContext) -> None:
        self.width = len(names)
        self._positions = {name.casefold(): position for position, name in enumerate(names, 1)}
        self._context = context
        self._aliases: dict[tuple[str, str], str] = {}

    def has(self, name: str) -> bool:
        """Whether the file's header names the column."""
        return name.casefold() in self._positions

    def split(self, source: str) -> tuple[str, str]:
        """(lookup or "", column) of a `from` entry."""
        lookup, _, name = source.rpartition(".")
        return (lookup, name) if lookup in self._context.lookup_on else ("", source)

    def alias(self, lookup: str, name: str) -> str:
        """Our name of the column; FileRefused where neither header nor lookup has it."""
        if lookup and lookup not in self._context.lookup_on:
            raise FileRefused("no_lookup", file=self._context.file, lookup=lookup)
        if lookup:
            self.alias("", self._context.lookup_on[lookup])
        known = self._context.lookup_names[lookup] if lookup else self._positions
        if name.casefold() not in {column.casefold() for column in known}:
            code = "no_lookup_column" if lookup else "no_column"
            raise FileRefused(code, file=self._context.file, column=name, lookup=lookup)
        return self._aliases.setdefault((lookup, name.casefold()), f"s{len(self._aliases)}")

    def from_fields(self) -> str:
        """Select items that cut the file's own columns out of `fields`; blanks around a value are no part of it."""
        return "".join(
            f", CASE WHEN problem IS NULL AND len(fields) = {self.width}"
            f" THEN nullif(trim(fields[{self._positions[name]}], {literal(BLANKS)}), '') END AS {alias}"
            for (lookup, name), alias in self._aliases.items()
            if not lookup
        )

    def from_lookups(self) -> str:
        """Select items for columns of lookups."""
        return "".join(
            f", lookup_{lookup}.{identifier(name)} AS {alias}"
            for (lookup, name), alias in self._aliases.items()
            if lookup
        )

    def joins(self) -> str:
        """LEFT JOINs of the lookups that are read."""
        clauses = []
        for lookup in dict.fromkeys(lookup for lookup, _ in self._aliases if lookup):
            on = self._aliases["", self._context.lookup_on[lookup].casefold()]
            clauses.append(f" LEFT JOIN lookup_{lookup} ON lookup_{lookup}.lookup_key = source.{on}")
        return "".join(clauses)


def mapped_sql(data_set: DataSet, feed: Feed, names: tuple[str, ...], layout: Layout, context: CheckContext) -> str:
    """Creates `mapped` from `batch`; raises FileRefused when the file lacks a column the mapping needs."""
    columns = SourceColumns(names, context)
    sources = [_present(column, feed.columns.get(column.name), columns, context) for column in data_set.columns]
    given = ", ".join(_given(i, source, columns) for i, source in enumerate(sources))
    texts = ", ".join(_text_items(i, source) for i, source in enumerate(sources))
    return f"""
        CREATE OR REPLACE TEMP TABLE mapped AS
        WITH cut AS (
            SELECT line_number, raw, problem, coalesce(fields, string_split(raw, {literal(layout.delimiter)})) AS fields
            FROM batch
        ), source AS (
            SELECT line_number, raw, len(fields) AS width,
                   coalesce(problem, CASE WHEN len(fields) <> {columns.width} THEN 'ragged' END) AS problem
                   {columns.from_fields()}
            FROM cut
        ), found AS (
            SELECT source.* {columns.from_lookups()} FROM source {columns.joins()}
        ), given AS (
            SELECT line_number, raw, width, problem, {given} FROM found
        )
        SELECT line_number, raw, width, problem, {texts} FROM given
    """  # noqa: S608 - every name and text in it was quoted or generated by us


def _present(
    column: Column, source: ColumnSource | None, columns: SourceColumns, context: CheckContext
) -> ColumnSource | None:
    if source is None or not source.source:
        return source
    absent = context.lenient and not column.required and not columns.has(source.source)
    return None if absent else source


def _given(i: int, source: ColumnSource | None, columns: SourceColumns) -> str:
    """x{i}: a struct {v: text}, null where the expression could not be computed for the row."""
    if source is None:
        value = "CAST(NULL AS VARCHAR)"
    elif source.constant is not None:
        value = f"CASE WHEN problem IS NULL THEN {literal(source.constant)} END"
    elif source.expression is not None:
        value = f"nullif(CAST({expressions.render(source.expression, columns.alias)} AS VARCHAR), '')"
        return f"TRY({{'v': {value}}}) AS x{i}"
    else:
        value = columns.alias(*columns.split(source.source))
    return f"{{'v': {value}}} AS x{i}"


def _text_items(i: int, source: ColumnSource | None) -> str:
    coded = f"x{i}.v"
    if source is not None and source.codes is not None:
        arms = "".join(f" WHEN {literal(key)} THEN {literal(value)}" for key, value in source.codes)
        coded = f"CASE coalesce(x{i}.v, ''){arms} END"
        if all(key for key, _ in source.codes):
            coded = f"CASE x{i}.v{arms} END"
    return f"x{i}.v AS r{i}, x{i} IS NULL AS f{i}, CASE WHEN problem IS NULL THEN {coded} END AS t{i}"


def identifier(name: str) -> str:
    """A quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'
