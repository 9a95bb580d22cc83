"""One's own page: who I am here, and how pages look to me."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from zhike.contexts.org.public import roles
from zhike.interfaces.web.preferences import CHOICES, keep_preference, mirror_in_cookie
from zhike.interfaces.web.requests import ViewerRequest

_QUESTIONS = (
    ("language", _("Language"), {"zh-hans": "简体中文", "en": "English"}),
    ("theme", _("Appearance"), {"auto": _("as the device"), "light": _("light"), "dark": _("dark")}),
    ("density", _("Density of lists"), {"compact": _("compact"), "comfortable": _("comfortable")}),
)


@require_GET
def show_page(request: ViewerRequest) -> HttpResponse:
    held = [roles()[code] for code in request.viewer.roles]
    questions = [(name, label, words.items(), getattr(request.preferences, name)) for name, label, words in _QUESTIONS]
    context = {
        "questions": questions,
        "posts": [(gettext(role.title), gettext(role.sentence)) for role in held],
    }
    return render(request, "personal/page.html", context)


@require_POST
def change_preference(request: ViewerRequest) -> HttpResponse:
    """Keep one choice and come back to the page it was made on."""
    name, value = request.POST.get("name", ""), request.POST.get("value", "")
    if value not in CHOICES.get(name, ()):
        raise Http404
    keep_preference(request.user, name, value)
    back = request.POST.get("back", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = reverse("personal:page")
    response = HttpResponseRedirect(back)
    mirror_in_cookie(response, name, value)
    return response
