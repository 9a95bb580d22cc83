"""A manager's first page: what is to do today, why, and how to be done with it."""

import json
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhike.contexts.customers.public import CustomerNotFound, find_heads
from zhike.contexts.work.public import (
    ContactRefusedError,
    TaskClosedError,
    TaskMovedError,
    TaskNotFound,
    TaskRow,
    UndoTooLateError,
    get_task,
    log_contact,
    postpone_task,
    undo_contact,
)
from zhike.foundation import calendar
from zhike.interfaces.web.contact_form.entry import ContactEntry, choices, entry_from
from zhike.interfaces.web.context import shell_of
from zhike.interfaces.web.cursors import open_cursor, seal_cursor
from zhike.interfaces.web.drafts import draft_key
from zhike.interfaces.web.my_day.day import DayView, compose_day, view_of
from zhike.interfaces.web.my_day.lines import task_lines
from zhike.interfaces.web.my_day.panels import compose_beside
from zhike.interfaces.web.my_day.postponing import DayRefusedError, chosen_day, presets
from zhike.interfaces.web.navigation import first_page
from zhike.interfaces.web.requests import ViewerRequest

_UNDO = "my_day.undo_postpone"


@require_GET
def show_day(request: ViewerRequest) -> HttpResponse:
    """The page, or only its changing part when a chip or a page of it is chosen."""
    if not request.viewer.may("my_day.view"):
        return redirect(first_page(request.viewer))
    if request.htmx and not request.htmx.history_restore_request:
        return _day_part(request, view_of(request.GET))
    profile = calendar.bank()
    context = compose_day(view_of(request.GET), viewer=request.viewer, profile=profile)
    shell_of(request).counts["my_day:today"] = context["total"]
    return render(request, "my_day/page.html", context)


@require_GET
def show_beside(request: ViewerRequest) -> HttpResponse:
    """The panels beside the tasks; the page fetches them after itself, and again when a contact was logged."""
    context = compose_beside(viewer=request.viewer, profile=calendar.bank())
    return render(request, "my_day/beside.html", context)


@require_http_methods(["GET", "POST"])
def log_contact_with(request: ViewerRequest, task_id: int) -> HttpResponse:
    """The drawer that logs a contact for a task, and what it sends."""
    task = _task_or_404(request, task_id)
    if request.method == "GET":
        return _contact_drawer(request, task, ContactEntry())
    entry = entry_from(request.POST)
    today = calendar.today()
    try:
        form = entry.form(customer_id=task.customer_id, task_id=task.id, today=today)
        record = log_contact(form, on=today, by=request.viewer, at=timezone.now())
    except ContactRefusedError as refusal:
        entry.refuse(refusal)
        return _contact_drawer(request, task, entry, status=422)
    except CustomerNotFound as absent:
        raise Http404 from absent
    undo_url = reverse("my_day:undo_contact", args=[record.pk])
    return _saved(request, _("Contact logged."), undo_url)


@require_POST
def undo_logged_contact(request: ViewerRequest, contact_id: int) -> HttpResponse:
    """Take back a contact logged just now; its task comes back to its place."""
    try:
        undo_contact(contact_id=contact_id, by=request.viewer, at=timezone.now())
    except UndoTooLateError:
        return _plain(_("This can no longer be undone: it was undone already, or more than ten minutes ago."), 409)
    return _saved(request, _("Taken back; the task is open again."))


@require_http_methods(["GET", "POST"])
def postpone(request: ViewerRequest, task_id: int) -> HttpResponse:
    """The drawer with days to choose from, and the chosen day."""
    task = _task_or_404(request, task_id)
    today = calendar.today()
    if request.method == "GET":
        return _postpone_drawer(request, task, today)
    try:
        until = chosen_day(request.POST.get("until", ""), today)
        before = postpone_task(task_id=task.id, until=until, by=request.viewer, at=timezone.now())
    except DayRefusedError:
        error = _("Choose a day after today, at most three months ahead.")
        return _postpone_drawer(request, task, today, error=error, status=422)
    except TaskClosedError:
        return _plain(_("This task was closed in the meantime."), 409)
    undo = [task.id, before.isoformat(), until.isoformat()]
    token = seal_cursor(undo, purpose=_UNDO, staff_id=request.viewer.staff_id)
    words = _("Postponed to %(day)s.") % {"day": f"{until:%m-%d}"}
    return _saved(request, words, reverse("my_day:undo_postpone", args=[token]))


@require_POST
def undo_postponement(request: ViewerRequest, token: str) -> HttpResponse:
    """Show a postponed task again from the day it was shown before."""
    task_id, *days = open_cursor(token, purpose=_UNDO, staff_id=request.viewer.staff_id) or (0,)
    before, until = (date.fromisoformat(day) for day in days)
    try:
        postpone_task(task_id=task_id, until=before, postponed_to=until, by=request.viewer, at=timezone.now())
    except TaskNotFound as absent:
        raise Http404 from absent
    except TaskClosedError:
        return _plain(_("This task was closed in the meantime."), 409)
    except TaskMovedError:
        return _plain(_("This task was postponed to another day in the meantime; it stays there."), 409)
    return _saved(request, _("The task is back."), focus=f"task-{task_id}")


def _day_part(request: ViewerRequest, view: DayView, **extra: Any) -> HttpResponse:
    profile = calendar.bank()
    context = compose_day(view, viewer=request.viewer, profile=profile)
    return render(request, "my_day/part.html", {**context, **extra})


def _saved(request: ViewerRequest, words: str, undo_url: str = "", focus: str = "") -> HttpResponse:
    """The day as it is now, with a notice; the browser closes the drawer and puts the focus on the next row."""
    notice = {"toast": words, "undo_url": undo_url}
    try:
        response = _day_part(request, view_of(QueryDict(urlsplit(request.htmx.current_url or "").query)), **notice)
    except (ValueError, Http404):  # an address that is no part of this day must not undo what was just saved
        response = _day_part(request, DayView(), **notice)
    response.headers["HX-Retarget"] = "#day"
    response.headers["HX-Reswap"] = "outerHTML"
    response.headers["HX-Trigger-After-Settle"] = json.dumps({"zhike:saved": {"focus": focus}})
    return response


def _contact_drawer(request: ViewerRequest, task: TaskRow, entry: ContactEntry, status: int = 200) -> HttpResponse:
    context = {
        "entry": entry,
        "choices": choices(),
        "post_url": reverse("my_day:contact", args=[task.id]),
        "draft_key": draft_key(request.viewer, "contact", task.id),
        **_about(request, task),
    }
    return render(request, "my_day/contact_drawer.html", context, status=status)


def _postpone_drawer(
    request: ViewerRequest, task: TaskRow, today: date, error: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "presets": presets(today),
        "error": error,
        "post_url": reverse("my_day:postpone", args=[task.id]),
        **_about(request, task),
    }
    return render(request, "my_day/postpone_drawer.html", context, status=status)


def _about(request: ViewerRequest, task: TaskRow) -> dict[str, Any]:
    """Who and why, at the head of a drawer."""
    profile = calendar.bank()
    heads = find_heads([task.customer_id], viewer=request.viewer)
    lines = task_lines([task], heads, {}, viewer=request.viewer, profile=profile)
    if not lines:
        raise Http404
    return {"line": lines[0], "today": calendar.today(profile)}


def _task_or_404(request: ViewerRequest, task_id: int) -> TaskRow:
    try:
        return get_task(task_id, viewer=request.viewer)
    except TaskNotFound as absent:
        raise Http404 from absent


def _plain(words: str, status: int) -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
