"""Where Django enters: the pages, and what is shown when one fails."""

from zhike.interfaces.web.urls import urlpatterns

handler400 = "zhike.interfaces.web.errors.bad_request"
handler403 = "zhike.interfaces.web.errors.forbidden"
handler404 = "zhike.interfaces.web.errors.not_found"
handler500 = "zhike.interfaces.web.errors.server_error"

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
