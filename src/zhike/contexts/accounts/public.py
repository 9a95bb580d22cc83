"""The front door of `accounts`."""

from zhike.contexts.accounts.actions.load_accounts import (
    AccountRow,
    HolderRow,
    ProductRow,
    load_accounts,
    load_holders,
    load_products,
)
from zhike.contexts.accounts.queries.accounts import (
    find_customer_ids_by_account,
    find_last_fours,
    list_accounts_of_customer,
)
from zhike.contexts.accounts.queries.numbers import account_ids_by_index, product_codes
from zhike.contexts.accounts.types import AccountHead

__all__ = [
    "AccountHead",
    "AccountRow",
    "HolderRow",
    "ProductRow",
    "account_ids_by_index",
    "find_customer_ids_by_account",
    "find_last_fours",
    "list_accounts_of_customer",
    "load_accounts",
    "load_holders",
    "load_products",
    "product_codes",
]
