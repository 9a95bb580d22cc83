"""How a page gets its address: a path, a view, a name and who may open it.

Each page package keeps a list `routes = [route(...), …]` in its `urls.py`; `interfaces/web/urls.py` composes them.
AccessMiddleware refuses every view that did not come through `route`.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path

View = Callable[..., HttpResponseBase]

PUBLIC = "public"
SIGNED_IN = "signed-in"
MARKERS = frozenset({PUBLIC, SIGNED_IN})


def route(pattern: str, view: View, name: str, permission: str) -> URLPattern:
    """One address; `permission` is a name from org/roles.toml, or the marker PUBLIC or SIGNED_IN.

    The view takes the request and the path's converters. It finds `request.viewer` set and the fence open, except
    under PUBLIC, where the viewer is None.
    """
    if not permission:
        raise ValueError(f"route {name}: say which permission opens it, or PUBLIC or SIGNED_IN")

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    guarded.permission = permission  # type: ignore[attr-defined]
    return path(pattern, guarded, name=name)


def permission_of(view: Callable[..., Any]) -> str | None:
    """The permission a view was routed with, None for a view that is no route of ours."""
    return getattr(view, "permission", None)
