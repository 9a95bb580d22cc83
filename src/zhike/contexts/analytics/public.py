"""The front door of `analytics`."""

from zhike.contexts.analytics.actions.build_night_file import (
    MeasuresMissingError,
    build_night_file,
    remove_old_night_files,
)
from zhike.contexts.analytics.actions.compute_measures import MeasuresResult, compute_measures
from zhike.contexts.analytics.actions.publish_measures import stage_measures, swap_measures
from zhike.contexts.analytics.actions.raise_tasks import raise_flow_and_drop_tasks
from zhike.contexts.analytics.actions.record_tier_changes import record_tier_changes
from zhike.contexts.analytics.queries.customer_list import COUNTED_UPTO, list_customers
from zhike.contexts.analytics.queries.details import aum_trend, flows_of_customer, list_holdings
from zhike.contexts.analytics.queries.night_lake import find_tiers_of_night
from zhike.contexts.analytics.queries.published import (
    count_customers_by_tier,
    find_measures,
    find_tier_codes,
    portfolio,
)
from zhike.contexts.analytics.queries.settings import SettingMissingError, list_tier_labels, tier_labels
from zhike.contexts.analytics.types import (
    AumPoint,
    AumTrend,
    CustomerFilters,
    CustomerPage,
    CustomerRow,
    CustomerSort,
    FlowRow,
    Holding,
    LargeFlow,
    Measures,
    Portfolio,
    TierLabel,
)

__all__ = [
    "COUNTED_UPTO",
    "AumPoint",
    "AumTrend",
    "CustomerFilters",
    "CustomerPage",
    "CustomerRow",
    "CustomerSort",
    "FlowRow",
    "Holding",
    "LargeFlow",
    "Measures",
    "MeasuresMissingError",
    "MeasuresResult",
    "Portfolio",
    "SettingMissingError",
    "TierLabel",
    "aum_trend",
    "build_night_file",
    "compute_measures",
    "count_customers_by_tier",
    "find_measures",
    "find_tier_codes",
    "find_tiers_of_night",
    "flows_of_customer",
    "list_customers",
    "list_holdings",
    "list_tier_labels",
    "portfolio",
    "raise_flow_and_drop_tasks",
    "record_tier_changes",
    "remove_old_night_files",
    "stage_measures",
    "swap_measures",
    "tier_labels",
]
