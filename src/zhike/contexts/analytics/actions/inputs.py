"""The lake as the measures know it: one table or view per input, no row later than the business date."""

from collections.abc import Sequence

import duckdb

from zhike.contexts.analytics.actions.kept_rows import kept_rows
from zhike.contexts.analytics.measures.registry import INPUTS, Parameters, inputs_of
from zhike.contexts.analytics.queries.settings import list_tier_labels
from zhike.foundation import lake

# Masters arrive as snapshots or changes: the latest row of a key counts.
_KEYS = {
    "customers": ("customer_id",),
    "accounts": ("account_id",),
    "account_holders": ("account_id", "customer_id"),
}


def load_inputs(connection: duckdb.DuckDBPyConnection, codes: Sequence[str], parameters: Parameters) -> None:
    """Make a temporary view or table of every lake input that the measures `codes` need."""
    for name in inputs_of(list(codes)):
        if name == "tier_bands":
            _load_bands(connection, parameters)
        elif name in (*_KEYS, "balances", "transactions"):
            _load(connection, name, parameters)


def _load(connection: duckdb.DuckDBPyConnection, name: str, parameters: Parameters) -> None:
    since = parameters.flows_since if name == "transactions" else None
    paths = lake.partition_paths(name, upto=parameters.as_of, since=since)
    table = kept_rows(connection, name, {**INPUTS[name], "business_date": "DATE"}, paths)
    latest = ""
    if name in _KEYS:
        keys = ", ".join(_KEYS[name])
        latest = f"QUALIFY row_number() OVER (PARTITION BY {keys} ORDER BY business_date DESC) = 1"
    connection.execute(
        f"CREATE TEMP {'TABLE' if latest else 'VIEW'} {name} AS SELECT {', '.join(INPUTS[name])}"  # noqa: S608
        f" FROM {table} WHERE business_date <= DATE '{parameters.as_of}' {latest}"
    )


def _load_bands(connection: duckdb.DuckDBPyConnection, parameters: Parameters) -> None:
    connection.execute("CREATE TEMP TABLE tier_bands (tier_code VARCHAR, tier_rank SMALLINT, lower_minor BIGINT)")
    for label in list_tier_labels(parameters.as_of):
        connection.execute("INSERT INTO tier_bands VALUES (?, ?, ?)", [label.code, label.rank, label.lower_minor])
