"""How far a person sees: computed from the posts of the day, effective on the next request."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TypeVar

from django.db import connection
from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from zhike.contexts.org.models import Post, Staff
from zhike.contexts.org.roles import roles
from zhike.contexts.org.types import Scope, Viewer
from zhike.foundation.fence import fenced

Row = TypeVar("Row", bound=Model)

_SUBTREE = """
    WITH RECURSIVE below AS (
        SELECT id FROM org_unit WHERE id = ANY (%s)
        UNION
        SELECT child.id FROM org_unit AS child JOIN below ON child.parent_id = below.id
    )
    SELECT id FROM below ORDER BY id
"""


def viewer_of(staff: Staff, on: date | None = None) -> Viewer:
    """The viewer behind a signed-in staff member, with the union of the posts held on `on` (default: today).

    Posts are security: they follow the real calendar even where the bank's day is replayed.
    """
    day = on or timezone.localdate()
    held = list(
        Post.objects.filter(staff=staff, valid_from__lte=day)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))
        .select_related("unit")
        .order_by("valid_from", "id")
    )
    held = [post for post in held if staff.is_active and post.role in roles()]
    granted = frozenset[str]().union(*(roles()[post.role].permissions for post in held))
    first = held[0] if held else None
    return Viewer(
        staff_id=staff.pk,
        name=staff.name,
        scope=_scope(staff.pk, held),
        permissions=granted,
        unit_id=first.unit_id if first else None,
        unit_name=first.unit.name if first else "",
        roles=tuple(dict.fromkeys(post.role for post in held)),
    )


def unscoped(*, reason: str) -> Viewer:
    """The system looking at the whole bank; `reason` says why, and the architecture tests list every caller."""
    if not reason:
        raise ValueError("an unscoped read needs a reason")
    return Viewer(staff_id=None, name="", scope=Scope(bank=True), reason=reason)


@contextmanager
def scope(viewer: Viewer) -> Iterator[Viewer]:
    """Belt two: a transaction in which the database shows this connection only what `viewer` may see."""
    with fenced(viewer.scope.fence()):
        yield viewer


def visible(queryset: QuerySet[Row], viewer: Viewer, customer_field: str = "id") -> QuerySet[Row]:
    """Belt one: the predicate of the viewer's scope on a table with scope_unit_id and owner_id.

    `customer_field` names the column that holds the customer's id, for customers granted one by one.
    """
    reach = viewer.scope
    if reach.bank:
        return queryset
    allowed = Q(pk__in=[])
    if reach.staff_id is not None:
        allowed |= Q(owner_id=reach.staff_id)
    if reach.units:
        allowed |= Q(scope_unit_id__in=reach.units)
    if reach.customer_ids:
        allowed |= Q((f"{customer_field}__in", reach.customer_ids))
    return queryset.filter(allowed)


def list_subtree_ids(unit_ids: list[int]) -> tuple[int, ...]:
    """Ids of these units and everything below them."""
    if not unit_ids:
        return ()
    with connection.cursor() as cursor:
        cursor.execute(_SUBTREE, [unit_ids])
        return tuple(row[0] for row in cursor.fetchall())


def _scope(staff_id: int, held: list[Post]) -> Scope:
    """The union over all posts. The whole bank does not swallow the rest: names are in full only within the rest."""
    reach = {post.pk: roles()[post.role].reach for post in held}
    units = {post.unit_id for post in held if reach[post.pk] == "unit"}
    units.update(list_subtree_ids([post.unit_id for post in held if reach[post.pk] == "subtree"]))
    owns = any(value in ("own", "unit", "subtree") for value in reach.values())
    return Scope(units=tuple(sorted(units)), staff_id=staff_id if owns else None, bank="bank" in reach.values())
