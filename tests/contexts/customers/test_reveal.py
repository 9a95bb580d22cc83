"""Showing one unmasked value: allowed, reasoned, recorded first; refusals look like absence and change nothing."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection

from cast import Cast, make_customer
from foundation.audit_rows import audit_rows
from zhike.contexts.customers.models import ContactPoint, Customer, IdentityDocument
from zhike.contexts.customers.public import CustomerNotFound, reveal_personal_datum
from zhike.contexts.org.public import scope
from zhike.foundation import audit
from zhike.foundation.fence import WHOLE_BANK, fenced

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
DOCUMENT = "330102199001011234"
MOBILE = "13600001111"


@pytest.fixture
def customer(cast: Cast) -> Customer:
    return make_customer("P1", "钱一一", cast.units["east"], cast.staff["lin"], mobile=MOBILE, document=DOCUMENT)


def _datum(customer: Customer, field: str) -> int:
    model = IdentityDocument if field == "identity" else ContactPoint
    with fenced(WHOLE_BANK):
        return model.objects.get(customer=customer).pk


def _reveal(cast: Cast, name: str, customer_id: int, field: str, datum_id: int, reason: str = "客户来电核实") -> str:
    viewer = cast.viewer(name)
    with scope(viewer):
        return reveal_personal_datum(
            customer_id=customer_id, field=field, datum_id=datum_id, reason=reason, by=viewer, at=AT
        )


@pytest.mark.parametrize(("field", "value"), [("identity", DOCUMENT), ("contact", MOBILE)])
def test_the_value_and_its_audit_row(cast: Cast, customer: Customer, field: str, value: str) -> None:
    datum = _datum(customer, field)
    before = len(audit_rows("customer", customer.pk))
    assert _reveal(cast, "lin", customer.pk, field, datum, reason="  客户来电核实 ") == value
    *_, row = audit_rows("customer", customer.pk)
    assert len(audit_rows("customer", customer.pk)) == before + 1
    assert (row["action"], row["actor_id"]) == ("personal_data.revealed", cast.staff["lin"].pk)
    assert row["reason"] == "客户来电核实"
    assert row["detail"] == {"field": field, "datum": datum, "asked_at": "2026-03-02T01:30:00+00:00"}


def test_the_audit_row_holds_no_personal_data(cast: Cast, customer: Customer) -> None:
    _reveal(cast, "lin", customer.pk, "identity", _datum(customer, "identity"))
    text = str(audit_rows("customer", customer.pk))
    assert not [part for part in (DOCUMENT, DOCUMENT[-4:], MOBILE, "钱一一", "P1") if part in text]


@pytest.mark.parametrize("name", ["chen", "ye", "hu", "gao", "jin"])
def test_refused_as_if_absent(cast: Cast, customer: Customer, name: str) -> None:
    """Others' customers, the other outlet, no permission: one answer, the same as for nobody."""
    before = len(audit_rows("customer", customer.pk))
    for customer_id in (customer.pk, 2**60):
        with pytest.raises(CustomerNotFound) as raised:
            _reveal(cast, name, customer_id, "identity", _datum(customer, "identity"))
        assert raised.value.args == (customer_id,)
    assert len(audit_rows("customer", customer.pk)) == before


def test_permission_is_needed_within_the_scope_too(cast: Cast, customer: Customer) -> None:
    cast.staff["wu"].posts.update(role="lobby_manager")
    with pytest.raises(CustomerNotFound):
        _reveal(cast, "wu", customer.pk, "identity", _datum(customer, "identity"))


@pytest.mark.parametrize("reason", ["", "  ", "a", "\n\t", "\0\0"])
def test_a_reason_is_needed(cast: Cast, customer: Customer, reason: str) -> None:
    before = len(audit_rows("customer", customer.pk))
    with pytest.raises(audit.ReasonMissingError):
        _reveal(cast, "lin", customer.pk, "identity", _datum(customer, "identity"), reason)
    assert len(audit_rows("customer", customer.pk)) == before


def test_datum_and_customer_belong_together(cast: Cast, customer: Customer) -> None:
    """One's own customer in the address, somebody else's datum: absent; also a field that is none."""
    theirs = _datum(cast.theirs, "contact")
    for customer_id, field, datum in (
        (customer.pk, "contact", theirs),
        (customer.pk, "identity", 0),
        (customer.pk, "name", _datum(customer, "contact")),
        (cast.mine.pk, "contact", _datum(customer, "contact")),
    ):
        with pytest.raises(CustomerNotFound):
            _reveal(cast, "lin", customer_id, field, datum)


def test_the_predicate_holds_without_the_fence(cast: Cast, customer: Customer) -> None:
    with fenced(WHOLE_BANK), pytest.raises(CustomerNotFound):
        reveal_personal_datum(
            customer_id=customer.pk,
            field="identity",
            datum_id=_datum(customer, "identity"),
            reason="客户来电核实",
            by=cast.viewer("ye"),
            at=AT,
        )


def test_what_cannot_be_audited_is_not_shown(cast: Cast, customer: Customer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The audit's own connection cannot be made: nothing is shown, and the page fails."""
    lost = connection.copy(alias="audit")
    lost.settings_dict["PORT"] = "1"
    lost.settings_dict["HOST"] = "127.0.0.1"
    monkeypatch.setattr(audit, "_connection", lambda: lost)
    datum = _datum(customer, "identity")
    with pytest.raises(DatabaseError):
        _reveal(cast, "lin", customer.pk, "identity", datum)
