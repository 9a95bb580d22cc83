"""What stands between an address and its page: the reader's language, and the door."""

from collections.abc import Callable
from typing import Any, cast
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import SimpleTemplateResponse
from django.urls import reverse
from django.utils import translation

from zhike.contexts.org.public import scope, viewer_of
from zhike.foundation import calendar
from zhike.interfaces.web.access import Answer, answer_for
from zhike.interfaces.web.preferences import preferences_of
from zhike.interfaces.web.routes import PUBLIC, permission_of

GetResponse = Callable[[HttpRequest], HttpResponse]


class PersonalLocaleMiddleware:
    """Shows a page in the language its reader chose: staff by their own setting, others by a cookie, else Chinese."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.preferences = preferences_of(request)  # type: ignore[attr-defined]
        language = request.preferences.language  # type: ignore[attr-defined]
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class AccessMiddleware:
    """Opens a view only to whom its route names, and runs it inside the viewer's scope."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.viewer = None  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """The answer of the door, or of the view behind it."""
        permission = permission_of(view)
        if permission == PUBLIC:
            return None
        viewer = viewer_of(request.user) if request.user.is_authenticated else None
        answer = answer_for(permission, viewer)
        if answer is Answer.SIGN_IN:
            return _to_sign_in(request)
        if answer is Answer.ABSENT or viewer is None:
            raise Http404
        request.viewer = viewer  # type: ignore[attr-defined]
        # a view that writes tokens or cookies into its page is answered by CsrfViewMiddleware before this point
        with scope(viewer), calendar.one_bank():
            response = view(request, *args, **kwargs)
            if isinstance(response, SimpleTemplateResponse):
                response = response.render()  # queries of a template belong inside the scope too
        _keep_private(response)
        return response


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page; a part of a page gets 401 instead, and its script says what is kept."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401)
    target = reverse("sign_in:form")
    if request.method == "GET" and request.get_full_path() != settings.LOGIN_REDIRECT_URL:
        target += "?next=" + quote(request.get_full_path())
    return HttpResponseRedirect(target)


def _keep_private(response: HttpResponseBase) -> None:
    """Customers' data stays out of caches, also the browser's after signing out."""
    headers = cast(HttpResponse, response).headers
    headers.setdefault("Cache-Control", "no-store, private")
