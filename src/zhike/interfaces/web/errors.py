"""Pages for what went wrong: what happened, what is kept, what to do. They read no table, so they always work."""

import logging
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhike.interfaces.web.preferences import Preferences

Words = str | Promise
_LOG = logging.getLogger("zhike.web")


@dataclass(frozen=True)
class Trouble:
    """One kind of error in three sentences."""

    status: int
    title: Words
    happened: Words
    kept: Words
    advice: Words


NOT_FOUND = Trouble(
    404,
    _("There is nothing here"),
    _("This address leads to no page, or to one outside your scope."),
    _("Nothing was changed."),
    _("Go back to your day, or search for the customer by name or number."),
)
FORBIDDEN = Trouble(
    403,
    _("This was refused"),
    _("Your posts do not carry the right for it."),
    _("Nothing was changed."),
    _("Ask the person who administers posts in your unit."),
)
EXPIRED_FORM = Trouble(
    403,
    _("This form has expired"),
    _("The page stood open longer than its sign-in, or another window signed out."),
    _("Nothing was saved yet; texts typed into drawers are kept in this browser window."),
    _("Open the page again and send once more."),
)
BAD_REQUEST = Trouble(
    400,
    _("This request could not be read"),
    _("The browser sent something that belongs to no form here."),
    _("Nothing was changed."),
    _("Open the page again and send once more."),
)
SERVER_ERROR = Trouble(
    500,
    _("Something failed on our side"),
    _("The page could not be finished; the failure is recorded."),
    _("Nothing was half saved; texts typed into drawers are kept in this browser window."),
    _("Try once more. If it fails again, tell operations the number below."),
)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, NOT_FOUND)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, FORBIDDEN)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, BAD_REQUEST)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _answer(request, EXPIRED_FORM)


def server_error(request: HttpRequest) -> HttpResponse:
    number = uuid4().hex[:8]
    _LOG.error("request failed, number %s", number)
    return _answer(request, SERVER_ERROR, number)


def _answer(request: HttpRequest, trouble: Trouble, number: str = "") -> HttpResponse:
    """The whole page, or for a part of a page one plain sentence that the browser shows as a notice."""
    if request.headers.get("HX-Request"):
        text = " ".join(str(part) for part in (trouble.title, trouble.kept, number) if part)
        return HttpResponse(text, status=trouble.status, content_type="text/plain; charset=utf-8")
    context: dict[str, Any] = {
        "trouble": trouble,
        "number": number,
        "preferences": getattr(request, "preferences", Preferences()),
    }
    return render(request, "layouts/trouble.html", context, status=trouble.status)
