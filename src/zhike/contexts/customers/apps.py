from django.apps import AppConfig

from zhike.foundation import scope_columns


class CustomersConfig(AppConfig):
    name = "zhike.contexts.customers"
    label = "customers"

    def ready(self) -> None:
        for table in ("customers_identity", "customers_contact", "customers_search_token"):
            scope_columns.register(table)
