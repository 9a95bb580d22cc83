"""The front door of `customers`."""

from zhike.contexts.customers.actions.load_customers import (
    CustomerRow,
    OwnershipRow,
    ProtectedRow,
    load_contacts,
    load_customers,
    load_identities,
    load_ownership,
)
from zhike.contexts.customers.actions.ownership import hold_scopes, rescope_customers
from zhike.contexts.customers.actions.reveal import reveal_personal_datum
from zhike.contexts.customers.models import Customer
from zhike.contexts.customers.queries.customers import (
    CustomerNotFound,
    find_customer,
    find_heads,
    get_customer,
    list_personal_data,
    require_customer,
)
from zhike.contexts.customers.queries.numbers import customer_ids_by_number
from zhike.contexts.customers.queries.search import search_customer_ids
from zhike.contexts.customers.rules.numbers import comparable
from zhike.contexts.customers.types import CustomerHead, PersonalDatum

__all__ = [
    "Customer",
    "CustomerHead",
    "CustomerNotFound",
    "CustomerRow",
    "OwnershipRow",
    "PersonalDatum",
    "ProtectedRow",
    "comparable",
    "customer_ids_by_number",
    "find_customer",
    "find_heads",
    "get_customer",
    "hold_scopes",
    "list_personal_data",
    "load_contacts",
    "load_customers",
    "load_identities",
    "load_ownership",
    "require_customer",
    "rescope_customers",
    "reveal_personal_datum",
    "search_customer_ids",
]
