"""Searching customers as one types: by POST, so that no address and no log ever holds whom somebody looked for.

What was typed last is kept, encrypted, in the reader's session under a random name; the address of a result carries
that name alone, and the browser's way back works as usual.
"""

import base64
import secrets
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from zhike.contexts.accounts.public import find_customer_ids_by_account
from zhike.contexts.analytics.public import CustomerRow, find_measures, tier_labels
from zhike.contexts.customers.public import find_heads, search_customer_ids
from zhike.contexts.org.public import Viewer, find_staff_names
from zhike.foundation.encryption import UnreadableError, decrypt, encrypt
from zhike.interfaces.web.badges import Badge, tier_badge
from zhike.interfaces.web.navigation import customer_url
from zhike.interfaces.web.requests import ViewerRequest

SUGGESTED = 8
FOUND = 50
TEXT_LIMIT = 60
KEPT_SEARCHES = 5
_SESSION = "customer_searches"
_ACCOUNT_DIGITS = 4


@dataclass(frozen=True)
class Suggestion:
    """One line under the search box."""

    id: int
    name: str
    number: str
    mobile: str
    owner: str
    url: str
    badge: Badge | None


@require_POST
@sensitive_post_parameters("text")
def suggest(request: ViewerRequest) -> HttpResponse:
    """The best matches, as a part of the page below the box."""
    text = typed_text(request)
    ids = _ranked_ids(text, viewer=request.viewer, limit=SUGGESTED + 1) if text else []
    context = {
        "text": text,
        "suggestions": _suggestions(ids[:SUGGESTED], request.viewer),
        "more": len(ids) > SUGGESTED,
    }
    return render(request, "lists/suggestions.html", context)


def found_rows(text: str, *, viewer: Viewer) -> tuple[list[CustomerRow], bool]:
    """Matches, the best first, and whether there are more than the page holds."""
    ids = _ranked_ids(text, viewer=viewer, limit=FOUND + 1)
    shown = ids[:FOUND]
    heads = find_heads(shown, viewer=viewer)
    figures = find_measures(shown, viewer=viewer)
    rows = [
        CustomerRow(
            customer_id=head.id,
            customer_no=head.customer_no,
            kind=head.kind,
            name=head.name,
            mobile_masked=head.mobile_masked,
            owner_id=head.owner_id,
            scope_unit_id=head.scope_unit_id,
            measures=figures.get(head.id),
        )
        for head in (heads[customer_id] for customer_id in shown if customer_id in heads)
    ]
    return rows, len(ids) > FOUND


def kept_search(request: ViewerRequest, name: str) -> str | None:
    """The text behind the name in an address; None where the address asks for no search.

    A name this session does not hold raises Http404: searches are nobody else's.
    """
    if not name:
        return None
    sealed = request.session.get(_SESSION, {}).get(name)
    if sealed is None:
        raise Http404
    try:
        return decrypt(base64.b64decode(sealed))
    except UnreadableError as error:
        raise Http404 from error


def keep_search(request: ViewerRequest, text: str, name: str = "") -> str:
    """Keep `text` in the session and return its name: `name` itself where this session knows it, else a new one."""
    searches = dict(request.session.get(_SESSION, {}))
    if name not in searches:
        name = secrets.token_hex(6)
    searches.pop(name, None)
    searches[name] = base64.b64encode(encrypt(text)).decode()
    request.session[_SESSION] = dict(list(searches.items())[-KEPT_SEARCHES:])
    return name


def typed_text(request: ViewerRequest) -> str:
    """What was typed into a search box, cut to what a name or number can hold."""
    text = request.POST.get("text", "")
    return "".join(letter for letter in text if letter.isprintable()).strip()[:TEXT_LIMIT]


def _ranked_ids(text: str, *, viewer: Viewer, limit: int) -> list[int]:
    """Names and numbers of customers first, then account numbers."""
    found = search_customer_ids(text, viewer=viewer, limit=limit)
    digits = "".join(text.split())
    if digits.isascii() and digits.isdigit() and len(digits) >= _ACCOUNT_DIGITS:
        found = [*found, *find_customer_ids_by_account(digits, viewer=viewer, limit=limit)]
    return list(dict.fromkeys(found))[:limit]


def _suggestions(ids: list[int], viewer: Viewer) -> list[Suggestion]:
    if not ids:
        return []
    heads = find_heads(ids, viewer=viewer)
    figures, labels = find_measures(ids, viewer=viewer), tier_labels()
    owners = find_staff_names(head.owner_id for head in heads.values())
    return [
        Suggestion(
            id=head.id,
            name=head.name,
            number=head.customer_no,
            mobile=head.mobile_masked,
            owner=owners.get(head.owner_id or 0, ""),
            url=customer_url(head.id),
            badge=tier_badge(figures[head.id].tier_code, labels) if head.id in figures else None,
        )
        for head in (heads[customer_id] for customer_id in ids if customer_id in heads)
    ]
