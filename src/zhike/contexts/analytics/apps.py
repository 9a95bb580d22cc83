from django.apps import AppConfig

from zhike.foundation import scope_columns


class AnalyticsConfig(AppConfig):
    name = "zhike.contexts.analytics"
    label = "analytics"

    def ready(self) -> None:
        for table in ("analytics_customer_measures", "analytics_tier_change"):
            scope_columns.register(table)
