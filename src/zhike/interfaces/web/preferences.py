"""What a reader chose for all pages: language, theme, density. Kept on the staff row, mirrored in cookies."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse

from zhike.contexts.org.public import Staff

CHOICES = {
    "language": tuple(code for code, _name in settings.LANGUAGES),
    "theme": ("auto", "light", "dark"),
    "density": ("compact", "comfortable"),
}
COOKIES = {"language": "zhike_language", "theme": "zhike_theme", "density": "zhike_density"}
_YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Preferences:
    """How pages look to one reader; `narrow` = the side bar shows icons only (kept by the browser alone)."""

    language: str = settings.LANGUAGE_CODE
    theme: str = "auto"
    density: str = "compact"
    narrow: bool = False


def preferences_of(request: HttpRequest) -> Preferences:
    """The staff member's own choices, else those of the browser's cookies, else the defaults."""
    chosen = {name: _chosen(request, name) for name in CHOICES}
    known = {name: value for name, value in chosen.items() if value in CHOICES[name]}
    return Preferences(**known, narrow=request.COOKIES.get("zhike_sidebar") == "narrow")


def _chosen(request: HttpRequest, name: str) -> str:
    kept = request.COOKIES.get(COOKIES[name], "")
    user = request.user
    if isinstance(user, AnonymousUser):
        return kept
    own = user.settings.get("density", "") if name == "density" else getattr(user, name)
    return own or kept


def keep_preference(staff: Staff, name: str, value: str) -> None:
    """Store one choice on the staff row; raises ValueError for a value that does not exist."""
    if value not in CHOICES[name]:
        raise ValueError(f"{name} cannot be {value!r}")
    if name == "density":
        staff.settings = {**staff.settings, "density": value}
        staff.save(update_fields=["settings"])
    else:
        setattr(staff, name, value)
        staff.save(update_fields=[name])


def mirror_in_cookie(response: HttpResponse, name: str, value: str) -> None:
    """Keep one choice in the browser too, so that the sign-in page and errors look the same."""
    response.set_cookie(
        COOKIES[name], value, max_age=_YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE, httponly=True
    )
