"""People at the browser: a client per member of the cast."""

from collections.abc import Callable

import pytest
from django.test import Client

from cast import Cast, make_cast
from database.fixtures import Role
from interfaces.web.day_case import DayCase, make_day
from zhike.foundation.models import AuditEntry

Open = Callable[[str], Client]


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def day(cast: Cast) -> DayCase:
    return make_day(cast)


@pytest.fixture
def client_of(cast: Cast) -> Open:
    """`client_of("lin")` is a browser in which Lin has signed in."""

    def opened(name: str) -> Client:
        client = Client()
        client.force_login(cast.staff[name])
        return client

    return opened


@pytest.fixture
def read_audit(db: None, as_owner: Role) -> Callable[[], list[AuditEntry]]:
    """`read_audit()` lists what was audited since the test began; audit rows outlive the test's rollback."""
    with as_owner():
        last = AuditEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0

    def entries() -> list[AuditEntry]:
        with as_owner():
            return list(AuditEntry.objects.filter(pk__gt=last).order_by("pk"))

    return entries
