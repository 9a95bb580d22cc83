"""Values and files as DuckDB text, for the statements that take no parameters."""

from collections.abc import Iterable


def literal(value: object) -> str:
    """A SQL string literal of `value`'s text."""
    return "'" + str(value).replace("'", "''") + "'"


def parquet_files(paths: Iterable[str]) -> str:
    """A FROM item over these files. The paths stand in the text: bound as values, each costs a search for pandas."""
    return f"read_parquet([{', '.join(map(literal, paths))}], hive_partitioning = false)"
