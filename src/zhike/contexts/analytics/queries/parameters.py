"""The parameters of a night's measures, from the thresholds that are valid on its day."""

from datetime import date

from zhike.contexts.analytics.measures.registry import Parameters
from zhike.contexts.analytics.queries.settings import get_thresholds
from zhike.foundation import calendar


def get_parameters(business_date: date, *, flows_since: date | None = None) -> Parameters:
    """Raises SettingMissingError; `flows_since` (default: the day itself) widens the days whose bookings are read."""
    thresholds = get_thresholds(business_date, calendar.bank().base_currency)
    return Parameters(
        as_of=business_date,
        base_currency=thresholds.currency,
        large_flows_minor=thresholds.large_flows_minor,
        drop_minimum_minor=thresholds.drop_minimum_minor,
        history_days=thresholds.drop_history_days,
        settle_day=thresholds.tier_settle_day,
        flows_since=flows_since or business_date,
    )
