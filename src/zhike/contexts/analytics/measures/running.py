"""Running measures on DuckDB. Another engine needs a sibling of this module and nothing else."""

import duckdb

from zhike.contexts.analytics.measures.registry import Parameters, bound, needed_for


def compute(connection: duckdb.DuckDBPyConnection, codes: list[str], parameters: Parameters) -> None:
    """Make a temporary table per measure, inputs first; the inputs must be tables or views of this connection."""
    for measure in needed_for(codes):
        connection.execute(f"CREATE TEMP TABLE {measure.code} AS {bound(measure, parameters)}")
