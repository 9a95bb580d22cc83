"""Signing in with staff number and password, and signing out."""

from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from zhike.contexts.org.public import Staff, viewer_of
from zhike.foundation import audit, calendar
from zhike.interfaces.web.navigation import first_page
from zhike.interfaces.web.preferences import CHOICES, mirror_in_cookie
from zhike.interfaces.web.requests import ViewerRequest
from zhike.interfaces.web.sign_in.demonstration import list_demonstration_sign_ins


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The form; a wrong number and a wrong password read the same, and take the same time."""
    staff_no = request.POST.get("staff_no", "").replace("\0", "").strip()  # PostgreSQL keeps no NUL
    wanted = request.POST.get("next") or request.GET.get("next", "")
    if request.method == "GET" and request.user.is_authenticated:
        return HttpResponseRedirect(_landing(request, request.user, wanted))
    error = ""
    if request.method == "POST":
        staff = authenticate(request, username=staff_no, password=request.POST.get("password", ""))
        if isinstance(staff, Staff):
            return _let_in(request, staff, wanted)
        audit.record(action="sign_in.refused", actor_id=None)
        error = _("Staff number and password do not belong together. Check both and try again.")
    profile = calendar.bank()
    context = {
        "bank_name": profile.name,
        "staff_no": staff_no,
        "next": wanted,
        "error": error,
        "demonstration": list_demonstration_sign_ins(profile),
    }
    return render(request, "sign_in/form.html", context, status=422 if error else 200)


@require_POST
def sign_out(request: ViewerRequest) -> HttpResponse:
    """End the session; drafts kept in this window are dropped by the page's script."""
    staff_id = request.viewer.staff_id
    logout(request)
    audit.record(action="sign_out.done", actor_id=staff_id, object_kind="staff", object_id=staff_id or "")
    return HttpResponseRedirect(reverse("sign_in:form"))


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """The language of the sign-in page, before anybody is known."""
    response = HttpResponseRedirect(reverse("sign_in:form"))
    language = request.POST.get("language", "")
    if language in CHOICES["language"]:
        mirror_in_cookie(response, "language", language)
    return response


def _let_in(request: HttpRequest, staff: Staff, wanted: str) -> HttpResponse:
    login(request, staff)
    audit.record(action="sign_in.done", actor_id=staff.pk, object_kind="staff", object_id=staff.pk)
    response = HttpResponseRedirect(_landing(request, staff, wanted))
    mirror_in_cookie(response, "language", staff.language)
    mirror_in_cookie(response, "theme", staff.theme)
    return response


def _landing(request: HttpRequest, staff: Staff, wanted: str) -> str:
    """`wanted` where it is an address of this site, else the first page of the role."""
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if wanted and ours else first_page(viewer_of(staff))
