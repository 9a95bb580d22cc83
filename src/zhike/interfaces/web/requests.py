"""The request as views behind the door see it."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from zhike.contexts.org.public import Staff, Viewer
from zhike.interfaces.web.preferences import Preferences


class ViewerRequest(HttpRequest):
    """What the middleware adds; annotate a view's request with it (never under PUBLIC, where nobody is known)."""

    viewer: Viewer
    preferences: Preferences
    htmx: HtmxDetails
    user: Staff
