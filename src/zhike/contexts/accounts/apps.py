from django.apps import AppConfig

from zhike.foundation import scope_columns


class AccountsConfig(AppConfig):
    name = "zhike.contexts.accounts"
    label = "accounts"

    def ready(self) -> None:
        scope_columns.register("accounts_account")
        scope_columns.register("accounts_holder")
