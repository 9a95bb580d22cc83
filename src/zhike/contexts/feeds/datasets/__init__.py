"""The canonical data sets, in the order in which they are loaded: what is referred to comes first."""

from zhike.contexts.feeds.datasets.accounts import ACCOUNT_HOLDERS, ACCOUNTS, CARDS, PRODUCTS, STANDING_ORDERS
from zhike.contexts.feeds.datasets.customers import CONTACTS, CUSTOMERS, IDENTITIES, OWNERSHIP
from zhike.contexts.feeds.datasets.declaration import DataSet
from zhike.contexts.feeds.datasets.organisation import STAFF, UNITS
from zhike.contexts.feeds.datasets.transactions import BALANCES, TRANSACTIONS

DATA_SETS: dict[str, DataSet] = {
    data_set.name: data_set
    for data_set in (
        UNITS,
        STAFF,
        CUSTOMERS,
        IDENTITIES,
        CONTACTS,
        OWNERSHIP,
        PRODUCTS,
        ACCOUNTS,
        ACCOUNT_HOLDERS,
        BALANCES,
        TRANSACTIONS,
        STANDING_ORDERS,
        CARDS,
    )
}
