"""Search as a Chinese banker types: part of a name, pinyin, initials, a phone, last four digits."""

import re

from zhike.contexts.customers.models import ContactPoint, Customer, IdentityDocument, SearchToken
from zhike.contexts.org.public import Viewer, visible
from zhike.foundation.encryption import blind_index

LAST_CHARACTER = "\U0010ffff"
LOOKED_AT = 400  # tokens read before ranking: bounds the work of a one-letter search


def search_customer_ids(text: str, *, viewer: Viewer, limit: int = 20) -> list[int]:
    """Ids of at most `limit` visible customers, best first: equal before longer, then by name.

    Digits are a customer number, a phone, an identity number or the last four of either; letters and characters are a
    name. Shapes that match nobody give [].
    """
    typed = "".join(text.lower().split())
    if not typed:
        return []
    if re.fullmatch(r"\d[\dx]*", typed):
        found = _by_number(typed, viewer, limit)
        if found:
            return found
    return _by_name(typed, viewer, limit)


def _by_number(digits: str, viewer: Viewer, limit: int) -> list[int]:
    by_number = visible(Customer.objects.filter(customer_no=digits), viewer).values_list("pk", flat=True)
    contacts = visible(ContactPoint.objects.all(), viewer, "customer_id")
    identities = visible(IdentityDocument.objects.all(), viewer, "customer_id")
    if len(digits) == 4:
        contacts = contacts.filter(last_four=digits)
        identities = identities.filter(last_four=digits.upper())
    else:
        contacts = contacts.filter(value_index__in=[blind_index("mobile", digits), blind_index("home_phone", digits)])
        identities = identities.filter(number_index=blind_index("resident_id", digits.upper()))
    found = [
        *by_number[:1],
        *contacts.order_by("customer_id").values_list("customer_id", flat=True)[:limit],
        *identities.order_by("customer_id").values_list("customer_id", flat=True)[:limit],
    ]
    return list(dict.fromkeys(found))[:limit]


def _by_name(typed: str, viewer: Viewer, limit: int) -> list[int]:
    tokens = visible(
        SearchToken.objects.filter(token__gte=typed, token__lt=typed + LAST_CHARACTER), viewer, "customer_id"
    )
    found = tokens.order_by("token", "customer_id").values_list("customer_id", flat=True)[:LOOKED_AT]
    return list(dict.fromkeys(found))[:limit]
