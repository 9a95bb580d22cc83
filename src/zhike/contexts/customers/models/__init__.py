from zhike.contexts.customers.models.customer import Customer
from zhike.contexts.customers.models.personal_data import ContactPoint, IdentityDocument
from zhike.contexts.customers.models.search import SearchToken

__all__ = ["ContactPoint", "Customer", "IdentityDocument", "SearchToken"]
