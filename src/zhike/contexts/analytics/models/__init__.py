from zhike.contexts.analytics.models.customer_measures import CustomerMeasures
from zhike.contexts.analytics.models.night_file import NightFile
from zhike.contexts.analytics.models.setting import AnalyticsSetting
from zhike.contexts.analytics.models.tiers import TierBand, TierChange, TierScheme

__all__ = ["AnalyticsSetting", "CustomerMeasures", "NightFile", "TierBand", "TierChange", "TierScheme"]
