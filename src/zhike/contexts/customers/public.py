"""The front door of `customers`."""

from zhike.contexts.customers.actions.ownership import rescope_customers
from zhike.contexts.customers.actions.reveal import ReasonMissingError, reveal_personal_datum
from zhike.contexts.customers.models import Customer
from zhike.contexts.customers.queries.customers import (
    CustomerNotFound,
    find_customer,
    find_heads,
    get_customer,
    list_personal_data,
)
from zhike.contexts.customers.queries.search import search_customer_ids
from zhike.contexts.customers.types import CustomerHead, PersonalDatum

__all__ = [
    "Customer",
    "CustomerHead",
    "CustomerNotFound",
    "PersonalDatum",
    "ReasonMissingError",
    "find_customer",
    "find_heads",
    "get_customer",
    "list_personal_data",
    "rescope_customers",
    "reveal_personal_datum",
    "search_customer_ids",
]
