"""The step `measures`: from the lake's facts to the night's results, back in the lake."""

from dataclasses import dataclass
from datetime import date

from zhike.contexts.analytics.actions.inputs import load_inputs
from zhike.contexts.analytics.measures.running import compute
from zhike.contexts.analytics.queries.engine import night_engine
from zhike.contexts.analytics.queries.parameters import get_parameters
from zhike.foundation import lake

# data set of the lake (and measure) → the order of its rows, the columns whose sums the manifest keeps
RESULTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "customer_measures": ("customer_id", ("aum_minor", "liabilities_minor")),
    "large_flows": ("customer_id, direction", ("total_minor",)),
    "flow_evidence": ("customer_id, direction, place", ("amount_minor",)),
}


@dataclass(frozen=True)
class MeasuresResult:
    """`aum_minor` is the whole bank's; `large_flows` counts customers and directions."""

    customers: int
    large_flows: int
    aum_minor: int


def compute_measures(*, business_date: date) -> MeasuresResult:
    """Compute the measures of the day and put them into the lake, all or none; the same facts give the same files.

    Raises SettingMissingError.
    """
    parameters = get_parameters(business_date)
    with night_engine() as connection:
        load_inputs(connection, list(RESULTS), parameters)
        compute(connection, list(RESULTS), parameters)
        staged = [
            lake.stage_partition(name, business_date, connection.sql(f"FROM {name} ORDER BY {order}"), sums)
            for name, (order, sums) in RESULTS.items()
        ]
    partitions = {partition.dataset: partition for partition in lake.publish_partitions(staged)}
    return MeasuresResult(
        customers=partitions["customer_measures"].rows,
        large_flows=partitions["large_flows"].rows,
        aum_minor=partitions["customer_measures"].sums["aum_minor"],
    )
