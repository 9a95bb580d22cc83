"""查看: one unmasked value in the drawer, for a reason, for a minute, under the viewer's name."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from zhike.contexts.customers.public import (
    CustomerNotFound,
    PersonalDatum,
    find_customer,
    list_personal_data,
    reveal_personal_datum,
)
from zhike.foundation.audit import ReasonMissingError
from zhike.interfaces.web.requests import ViewerRequest
from zhike.interfaces.web.revealing import ASKED, revealed, typed_reason

KINDS: dict[str, str | Promise] = {
    "resident_id": _("Identity card"),
    "passport": _("Passport"),
    "uscc": _("Unified social credit code"),
    "birth_number": _("Birth number"),
    "other": _("Other document"),
    "mobile": _("Mobile"),
    "home_phone": _("Home phone"),
    "work_phone": _("Work phone"),
    "email": _("E-mail"),
    "address": _("Address"),
}
USUAL_REASONS: tuple[str | Promise, ...] = (
    _("Calling the customer"),
    _("The customer asks for a check"),
    _("Handling business at the counter"),
    _("Due diligence"),
)


@require_http_methods(["GET", "POST"])
def reveal(request: ViewerRequest, customer_id: int, field: str, datum_id: int) -> HttpResponse:
    """Asks for the reason; with it shows the value, after the audit row is written."""
    customer = find_customer(customer_id, viewer=request.viewer)
    datum = _datum(request, customer_id, field, datum_id)
    if customer is None or datum is None:
        raise Http404
    context = {
        "customer": customer,
        "datum": datum,
        "label": KINDS.get(datum.kind, datum.kind),
        "reasons": USUAL_REASONS,
        **ASKED,
    }
    if request.method == "GET":
        return render(request, "customer_360/reveal_form.html", context)
    reason = typed_reason(request)
    try:
        value = reveal_personal_datum(
            customer_id=customer_id,
            field=field,
            datum_id=datum_id,
            reason=reason,
            by=request.viewer,
            at=timezone.now(),
        )
    except ReasonMissingError:
        return render(request, "customer_360/reveal_form.html", {**context, "error": True}, status=422)
    except CustomerNotFound as error:
        raise Http404 from error
    return render(request, "customer_360/reveal_value.html", {**context, **revealed(value, reason)})


def _datum(request: ViewerRequest, customer_id: int, field: str, datum_id: int) -> PersonalDatum | None:
    data = list_personal_data(customer_id, viewer=request.viewer)
    return next((datum for datum in data if (datum.field, datum.id) == (field, datum_id)), None)
