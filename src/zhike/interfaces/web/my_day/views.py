"""A manager's first page: what is to do today, why, and how to be done with it."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from zhike.interfaces.web.navigation import first_page
from zhike.interfaces.web.requests import ViewerRequest


def today(request: ViewerRequest) -> HttpResponse:
    if not request.viewer.may("my_day.view"):
        return redirect(first_page(request.viewer))
    return render(request, "my_day/page.html", {})
