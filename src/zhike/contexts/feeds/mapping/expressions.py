"""Scalar expressions in a mapping: parsed, held to a list of harmless functions, rewritten onto our own column names.

An expression comes from a file somebody else may write, so nothing is taken on trust: only the node types and
functions below pass, the text that reaches DuckDB is generated from the parsed tree, and the connection running it has
no access to files.
"""

from collections.abc import Callable

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from zhike.contexts.feeds.mapping.model import MappingError

_NODES = (
    exp.Column,
    exp.Identifier,
    exp.Literal,
    exp.Boolean,
    exp.Null,
    exp.Paren,
    exp.Case,
    exp.If,
    exp.And,
    exp.Or,
    exp.Not,
    exp.EQ,
    exp.NEQ,
    exp.GT,
    exp.GTE,
    exp.LT,
    exp.LTE,
    exp.Is,
    exp.In,
    exp.Between,
    exp.Like,
    exp.ILike,
    exp.Add,
    exp.Sub,
    exp.Mul,
    exp.IntDiv,
    exp.Mod,
    exp.Neg,
    exp.DPipe,
    exp.Concat,
    exp.ConcatWs,
    exp.Cast,
    exp.TryCast,
    exp.DataType,
    exp.DataTypeParam,
    exp.Coalesce,
    exp.Nullif,
    exp.Substring,
    exp.Left,
    exp.Right,
    exp.Upper,
    exp.Lower,
    exp.Trim,
    exp.Pad,
    exp.Length,
    exp.Replace,
    exp.SplitPart,
    exp.Abs,
    exp.Greatest,
    exp.Least,
    exp.RegexpLike,
    exp.RegexpExtract,
    exp.RegexpReplace,
    exp.StartsWith,
    exp.StrPosition,
    exp.StrToTime,
    exp.TimeToStr,
    exp.Reverse,
    exp.Translate,
)
_NAMED_FUNCTIONS = {
    "REGEXP_FULL_MATCH",
    "REGEXP_MATCHES",
    "SUFFIX",
    "ENDS_WITH",
    "TRY_STRPTIME",
    "PRINTF",
    "FORMAT",
    "CONTAINS",
    "REPLACE",
    "LPAD",
    "RPAD",
}
Resolve = Callable[[str, str], str]


def parse(text: str, where: str) -> exp.Expr:
    """The tree of a scalar DuckDB expression; MappingError (naming `where`) when it is more than that."""
    try:
        trees = sqlglot.parse(text, read="duckdb")
    except SqlglotError as error:
        raise MappingError(f"{where}: not an expression: {text}") from error
    if len(trees) != 1 or trees[0] is None:
        raise MappingError(f"{where}: exactly one expression is allowed: {text}")
    tree = trees[0]
    for node in tree.walk():
        _allow(node, where)
    return tree


def columns_of(tree: exp.Expr) -> list[tuple[str, str]]:
    """(lookup or "", column) for every column the expression reads, once each."""
    return list(dict.fromkeys((column.table, column.name) for column in tree.find_all(exp.Column)))


def render(tree: exp.Expr, resolve: Resolve) -> str:
    """DuckDB text of the expression, every column replaced by `resolve(lookup, column)`, an identifier of ours."""

    def replaced(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Column):
            return exp.column(exp.to_identifier(resolve(node.table, node.name), quoted=True))
        return node

    return tree.copy().transform(replaced).sql(dialect="duckdb", comments=False)


def _allow(node: exp.Expr, where: str) -> None:
    if isinstance(node, exp.Anonymous):
        if node.name.upper() in _NAMED_FUNCTIONS:
            return
        raise MappingError(f"{where}: the function {node.name.lower()} is not allowed in a mapping")
    if not isinstance(node, _NODES):
        raise MappingError(f"{where}: {type(node).__name__} is not allowed in a mapping; only scalar expressions are")
    if isinstance(node, exp.Column) and len(node.parts) > 2:
        raise MappingError(f"{where}: {node.sql()} names more than a lookup and a column")
