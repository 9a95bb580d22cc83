"""查看: a reason, an audit row, then the value for a minute."""

import html
from collections.abc import Callable

import pytest
from django.test import Client

from cast import Cast
from interfaces.web.portfolio_case import DOCUMENT, PortfolioCase, make_portfolio
from zhike.contexts.customers.models import ContactPoint, IdentityDocument
from zhike.foundation.fence import WHOLE_BANK, fenced
from zhike.foundation.models import AuditEntry

Open = Callable[[str], Client]
ReadAudit = Callable[[], list[AuditEntry]]


@pytest.fixture
def portfolio(cast: Cast) -> PortfolioCase:
    return make_portfolio(cast)


@pytest.fixture
def address(portfolio: PortfolioCase) -> str:
    with fenced(WHOLE_BANK):
        identity = IdentityDocument.objects.get(customer=portfolio.rich)
    return f"/customers/{portfolio.rich.pk}/reveal/identity/{identity.pk}/"


def test_the_form_shows_the_masked_value_only(client_of: Open, address: str) -> None:
    shown = html.unescape(client_of("lin").get(address).content.decode())
    assert "3****************2" in shown
    assert DOCUMENT not in shown


def test_the_value_comes_with_reason_watermark_and_audit(
    client_of: Open, address: str, portfolio: PortfolioCase, read_audit: ReadAudit
) -> None:
    answer = client_of("lin").post(address, {"reason": "  柜面办理业务 "})
    shown = html.unescape(answer.content.decode())
    assert DOCUMENT in shown
    assert shown.count("林晓 1001") >= 6
    assert 'data-revealed="60"' in shown
    assert answer["Cache-Control"] == "no-store, private"
    [entry] = [entry for entry in read_audit() if entry.action == "personal_data.revealed"]
    assert (entry.reason, entry.object_id, entry.actor_id is not None) == ("柜面办理业务", str(portfolio.rich.pk), True)
    assert DOCUMENT not in str(entry.detail)


@pytest.mark.parametrize("reason", ["", " ", "x"])
def test_without_a_reason_nothing_is_shown_or_recorded(
    client_of: Open, address: str, reason: str, read_audit: ReadAudit
) -> None:
    answer = client_of("lin").post(address, {"reason": reason})
    assert answer.status_code == 422
    assert DOCUMENT not in answer.content.decode()
    assert not [entry for entry in read_audit() if entry.action == "personal_data.revealed"]


@pytest.mark.parametrize("name", ["chen", "ye", "gao", "jin", "hu"])
def test_who_may_not_finds_nothing(client_of: Open, address: str, name: str, read_audit: ReadAudit) -> None:
    assert client_of(name).get(address).status_code == 404
    assert client_of(name).post(address, {"reason": "尽职调查"}).status_code == 404
    assert not [entry for entry in read_audit() if entry.action == "personal_data.revealed"]


def test_a_datum_of_another_customer_or_kind_is_absent(client_of: Open, portfolio: PortfolioCase) -> None:
    with fenced(WHOLE_BANK):
        phone = ContactPoint.objects.get(customer=portfolio.dropped, kind="mobile")
    client = client_of("lin")
    for part in (f"contact/{phone.pk}", f"secret/{phone.pk}", "identity/0"):
        assert client.post(f"/customers/{portfolio.rich.pk}/reveal/{part}/", {"reason": "核对"}).status_code == 404
