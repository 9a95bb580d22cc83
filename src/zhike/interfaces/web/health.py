"""Whether this process can serve: it answers only after the database has."""

from django.db import connection
from django.http import HttpRequest, JsonResponse

from zhike.interfaces.web.routes import PUBLIC, route


def show_health(request: HttpRequest) -> JsonResponse:
    """{"state": "ready"} with 200, or a 500 where the database does not answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return JsonResponse({"state": "ready"})


routes = [route("healthz", show_health, "ready", PUBLIC)]
