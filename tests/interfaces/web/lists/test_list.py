"""The customer list: who sees whom, in which order, narrowed to what, and how few queries it takes."""

import html
import re
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from cast import Cast, make_customer
from interfaces.web.day_case import make_profile
from interfaces.web.page_queries import queries_of_page
from interfaces.web.portfolio_case import LONG_NAME, PortfolioCase, make_portfolio, publish
from zhike.contexts.analytics.models import CustomerMeasures
from zhike.contexts.customers.models import Customer
from zhike.contexts.org.public import Staff
from zhike.foundation.fence import WHOLE_BANK, fenced

Open = Callable[[str], Client]


@pytest.fixture
def portfolio(cast: Cast) -> PortfolioCase:
    return make_portfolio(cast)


def text_of(client: Client, address: str = "/customers/") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def names_of(shown: str) -> list[str]:
    return re.findall(r"data-open>([^<]+)</a>", shown)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("lin", [LONG_NAME, "周慧敏", "欧阳建国"]),
        ("chen", []),
        ("wu", [LONG_NAME, "周慧敏", "欧阳建国"]),
        ("ye", []),
        ("zhou", [LONG_NAME, "周慧敏", "欧阳建国"]),
        ("gao", ["温州" + "*" * 27 + "公司", "周*敏", "欧**国"]),
    ],
)
def test_each_sees_their_own_scope(client_of: Open, portfolio: PortfolioCase, name: str, expected: list[str]) -> None:
    found = names_of(text_of(client_of(name)))
    assert found == expected


@pytest.mark.parametrize("name", ["hu"])
def test_who_serves_no_customer_finds_no_list(client_of: Open, portfolio: PortfolioCase, name: str) -> None:
    assert client_of(name).get("/customers/").status_code == 404


def test_names_are_masked_beyond_ones_own_scope(client_of: Open, portfolio: PortfolioCase) -> None:
    assert "周慧敏" not in text_of(client_of("gao"))
    assert "13800002208" not in text_of(client_of("lin"))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kind=corporate", [LONG_NAME]),
        ("kind=personal", ["周慧敏", "欧阳建国"]),
        ("tier=tier_3", ["欧阳建国"]),
        ("tier=tier_3&tier=tier_5", [LONG_NAME, "周慧敏", "欧阳建国"]),
        ("flow=out", ["周慧敏"]),
        ("flow=in", []),
        ("drop=1", ["欧阳建国"]),
        ("sort=month_average", [LONG_NAME, "周慧敏", "欧阳建国"]),
        ("sort=drop", ["欧阳建国", "周慧敏"]),
        ("sort=nonsense&kind=nonsense&tier=nonsense&flow=nonsense", [LONG_NAME, "周慧敏", "欧阳建国"]),
    ],
)
def test_filters_and_orders(client_of: Open, portfolio: PortfolioCase, query: str, expected: list[str]) -> None:
    assert names_of(text_of(client_of("lin"), f"/customers/?{query}")) == expected


@pytest.mark.parametrize(("sort", "count"), [("aum", 3), ("drop", 2), ("name", 4)])
def test_the_count_is_that_of_the_rows_and_by_name_those_no_night_knows_are_listed_too(
    client_of: Open, portfolio: PortfolioCase, sort: str, count: int
) -> None:
    shown = text_of(client_of("lin"), f"/customers/?sort={sort}")
    assert len(names_of(shown)) == count
    assert re.search(r'<h1>客户 <span class="strip-note">(\d+)</span>', shown)[1] == str(count)


def test_a_change_has_an_arrow_a_colour_and_a_word(client_of: Open, portfolio: PortfolioCase) -> None:
    shown = text_of(client_of("lin"))
    assert re.search(r'<span class="amount fall"><span role="img" aria-label="下降">▼</span> 40\.0%', shown)
    assert re.search(r'<span class="amount rise"><span role="img" aria-label="上升">▲</span> 23\.5%', shown)


