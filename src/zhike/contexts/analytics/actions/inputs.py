"""The lake as the measures know it: one table per input, no row later than the business date."""

from collections.abc import Sequence

import duckdb

from zhike.contexts.analytics.measures.registry import INPUTS, Parameters, inputs_of
from zhike.contexts.analytics.queries.engine import parquet_files
from zhike.contexts.analytics.queries.settings import list_tier_labels
from zhike.foundation import lake

# Masters arrive as snapshots or changes: the latest row of a key counts.
_KEYS = {
    "customers": ("customer_id",),
    "accounts": ("account_id",),
    "account_holders": ("account_id", "customer_id"),
}


def load_inputs(connection: duckdb.DuckDBPyConnection, codes: Sequence[str], parameters: Parameters) -> None:
    """Make a temporary table of every lake input that the measures `codes` need."""
    needed = inputs_of(list(codes))
    for name in needed:
        if name in _KEYS or name == "balances":
            _load(connection, name, lake.partition_paths(name, upto=parameters.as_of))
        elif name == "transactions":
            _load(connection, name, lake.partition_paths(name, upto=parameters.as_of, since=parameters.flows_since))
    if "tier_bands" in needed:
        _make(connection, "tier_bands")
        labels = list_tier_labels(parameters.as_of)
        connection.execute(
            "INSERT INTO tier_bands SELECT unnest(?), unnest(?), unnest(?)",
            [
                [label.code for label in labels],
                [label.rank for label in labels],
                [label.lower_minor for label in labels],
            ],
        )


def _load(connection: duckdb.DuckDBPyConnection, name: str, paths: list[str]) -> None:
    _make(connection, name)
    if paths:
        select = f"SELECT {', '.join(INPUTS[name])} FROM {parquet_files(paths)}"  # noqa: S608 - names are the registry's
        connection.execute(f"INSERT INTO {name} {select} {_latest_only(name)}")


def _make(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    columns = ", ".join(f"{column} {kind}" for column, kind in INPUTS[name].items())
    connection.execute(f"CREATE TEMP TABLE {name} ({columns})")


def _latest_only(name: str) -> str:
    if name not in _KEYS:
        return ""
    return f"QUALIFY row_number() OVER (PARTITION BY {', '.join(_KEYS[name])} ORDER BY business_date DESC) = 1"
