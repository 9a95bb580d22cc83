"""Searching as a Chinese banker types, within scope, without a trace in any address."""

import html
import logging
import re
from collections.abc import Callable

import pytest
from django.test import Client

from cast import Cast
from interfaces.web.portfolio_case import DOCUMENT, LONG_NAME, PortfolioCase, make_portfolio
from zhike.contexts.accounts.models import Account
from zhike.foundation.fence import WHOLE_BANK, fenced

Open = Callable[[str], Client]
PART = {"HX-Request": "true"}


@pytest.fixture
def portfolio(cast: Cast) -> PortfolioCase:
    return make_portfolio(cast)


def suggested(client: Client, text: str) -> list[str]:
    answer = client.post("/customers/suggestions/", {"text": text}, headers=PART)
    assert answer.status_code == 200
    return re.findall(r'suggestion-name">([^<]+)<', html.unescape(answer.content.decode()))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("欧阳", "欧阳建国"),
        ("建国", "欧阳建国"),
        ("ouyang", "欧阳建国"),
        ("oyjg", "欧阳建国"),
        ("包装", LONG_NAME),
        ("13600001235", "欧阳建国"),
        ("136 0000 1235", "欧阳建国"),
        ("1235", "欧阳建国"),
        ("0042", "周慧敏"),
        (DOCUMENT, "周慧敏"),
        ("100482217", "欧阳建国"),
    ],
)
def test_ways_to_type(client_of: Open, portfolio: PortfolioCase, text: str, expected: str) -> None:
    assert suggested(client_of("lin"), text) == [expected]


def test_an_account_is_found_by_its_last_four(client_of: Open, portfolio: PortfolioCase) -> None:
    with fenced(WHOLE_BANK):
        digits = Account.objects.filter(customer=portfolio.rich).first().last_four
    assert "周慧敏" in suggested(client_of("lin"), digits)


@pytest.mark.parametrize("name", ["chen", "ye"])
@pytest.mark.parametrize("text", ["欧阳", "13600001235", "100482217", "0042"])
def test_nobody_finds_beyond_their_scope(client_of: Open, portfolio: PortfolioCase, name: str, text: str) -> None:
    assert suggested(client_of(name), text) == []


def test_who_sees_no_customer_has_no_search(client_of: Open, portfolio: PortfolioCase) -> None:
    client = client_of("hu")
    for address in ("/customers/suggestions/", "/customers/search/"):
        assert client.post(address, {"text": "欧阳"}).status_code == 404


@pytest.mark.parametrize("text", ["", "   ", "'; DROP TABLE", "%", "\x00", "无此人", "9" * 200])
def test_texts_that_match_nobody(client_of: Open, portfolio: PortfolioCase, text: str) -> None:
    assert suggested(client_of("lin"), text) == []


def test_results_are_a_list_whose_address_names_nobody(
    client_of: Open, portfolio: PortfolioCase, caplog: pytest.LogCaptureFixture
) -> None:
    client = client_of("lin")
    with caplog.at_level(logging.DEBUG, logger="zhike"):
        answer = client.post("/customers/search/", {"text": "欧阳建国"})
        assert re.fullmatch(r"/customers/\?found=[0-9a-f]{12}", answer["Location"])
        shown = html.unescape(client.get(answer["Location"]).content.decode())
    assert "“欧阳建国”的结果" in shown
    assert re.findall(r"data-open>([^<]+)</a>", shown) == ["欧阳建国"]
    assert "欧阳建国" not in caplog.text
    assert "欧阳建国" not in str(client.session.items())


def test_results_appear_while_one_types(client_of: Open, portfolio: PortfolioCase) -> None:
    client = client_of("lin")
    first = client.post("/customers/search/", {"text": "欧"}, headers=PART)
    assert "欧阳建国" in html.unescape(first.content.decode())
    name = first["HX-Replace-Url"].rpartition("=")[2]
    second = client.post("/customers/search/", {"text": "周", "found": name}, headers=PART)
    assert second["HX-Replace-Url"] == first["HX-Replace-Url"]
    assert "“周”" in html.unescape(client.get(second["HX-Replace-Url"]).content.decode())
    emptied = client.post("/customers/search/", {"text": "", "found": name}, headers=PART)
    assert emptied["HX-Replace-Url"] == "/customers/"


def test_a_search_belongs_to_its_session(client_of: Open, portfolio: PortfolioCase) -> None:
    address = client_of("lin").post("/customers/search/", {"text": "欧阳"})["Location"]
    assert client_of("wu").get(address).status_code == 404


def test_searching_by_address_is_not_possible(client_of: Open, portfolio: PortfolioCase) -> None:
    client = client_of("lin")
    assert client.get("/customers/search/?text=欧阳").status_code == 405
    assert client.get("/customers/suggestions/?text=欧阳").status_code == 405
