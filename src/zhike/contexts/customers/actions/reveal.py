"""Showing one unmasked value: a reason, an audit row that is written first, then the value."""

from datetime import datetime

from django.db.models import QuerySet

from zhike.contexts.customers.models import ContactPoint, IdentityDocument
from zhike.contexts.customers.queries.customers import CustomerNotFound
from zhike.contexts.org.public import Viewer, visible
from zhike.foundation import audit
from zhike.foundation.encryption import decrypt


def reveal_personal_datum(*, customer_id: int, field: str, datum_id: int, reason: str, by: Viewer, at: datetime) -> str:
    """The unmasked value of an identity document ("identity") or contact point ("contact") of a visible customer.

    Raises CustomerNotFound where the viewer may not see it, audit.ReasonMissingError for an empty reason.
    """
    if not by.may("customers.reveal"):
        raise CustomerNotFound(customer_id)
    given = audit.required_reason(reason)
    ciphertext = _ciphertext(customer_id, field, datum_id, by)
    audit.record(
        action="personal_data.revealed",
        actor_id=by.staff_id,
        object_kind="customer",
        object_id=customer_id,
        reason=given,
        detail={"field": field, "datum": datum_id, "asked_at": at.isoformat()},
    )
    return decrypt(ciphertext)


def _ciphertext(customer_id: int, field: str, datum_id: int, viewer: Viewer) -> bytes:
    rows: QuerySet[IdentityDocument] | QuerySet[ContactPoint]
    if field == "identity":
        rows = visible(IdentityDocument.objects.all(), viewer, "customer_id")
        column = "number_ciphertext"
    elif field == "contact":
        rows = visible(ContactPoint.objects.all(), viewer, "customer_id")
        column = "value_ciphertext"
    else:
        raise CustomerNotFound(customer_id)
    found = rows.filter(pk=datum_id, customer_id=customer_id).values_list(column, flat=True).first()
    if found is None:
        raise CustomerNotFound(customer_id)
    return bytes(found)
