"""Deliveries and quarantine: who sees them, what they say, and looking at a raw text."""

import html
from collections.abc import Callable

import pytest
from django.test import Client

from interfaces.web.day_case import make_profile
from interfaces.web.operations_case import MASKED, RAW, REFUSAL, OperationsCase, make_operations
from zhike.foundation.models import AuditEntry

Open = Callable[[str], Client]


@pytest.fixture
def case(db: None) -> OperationsCase:
    make_profile()
    return make_operations(bad_rows=4)


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


@pytest.mark.parametrize(("name", "status"), [("lin", 404), ("zhou", 404), ("gao", 200), ("hu", 200), ("jin", 200)])
def test_who_may_see_deliveries(client_of: Open, case: OperationsCase, name: str, status: int) -> None:
    for address in ("/deliveries/", f"/deliveries/{case.loaded.pk}/", "/deliveries/quarantine/"):
        assert client_of(name).get(address).status_code == status


def test_before_the_first_delivery_the_page_says_what_to_do(client_of: Open) -> None:
    shown = text_of(client_of("hu"), "/deliveries/")
    assert "manifest.toml" in shown
    assert "zhike ingest" in shown


def test_a_refused_delivery_says_why(client_of: Open, case: OperationsCase) -> None:
    shown = text_of(client_of("hu"), "/deliveries/")
    assert "已拒收" in shown
    assert REFUSAL.translated() in shown
    assert REFUSAL.translated() in text_of(client_of("hu"), f"/deliveries/{case.refused.pk}/")


def test_a_delivery_lists_its_files_and_rows(client_of: Open, case: OperationsCase) -> None:
    shown = text_of(client_of("gao"), f"/deliveries/{case.loaded.pk}/")
    assert "1,056,320" in shown
    assert "5,373" in shown
    assert MASKED in shown
    assert "330302197910130042" not in shown


def test_rows_are_filtered_by_file_and_reason(client_of: Open, case: OperationsCase) -> None:
    client = client_of("hu")
    base = f"/deliveries/quarantine/?delivery={case.loaded.pk}"
    assert text_of(client, base).count('id="row-') == 4
    assert text_of(client, base + "&reason=unknown_code").count('id="row-') == 2
    assert text_of(client, base + "&file=trans.asc").count('id="row-') == 0
    assert "没有符合的行" in text_of(client, base + "&file=trans.asc")
    assert "没有符合的行" in text_of(client, base + "&file=trans%00")
    assert client.get("/deliveries/quarantine/?delivery=999999").status_code == 404
    assert client.get("/deliveries/quarantine/?delivery=1%00").status_code == 404


def test_many_rows_are_paged(client_of: Open, db: None) -> None:
    make_profile()
    make_operations(bad_rows=120)
    client = client_of("hu")
    first = text_of(client, "/deliveries/quarantine/")
    assert first.count('id="row-') == 50
    address = first.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0]
    assert text_of(client, address).count('id="row-') == 50


def test_the_raw_text_needs_a_reason_and_is_audited(
    client_of: Open, case: OperationsCase, read_audit: Callable[[], list[AuditEntry]]
) -> None:
    address = f"/deliveries/quarantine/{case.row.pk}/reveal/"
    client = client_of("hu")
    assert RAW not in text_of(client, address)
    refused = client.post(address, {"reason": " "})
    assert refused.status_code == 422
    assert RAW not in refused.content.decode()
    shown = client.post(address, {"reason": "核心补数"}).content.decode()
    assert RAW in shown
    assert "胡杰 1007" in shown
    [entry] = [entry for entry in read_audit() if entry.action == "quarantined_row.revealed"]
    assert (entry.reason, entry.object_id) == ("核心补数", str(case.row.pk))


def test_who_may_not_see_raw_texts_finds_nothing_there(client_of: Open, case: OperationsCase) -> None:
    address = f"/deliveries/quarantine/{case.row.pk}/reveal/"
    for name in ("gao", "jin", "lin"):
        assert client_of(name).get(address).status_code == 404
        assert client_of(name).post(address, {"reason": "核心补数"}).status_code == 404
    assert "/reveal/" not in text_of(client_of("gao"), "/deliveries/quarantine/")


def test_an_expired_raw_text_is_gone(client_of: Open, case: OperationsCase) -> None:
    assert client_of("hu").get(f"/deliveries/quarantine/{case.expired.pk}/reveal/").status_code == 404
    assert "已过期" in text_of(client_of("hu"), "/deliveries/quarantine/")