def test_chosen_columns_are_remembered(client_of: Open, portfolio: PortfolioCase) -> None:
    client = client_of("lin")
    assert "column-number" not in text_of(client)
    answer = client.post("/customers/columns/", {"column": ["aum", "number", "nonsense"], "query": "kind=personal"})
    assert (answer.status_code, answer["Location"]) == (302, "/customers/?kind=personal")
    shown = text_of(client)
    assert "column-number" in shown
    assert "column-month_average" not in shown
    assert Staff.objects.get(staff_no="1001").settings["customer_columns"] == ["aum", "number"]


def test_a_choice_of_columns_leads_nowhere_else(client_of: Open, portfolio: PortfolioCase) -> None:
    answer = client_of("lin").post("/customers/columns/", {"column": "aum", "query": "//elsewhere.example/?kind=x"})
    assert answer["Location"] == "/customers/"


def test_before_the_first_night_the_list_is_there_by_name(client_of: Open, cast: Cast) -> None:
    shown = text_of(client_of("lin"))
    assert names_of(shown) == ["周慧敏"]
    assert "500万+" not in shown


def test_an_empty_portfolio_says_what_to_do(client_of: Open, cast: Cast) -> None:
    make_profile()
    assert "可见范围内没有客户" in text_of(client_of("chen"), "/customers/?sort=aum")
    assert "没有符合筛选条件的客户" in text_of(client_of("chen"), "/customers/?kind=corporate")


def test_pages_follow_sealed_cursors_of_one_reader(client_of: Open, cast: Cast) -> None:
    make_profile()
    many(cast, 120)
    client = client_of("lin")
    seen: list[str] = []
    last = address = "/customers/?kind=personal"
    while address:
        shown = text_of(client, address)
        seen += names_of(shown)
        address = (
            shown.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0] if 'rel="next"' in shown else ""
        )
        assert "kind=personal" in address or not address
        last = address or last
    assert len(seen) == len(set(seen)) == 120
    assert client_of("wu").get(last).status_code == 404
    assert client.get(last.replace("after=", "after=x")).status_code == 404
    assert client.get(last + "&sort=name").status_code == 404


def test_a_long_list_is_counted_up_to_ten_thousand(client_of: Open, cast: Cast) -> None:
    make_profile()
    many(cast, 10_050)
    client = client_of("lin")
    assert "10,000+" in text_of(client)
    assert len(queries_of_page(lambda: text_of(client))) <= 12


def test_queries_do_not_grow_with_rows(client_of: Open, portfolio: PortfolioCase) -> None:
    client = client_of("wu")
    text_of(client)
    asked = queries_of_page(lambda: text_of(client))
    assert len(asked) <= 12, asked


def many(cast: Cast, count: int) -> None:
    """Lin gets `count` personal customers with figures."""
    east, lin = cast.units["east"], cast.staff["lin"]
    with fenced(WHOLE_BANK):
        made = Customer.objects.bulk_create(
            Customer(
                customer_no=f"M{number:06d}", kind="personal", name=f"客户{number:05d}",
                name_sort_key=f"ke hu {number:05d}", scope_unit=east, owner=lin, opened_on=date(2020, 1, 1),
            )
            for number in range(count)
        )  # fmt: skip
        CustomerMeasures.objects.bulk_create(
            CustomerMeasures(
                customer=one, business_date=date(2026, 11, 20), aum_minor=1_000_000 + place % 40, aum_previous_minor=0,
                aum_month_average_minor=place, large_in_minor=0, large_out_minor=0, liabilities_minor=0,
                tier_code="tier_1", tier_rank=1, scope_unit_id=east.pk, owner_id=lin.pk,
            )
            for place, one in enumerate(made)
        )  # fmt: skip


def test_a_customer_handed_over_leaves_the_list(client_of: Open, cast: Cast) -> None:
    make_profile()
    gone = make_customer("100", "诸葛孔明", cast.units["west"], cast.staff["ye"])
    with fenced(WHOLE_BANK):
        publish(gone, aum=1, average=1, mean=None, tier="tier_1")
    assert names_of(text_of(client_of("ye"))) == ["诸葛孔明"]
    assert names_of(text_of(client_of("wu"))) == []
