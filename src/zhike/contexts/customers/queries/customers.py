"""Customers within a viewer's scope."""

from collections.abc import Iterable

from zhike.contexts.customers.models import ContactPoint, Customer, IdentityDocument
from zhike.contexts.customers.types import CustomerHead, PersonalDatum
from zhike.contexts.org.public import Viewer, visible
from zhike.foundation.masking import mask_name


class CustomerNotFound(LookupError):  # noqa: N818 - absence is no error of the caller's
    """There is no such customer for this viewer, whether or not one exists."""


def find_customer(customer_id: int, *, viewer: Viewer) -> CustomerHead | None:
    """The customer, or None where the viewer may not see one by this id."""
    return find_heads([customer_id], viewer=viewer).get(customer_id)


def get_customer(customer_id: int, *, viewer: Viewer) -> CustomerHead:
    """The customer; raises CustomerNotFound."""
    head = find_customer(customer_id, viewer=viewer)
    if head is None:
        raise CustomerNotFound(customer_id)
    return head


def require_customer(customer_id: int, *, viewer: Viewer) -> None:
    """Raise CustomerNotFound unless the viewer sees the customer: one query, for what is read by id elsewhere."""
    if not visible(Customer.objects.filter(pk=customer_id), viewer).exists():
        raise CustomerNotFound(customer_id)


def find_heads(customer_ids: Iterable[int], *, viewer: Viewer) -> dict[int, CustomerHead]:
    """Id → head of those the viewer may see: two queries however many."""
    rows = list(visible(Customer.objects.filter(pk__in=set(customer_ids)), viewer))
    mobiles = dict(
        visible(ContactPoint.objects.filter(customer__in=rows, kind="mobile"), viewer, "customer_id").values_list(
            "customer_id", "masked"
        )
    )
    return {row.pk: _head(row, mobiles.get(row.pk, ""), viewer) for row in rows}


def list_personal_data(customer_id: int, *, viewer: Viewer) -> list[PersonalDatum]:
    """Identity documents and contact points of the customer, masked."""
    identities = visible(IdentityDocument.objects.filter(customer_id=customer_id), viewer, "customer_id")
    contacts = visible(ContactPoint.objects.filter(customer_id=customer_id), viewer, "customer_id")
    return [
        *(PersonalDatum(row.pk, "identity", row.kind, row.masked) for row in identities.order_by("kind")),
        *(PersonalDatum(row.pk, "contact", row.kind, row.masked) for row in contacts.order_by("kind")),
    ]


def _head(row: Customer, mobile: str, viewer: Viewer) -> CustomerHead:
    in_full = viewer.scope.holds(unit_id=row.scope_unit_id, owner_id=row.owner_id, customer_id=row.pk)
    return CustomerHead(
        id=row.pk,
        customer_no=row.customer_no,
        kind=row.kind,
        name=row.name if in_full else mask_name(row.name),
        sex=row.sex,
        birth_date=row.birth_date if in_full else None,
        opened_on=row.opened_on,
        owner_id=row.owner_id,
        scope_unit_id=row.scope_unit_id,
        mobile_masked=mobile,
        is_masked=not in_full,
    )
