"""The front door of `accounts`."""

from zhike.contexts.accounts.queries.accounts import find_customer_ids_by_account, list_accounts_of_customer
from zhike.contexts.accounts.types import AccountHead

__all__ = ["AccountHead", "find_customer_ids_by_account", "list_accounts_of_customer"]
