"""记录接触 from the unified view: with one of the customer's tasks, or without any."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhike.contexts.customers.public import CustomerHead, CustomerNotFound, find_customer
from zhike.contexts.work.public import (
    ContactRefusedError,
    TaskNotFound,
    UndoTooLateError,
    get_task,
    log_contact,
    undo_contact,
)
from zhike.foundation import calendar
from zhike.interfaces.web.contact_form.entry import ContactEntry, choices, entry_from
from zhike.interfaces.web.drafts import draft_key
from zhike.interfaces.web.requests import ViewerRequest


@require_http_methods(["GET", "POST"])
def log(request: ViewerRequest, customer_id: int) -> HttpResponse:
    """The drawer, and what comes of it; after saving the page fetches its timeline and tasks again."""
    customer = find_customer(customer_id, viewer=request.viewer)
    if customer is None:
        raise Http404
    task_id = _task_id(request, customer_id)
    if request.method == "GET":
        return _form(request, customer, task_id, ContactEntry())
    entry, today = entry_from(request.POST), calendar.today()
    try:
        form = entry.form(customer_id=customer_id, task_id=task_id, today=today)
        record = log_contact(form, on=today, by=request.viewer, at=timezone.now())
    except ContactRefusedError as error:
        entry.refuse(error)
        return _form(request, customer, task_id, entry, status=422)
    except (CustomerNotFound, TaskNotFound) as error:
        raise Http404 from error
    return _saved(request, customer_id, record.pk)


@require_POST
def undo(request: ViewerRequest, customer_id: int, contact_id: int) -> HttpResponse:
    """Take the contact back within its ten minutes."""
    try:
        undo_contact(contact_id=contact_id, by=request.viewer, at=timezone.now())
    except UndoTooLateError:
        text = _("A contact can be taken back by its author for ten minutes. Nothing was changed.")
        return HttpResponse(text, status=409, content_type="text/plain; charset=utf-8")
    response = HttpResponse(status=204)
    response["HX-Trigger"] = "zhike:customer-changed"
    return response


def _saved(request: ViewerRequest, customer_id: int, contact_id: int) -> HttpResponse:
    context = {
        "text": _("Contact recorded"),
        "undo_url": reverse("customer_360:undo", args=[customer_id, contact_id]),
        "undo_target": "#toasts",
    }
    response = render(request, "customer_360/contact_saved.html", context)
    # after settling and saved last: the form, which both events rise from, goes with the drawer
    response["HX-Trigger-After-Settle"] = "zhike:customer-changed, zhike:saved"
    response["HX-Retarget"], response["HX-Reswap"] = "#toasts", "beforeend"
    return response


def _form(
    request: ViewerRequest, customer: CustomerHead, task_id: int | None, entry: ContactEntry, status: int = 200
) -> HttpResponse:
    target = reverse("customer_360:log", args=[customer.id])
    context = {
        "title": _("Log contact: %(name)s") % {"name": customer.name},
        "entry": entry,
        "choices": choices(),
        "today": calendar.today(),
        "post_url": f"{target}?task={task_id}" if task_id else target,
        "draft_key": draft_key(request.viewer, "contact", task_id or customer.id),
    }
    return render(request, "contact_form/form.html", context, status=status)


def _task_id(request: ViewerRequest, customer_id: int) -> int | None:
    """The task named in the address, where it is one of this customer's."""
    text = request.GET.get("task", "")
    if not text:
        return None
    try:
        task = get_task(int(text), viewer=request.viewer)
    except (ValueError, TaskNotFound) as error:
        raise Http404 from error
    if task.customer_id != customer_id:
        raise Http404
    return task.id
