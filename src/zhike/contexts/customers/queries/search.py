"""Search as a Chinese banker types: part of a name, pinyin, initials, a phone, last four digits."""

import re

from django.db.models import QuerySet

from zhike.contexts.customers.models import ContactPoint, Customer, IdentityDocument, SearchToken
from zhike.contexts.customers.rules.names import TOKEN_LENGTH, folded
from zhike.contexts.customers.rules.numbers import DOCUMENT_KINDS, PHONE_KINDS, comparable
from zhike.contexts.org.public import Viewer, visible
from zhike.foundation.encryption import blind_index

LAST_CHARACTER = "\U0010ffff"
LOOKED_AT = 400  # tokens read before ranking: bounds the work of a one-letter search
LAST_FOUR = re.compile(r"[0-9]{3}[0-9X]")


def search_customer_ids(text: str, *, viewer: Viewer, limit: int = 20) -> list[int]:
    """Ids of at most `limit` visible customers, best first: a number that is equal, then names, equal before longer.

    A text with a digit may be a customer number, a phone, an identity number, or the last four of the latter two; any
    text may be a name, part of one, its pinyin or its initials. Texts that match nobody give [].
    """
    text = text.replace("\0", "")  # no column can hold it, so nothing is named so
    found = _by_number(text, viewer, limit) if any(letter.isdigit() for letter in text) else []
    return found or _by_name(folded(text)[:TOKEN_LENGTH], viewer, limit)


def _by_number(text: str, viewer: Viewer, limit: int) -> list[int]:
    contacts = visible(ContactPoint.objects.filter(kind__in=PHONE_KINDS), viewer, "customer_id")
    identities = visible(IdentityDocument.objects.all(), viewer, "customer_id")
    last_four = comparable("resident_id", text)
    if LAST_FOUR.fullmatch(last_four):
        contacts = contacts.filter(last_four=last_four)
        identities = identities.filter(last_four=last_four)
    else:
        contacts = contacts.filter(value_index__in=_indexes(PHONE_KINDS, text))
        identities = identities.filter(number_index__in=_indexes(DOCUMENT_KINDS, text))
    numbers = {text.strip(), text.strip().upper()}
    customers = visible(Customer.objects.filter(customer_no__in=numbers), viewer).order_by("pk")
    found = [
        *customers.values_list("pk", flat=True)[:limit],
        *_customers_of(contacts, limit),
        *_customers_of(identities, limit),
    ]
    return list(dict.fromkeys(found))[:limit]


def _indexes(kinds: tuple[str, ...], text: str) -> list[bytes]:
    return [blind_index(kind, comparable(kind, text)) for kind in kinds]


def _customers_of(rows: QuerySet[ContactPoint] | QuerySet[IdentityDocument], limit: int) -> list[int]:
    return list(rows.order_by("customer_id").values_list("customer_id", flat=True)[:limit])


def _by_name(typed: str, viewer: Viewer, limit: int) -> list[int]:
    if not typed:
        return []
    tokens = visible(
        SearchToken.objects.filter(token__gte=typed, token__lt=typed + LAST_CHARACTER), viewer, "customer_id"
    )
    found = tokens.order_by("token", "customer_id").values_list("customer_id", flat=True)[:LOOKED_AT]
    return list(dict.fromkeys(found))[:limit]
