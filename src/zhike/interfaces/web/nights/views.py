"""The nights: what ran, how far, how long, and whether the result agrees with the core."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from zhike.foundation import calendar, nights
from zhike.foundation.models import NightRun
from zhike.interfaces.web.cursors import open_cursor, seal_cursor
from zhike.interfaces.web.nights.agreement import MOST_DIFFERENCES, agreement_of, agreements_between, differing_accounts
from zhike.interfaces.web.nights.asking import ask_for_night, is_asked_for
from zhike.interfaces.web.nights.presentation import NightView, view_of
from zhike.interfaces.web.requests import ViewerRequest

PAGE_ROWS = 31
_CURSOR = "nights"


@require_GET
def show_list(request: ViewerRequest) -> HttpResponse:
    """All nights, the latest first; fetched again every few seconds while one runs."""
    found = NightRun.objects.prefetch_related("steps")
    before = open_cursor(request.GET.get("before", ""), purpose=_CURSOR, staff_id=request.viewer.staff_id)
    if before is not None:
        found = found.filter(business_date__lt=date.fromisoformat(str(before[0])))
    rows = list(found[: PAGE_ROWS + 1])
    held = nights.is_running()
    shown = _with_agreements([view_of(night, held=held) for night in rows[:PAGE_ROWS]])
    context = {
        "nights": shown,
        "running": any(night.state == "running" for night in shown),
        "profile": calendar.bank(),
        "today": calendar.today(),
        "first_url": reverse("nights:list") if before is not None else "",
        "next_url": _next_url(shown, request) if len(rows) > PAGE_ROWS else "",
    }
    return _answer(request, "list", context)


@require_GET
def show_night(request: ViewerRequest, day: str) -> HttpResponse:
    """One night: its steps and the reconciliation."""
    return _answer(request, "night", _night_context(request, _day(day)))


@require_GET
def show_differences(request: ViewerRequest, day: str) -> HttpResponse:
    """The accounts behind a difference; by last four only where the viewer may see the account."""
    business_date = _day(day)
    agreement = agreement_of(business_date)
    if agreement is None:
        raise Http404
    context = {
        "business_date": business_date,
        "agreement": agreement,
        "differences": differing_accounts(agreement.result, viewer=request.viewer),
        "most": MOST_DIFFERENCES,
    }
    return render(request, "nights/differences_page.html", context)


@require_POST
def run_again(request: ViewerRequest, day: str) -> HttpResponse:
    """Ask the worker for this night: what is not done goes on, a finished night is done anew."""
    business_date = _day(day)
    night = view_of(_night(business_date), held=nights.is_running())
    taken = night.state == "running" or ask_for_night(business_date, again=night.state == "done", by=request.viewer)
    context = _night_context(request, business_date)
    return render(request, "nights/night.html", {**context, "queue_is_taken": not taken and not context["asked"]})


def _answer(request: ViewerRequest, part: str, context: dict[str, Any]) -> HttpResponse:
    whole = not request.htmx or request.htmx.history_restore_request
    template = f"nights/{part}_page.html" if whole else f"nights/{part}.html"
    return render(request, template, context)


def _with_agreements(shown: list[NightView]) -> list[NightView]:
    if not shown:
        return []
    agreements = agreements_between(shown[-1].business_date, shown[0].business_date)
    return [replace(night, agreement=agreements.get(night.business_date)) for night in shown]


def _night_context(request: ViewerRequest, business_date: date) -> dict[str, Any]:
    night = view_of(_night(business_date), held=nights.is_running())
    return {
        "night": night,
        "night_url": reverse("nights:night", args=[business_date.isoformat()]),
        "running": night.state == "running",
        "asked": is_asked_for(business_date),
        "agreement": agreement_of(business_date),
        "may_run": request.viewer.may("nights.run"),
        "may_see_deliveries": request.viewer.may("feeds.view"),
    }


def _next_url(shown: list[NightView], request: ViewerRequest) -> str:
    last = shown[-1].business_date.isoformat()
    return reverse("nights:list") + f"?before={seal_cursor([last], purpose=_CURSOR, staff_id=request.viewer.staff_id)}"


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error


def _night(business_date: date) -> NightRun:
    night = NightRun.objects.prefetch_related("steps").filter(business_date=business_date).first()
    if night is None:
        raise Http404
    return night
