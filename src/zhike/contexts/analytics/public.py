"""The front door of `analytics`."""

from zhike.contexts.analytics.queries.customer_list import COUNTED_UPTO, list_customers
from zhike.contexts.analytics.queries.details import aum_trend, flows_of_customer, list_holdings
from zhike.contexts.analytics.queries.night_lake import find_tiers_of_night
from zhike.contexts.analytics.queries.published import (
    count_customers_by_tier,
    find_measures,
    list_tier_changes,
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
    TierStep,
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
    "Portfolio",
    "SettingMissingError",
    "TierLabel",
    "TierStep",
    "aum_trend",
    "count_customers_by_tier",
    "find_measures",
    "find_tiers_of_night",
    "flows_of_customer",
    "list_customers",
    "list_holdings",
    "list_tier_changes",
    "list_tier_labels",
    "portfolio",
    "tier_labels",
]
