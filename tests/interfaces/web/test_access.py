import re
from collections.abc import Iterator

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, path

from cast import Cast
from interfaces.web.conftest import Open
from interfaces.web.day_case import DayCase
from zhike.contexts.org.public import permissions
from zhike.interfaces.web.access import Answer, answer_for
from zhike.interfaces.web.routes import MARKERS, PUBLIC, SIGNED_IN, permission_of, route


def all_patterns(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from all_patterns(entry)
        else:
            yield entry


def test_every_route_names_who_may_open_it() -> None:
    known = MARKERS | set(permissions())
    patterns = list(all_patterns())
    assert len(patterns) > 8
    unnamed = [str(entry.pattern) for entry in patterns if permission_of(entry.callback) not in known]
    assert unnamed == []


def test_only_these_pages_open_without_signing_in() -> None:
    opened = {str(entry.pattern) for entry in all_patterns() if permission_of(entry.callback) == PUBLIC}
    assert opened == {"healthz", "sign-in/", "sign-in/language/"}


def test_a_route_without_a_permission_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="which permission"):
        route("x", lambda request: HttpResponse(), "x", "")


class Holder:
    def may(self, permission: str) -> bool:
        return permission == "held"


@pytest.mark.parametrize(
    ("permission", "viewer", "answer"),
    [
        (None, Holder(), Answer.ABSENT),
        (PUBLIC, None, Answer.OPEN),
        (SIGNED_IN, None, Answer.SIGN_IN),
        (SIGNED_IN, Holder(), Answer.OPEN),
        ("held", None, Answer.SIGN_IN),
        ("held", Holder(), Answer.OPEN),
        ("other", Holder(), Answer.ABSENT),
    ],
)
def test_the_door(permission: str | None, viewer: Holder | None, answer: Answer) -> None:
    assert answer_for(permission, viewer) is answer


def undeclared(request: HttpRequest) -> HttpResponse:
    return HttpResponse("open to all")


urlpatterns = [path("undeclared/", undeclared), path("sign-in/", undeclared, name="form")]


def test_a_view_that_declares_nothing_does_not_exist(client_of: Open, settings: object) -> None:
    settings.ROOT_URLCONF = __name__  # type: ignore[attr-defined]
    assert client_of("lin").get("/undeclared/").status_code == 404


def test_a_stranger_is_led_to_the_sign_in(cast: Cast) -> None:
    for address in ("/", "/personal/", "/my-day/tasks/1/contact/"):
        assert Client().get(address).headers["Location"].startswith("/sign-in/")


def test_a_part_of_a_page_says_that_the_session_ended(cast: Cast) -> None:
    answer = Client().get("/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.content) == (401, b"")


def test_a_refusal_looks_like_absence(client_of: Open, day: DayCase) -> None:
    client = client_of("hu")  # operations hold no right on contacts

    def told(address: str) -> tuple[int, str]:
        answer = client.get(address)
        return answer.status_code, re.sub(r"csrfmiddlewaretoken.*?>", "", answer.content.decode())

    assert told("/my-day/tasks/1/contact/") == told("/no/such/page/")
    assert told("/no/such/page/")[0] == 404


def test_health_answers_a_stranger(db: None) -> None:
    assert Client().get("/healthz").json() == {"state": "ready"}


def test_pages_of_customers_stay_out_of_caches(client_of: Open, day: DayCase) -> None:
    assert "no-store" in client_of("lin").get("/").headers["Cache-Control"]
