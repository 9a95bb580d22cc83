"""SQL that types the mapped texts and finds every reason against a row, built from the declaration.

For column number i of the data set: t{i} is its text, v{i} the typed value, id{i} what a reference points to, c{i} the
reason code or null. A row is good when `problem` and every c{i} are null.
"""

from datetime import date

from zhike.contexts.feeds.datasets.declaration import Column, ColumnType, DataSet
from zhike.contexts.feeds.mapping.model import Feed
from zhike.contexts.feeds.reading.mapped_sql import CheckContext
from zhike.contexts.feeds.types import Reason
from zhike.foundation.duckdb_text import literal

FIRST_DATE, LAST_DATE = date(1880, 1, 1), date(2199, 12, 31)
LONGEST_BIGINT = 18
_WRONG_TYPE = {
    ColumnType.DATE: Reason.NOT_A_DATE,
    ColumnType.BOOLEAN: Reason.NOT_A_BOOLEAN,
    ColumnType.CODE: Reason.UNKNOWN_CODE,
}


class CheckSql:
    """The statements a batch goes through after `mapped` is there."""

    def __init__(self, data_set: DataSet, feed: Feed, context: CheckContext) -> None:
        self.data_set = data_set
        self._feed = feed
        self._context = context
        self.columns = list(enumerate(data_set.columns))

    def checked(self) -> str:
        """Creates `checked` from `mapped` and the tables reference_<data set>(key, id)."""
        values = ", ".join(f"{self._value(i, column)} AS v{i}" for i, column in self.columns)
        reasons = ", ".join(f"{self._reason(i, column)} AS c{i}" for i, column in self.columns)
        ids = "".join(f", ref{i}.id AS id{i}" for i, column in self.referring())
        joins = "".join(
            f" LEFT JOIN reference_{column.references} AS ref{i} ON ref{i}.key = t{i}" for i, column in self.referring()
        )
        good = " AND ".join(f"c{i} IS NULL" for i, _ in self.columns)
        return f"""
            CREATE OR REPLACE TEMP TABLE checked AS
            WITH typed AS (SELECT mapped.*, {values} {ids} FROM mapped {joins}),
            judged AS (SELECT *, {reasons} FROM typed)
            SELECT *, problem IS NULL AND {good} AS good FROM judged
        """  # noqa: S608 - names are ours, texts are quoted

    def good(self) -> str:
        """Accepted rows: line_number and every column under its `output_name`."""
        outputs = ", ".join(f"{self._output(i, c)} AS {self.output_name(c)}" for i, c in self.columns)
        return f"SELECT line_number, {outputs} FROM checked WHERE good ORDER BY line_number"  # noqa: S608

    def bad(self) -> str:
        """Rejected rows: line_number, raw, problem, width; r, t, c of every column; then the key as in `good`."""
        cells = ", ".join(f"r{i}, t{i}, c{i}" for i, _ in self.columns)
        keys = ", ".join(self._output(i, column) for i, column in self.key_columns())
        return f"""
            SELECT line_number, raw, problem, width, {cells}, {keys} FROM checked WHERE NOT good ORDER BY line_number
        """  # noqa: S608

    def sums(self) -> str:
        """One row: for every money column the sum of the readable values as text and the count of the others."""
        cells = [
            f"CAST(coalesce(sum(v{i}), 0) AS VARCHAR), count(*) FILTER (t{i} IS NOT NULL AND v{i} IS NULL)"
            for i, _ in self.money_columns()
        ]
        return f"SELECT {', '.join(cells)} FROM checked"  # noqa: S608

    def money_columns(self) -> list[tuple[int, Column]]:
        return [(i, column) for i, column in self.columns if column.type is ColumnType.MONEY]

    def key_columns(self) -> list[tuple[int, Column]]:
        """The key's columns in the order of the declaration of the key."""
        by_name = {column.name: (i, column) for i, column in self.columns}
        return [by_name[name] for name in self.data_set.key]

    def referring(self) -> list[tuple[int, Column]]:
        """Columns whose text must be the key of another data set."""
        return [(i, c) for i, c in self.columns if c.references and c.references != self.data_set.name]

    def output_name(self, column: Column) -> str:
        """Name of the column in accepted rows: kept name, or its own where protection is still to come."""
        if column.protection.value and not self.data_set.surrogate(column):
            return column.name
        return self.data_set.kept_name(column)

    def _output(self, i: int, column: Column) -> str:
        return f"id{i}" if self.data_set.surrogate(column) else f"v{i}"

    def _value(self, i: int, column: Column) -> str:
        match column.type:
            case ColumnType.DATE:
                return self._date_value(i, column)
            case ColumnType.INTEGER:
                return f"CASE WHEN {_is_whole(i)} THEN CAST(TRY_CAST(t{i} AS INTEGER) AS BIGINT) END"
            case ColumnType.MONEY:
                return self._money_value(i)
            case ColumnType.BOOLEAN:
                return f"CASE lower(t{i}) {_BOOLEANS} END"
            case ColumnType.CODE:
                return f"CASE WHEN t{i} IN ({', '.join(literal(code) for code in column.codes)}) THEN t{i} END"
        return f"t{i}"

    def _date_value(self, i: int, column: Column) -> str:
        source = self._feed.columns.get(column.name)
        date_format = source.date_format if source else "%Y-%m-%d"
        guard = f"regexp_full_match(t{i}, '[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}')" if date_format == "%Y-%m-%d" else "true"
        parsed = f"CAST(try_strptime(t{i}, {literal(date_format)}) AS DATE)"
        return f"CASE WHEN {guard} AND {parsed} BETWEEN DATE '{FIRST_DATE}' AND DATE '{LAST_DATE}' THEN {parsed} END"

    def _money_value(self, i: int) -> str:
        """Text → exact minor units. DECIMAL(18, e) times 10^e stays below 2^63 for the digits the pattern admits."""
        digits = self._context.exponent
        whole = LONGEST_BIGINT - 2 * digits
        decimals = f"([.][0-9]{{1,{digits}}}0*)?" if digits else "([.]0+)?"
        pattern = f"[+-]?[0-9]{{1,{whole}}}{decimals}"
        exact = f"CAST(CAST(t{i} AS DECIMAL({LONGEST_BIGINT}, {digits})) * {10**digits} AS BIGINT)"
        return f"CASE WHEN regexp_full_match(t{i}, '{pattern}') THEN {exact} END"

    def _reason(self, i: int, column: Column) -> str:
        arms = [("problem IS NOT NULL", None), (f"f{i}", Reason.EXPRESSION_FAILED)]
        arms.append((f"r{i} IS NOT NULL AND t{i} IS NULL", Reason.UNKNOWN_CODE))
        if column.required:
            arms.append((f"t{i} IS NULL", Reason.MISSING_REQUIRED))
        arms.append((f"t{i} IS NULL", None))
        if column.type is ColumnType.MONEY:
            arms += _money_arms(i, column)
        elif column.type is ColumnType.INTEGER:
            arms += [(f"NOT {_is_whole(i)}", Reason.NOT_A_NUMBER), (f"v{i} IS NULL", Reason.OUT_OF_RANGE)]
        elif column.type is ColumnType.TEXT:
            arms.append((f"length(t{i}) > {column.max_length}", Reason.TOO_LONG))
        else:
            arms.append((f"v{i} IS NULL", _WRONG_TYPE[column.type]))
        if column.name == self.data_set.business_date_column:
            days = f"DATE '{self._context.first}' AND DATE '{self._context.last}'"
            arms.append((f"v{i} NOT BETWEEN {days}", Reason.WRONG_BUSINESS_DATE))
        if (i, column) in self.referring():
            arms.append((f"id{i} IS NULL", Reason.UNKNOWN_REFERENCE))
        return (
            "CASE" + "".join(f" WHEN {when} THEN {literal(then) if then else 'NULL'}" for when, then in arms) + " END"
        )


def _is_whole(i: int) -> str:
    return f"regexp_full_match(t{i}, '[+-]?[0-9]+')"


def _money_arms(i: int, column: Column) -> list[tuple[str, Reason | None]]:
    number = f"regexp_full_match(t{i}, '[+-]?[0-9]+([.][0-9]+)?')"
    arms: list[tuple[str, Reason | None]] = [
        (f"v{i} IS NULL AND NOT {number}", Reason.NOT_AN_AMOUNT),
        (f"v{i} IS NULL AND regexp_full_match(t{i}, '[+-]?[0-9]{{1,12}}[.][0-9]+')", Reason.TOO_MANY_DECIMALS),
        (f"v{i} IS NULL", Reason.OUT_OF_RANGE),
    ]
    if column.positive:
        arms.append((f"v{i} <= 0", Reason.NOT_POSITIVE))
    return arms


_BOOLEANS = " ".join(
    f"WHEN '{word}' THEN {value}"
    for value, words in (("true", ("true", "1", "y", "yes", "是")), ("false", ("false", "0", "n", "no", "否")))
    for word in words
)
