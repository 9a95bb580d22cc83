"""People who may sign in to a bank whose extracts name none, or not in every role (`zhike seed --people`).

Their numbers begin with DEMO and their names end in （演示）: nobody takes them for the bank's own.
"""

from datetime import datetime

import numpy as np
from django.db import transaction
from django.utils import timezone

from zhike.contexts.customers.public import Customer, OwnershipRow, load_ownership
from zhike.contexts.org.public import Post, StaffRow, Unit, load_staff, roles
from zhike.foundation.models import BankProfile
from zhike.interfaces.demonstration.names import person_names
from zhike.interfaces.demonstration.seeding import Outcome, SeedRefusedError
from zhike.interfaces.demonstration.sign_in_accounts import ensure_sign_ins

MANAGER = "relationship_manager"
AT_OUTLET = (MANAGER, "lobby_manager", "outlet_head")
ABOVE = {"sub_branch_head": ("sub_branch",), "branch_head": ("branch", "tier_2_branch")}


def add_people() -> Outcome:
    """Somebody in every role the bank's units can hold, managers where there are none, and sign-ins for one per role.

    Raises SeedRefusedError before a bank was ingested, and for a bank that runs on the wall clock: it is no replay.
    """
    profile = BankProfile.objects.first()
    if profile is None or not Unit.objects.exists():
        raise SeedRefusedError("there is no bank yet: load one with `zhike ingest` first")
    if profile.clock != BankProfile.Clock.DATA:
        raise SeedRefusedError(f"the bank {profile.name!r} runs on today's date, so it gets no demonstration people")
    now = timezone.now()
    with transaction.atomic():
        _add_managers(now)
        _fill_roles(now)
        BankProfile.objects.filter(pk=profile.pk).update(is_demonstration=True)
    return Outcome(
        business_date=profile.published_business_date, customers=Customer.objects.count(), sign_ins=ensure_sign_ins()
    )


def _add_managers(now: datetime) -> None:
    """Where nobody looks after customers: one manager an outlet, who gets its customers without an owner."""
    if Post.objects.filter(role=MANAGER, valid_to=None).exists():
        return
    outlets = list(Unit.objects.filter(kind=Unit.Kind.OUTLET).order_by("code"))
    rows = [
        StaffRow(staff_no=f"DEMO{place + 1:04}", name=name, unit_id=outlet.pk, role=MANAGER)
        for place, (outlet, name) in enumerate(zip(outlets, _names(len(outlets), 1), strict=True))
    ]
    ids = load_staff(rows, by=None, at=now)
    of_unit = {row.unit_id: ids[row.staff_no] for row in rows}
    unowned = Customer.objects.filter(owner=None, scope_unit_id__in=of_unit).values_list("pk", "scope_unit_id")
    load_ownership([OwnershipRow(pk, of_unit[unit_id]) for pk, unit_id in unowned], by=None, at=now)


def _fill_roles(now: datetime) -> None:
    """One person for each role nobody holds."""
    held = set(Post.objects.filter(valid_to=None).values_list("role", flat=True))
    places = [(role, unit) for role in roles() if role not in held and (unit := _place(role)) is not None]
    names = _names(len(places), 2)
    load_staff(
        [
            StaffRow(staff_no=f"DEMO{9001 + place}", name=names[place], unit_id=unit.pk, role=role)
            for place, (role, unit) in enumerate(places)
        ],
        by=None,
        at=now,
    )


def _place(role: str) -> Unit | None:
    """Where a person of that role belongs: about the first manager's outlet; None where the bank has no such unit."""
    first = Post.objects.filter(role=MANAGER, valid_to=None).order_by("staff__staff_no").first()
    if first is None or role not in (*AT_OUTLET, *ABOVE):
        return Unit.objects.filter(parent=None).order_by("pk").first()
    unit: Unit | None = first.unit
    while role in ABOVE and unit is not None and unit.kind not in ABOVE[role]:
        unit = unit.parent
    return unit


def _names(count: int, seed: int) -> list[str]:
    rng = np.random.default_rng([1993, seed])
    names = person_names(rng, rng.random(count) < 0.5, rng.integers(1970, 1998, count))
    return [f"{name}（演示）" for name in names.tolist()]
