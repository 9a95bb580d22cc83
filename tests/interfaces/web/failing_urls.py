"""Addresses with a view that fails."""

from django.http import HttpRequest, HttpResponse

from zhike.config.urls import handler404, handler500
from zhike.interfaces.web.routes import SIGNED_IN, route
from zhike.interfaces.web.urls import urlpatterns as pages

__all__ = ["handler404", "handler500", "urlpatterns"]


def fail(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("secret detail")


urlpatterns = [*pages, route("fails/", fail, "fails", SIGNED_IN)]
