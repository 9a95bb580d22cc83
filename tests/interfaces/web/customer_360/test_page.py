"""The unified view: who sees it, what each panel says, and how few queries it takes."""

import html
import json
import re
from collections.abc import Callable

import pytest
from django.test import Client

from cast import Cast
from interfaces.web.day_case import TODAY, make_profile
from interfaces.web.page_queries import queries_of_page
from interfaces.web.portfolio_case import AT, PortfolioCase, make_portfolio
from zhike.contexts.customers.public import get_customer
from zhike.contexts.org.public import scope
from zhike.contexts.work.public import TimelineDraft, TimelineRow, add_timeline_entries
from zhike.foundation import calendar
from zhike.foundation.fence import WHOLE_BANK, fenced
from zhike.interfaces.web.customer_360.panels import PANELS, PanelRequest
from zhike.interfaces.web.customer_360.timeline import title_of

Open = Callable[[str], Client]


@pytest.fixture
def portfolio(cast: Cast) -> PortfolioCase:
    return make_portfolio(cast)


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


@pytest.mark.parametrize(
    ("name", "status"),
    [("lin", 200), ("chen", 404), ("wu", 200), ("ye", 404), ("zhou", 200), ("gao", 200), ("hu", 404), ("jin", 200)],
)
def test_who_may_open_the_view_of_lins_customer(client_of: Open, cast: Cast, name: str, status: int) -> None:
    make_profile()
    client = client_of(name)
    for part in ("", "head/", "timeline/", "panels/tasks/", "panels/flows/?full=1"):
        assert client.get(f"/customers/{cast.mine.pk}/{part}").status_code == status


def test_a_customer_beyond_the_scope_and_none_at_all_look_the_same(client_of: Open, cast: Cast) -> None:
    client = client_of("chen")
    hidden = client.get(f"/customers/{cast.mine.pk}/")
    absent = client.get("/customers/987654321/")
    assert (hidden.status_code, hidden.content) == (absent.status_code, absent.content)
    assert client.get(f"/customers/{10**30}/").status_code == 404


def test_the_title_a_browser_keeps_holds_no_persons_whole_name(client_of: Open, portfolio: PortfolioCase) -> None:
    shown = text_of(client_of("lin"), f"/customers/{portfolio.rich.pk}/")
    assert "<title>周*敏 · 知客</title>" in shown
    assert "周慧敏" in shown


def test_the_head_says_who_and_the_four_figures(client_of: Open, portfolio: PortfolioCase) -> None:
    shown = text_of(client_of("lin"), f"/customers/{portfolio.rich.pk}/")
    head = shown.partition('id="head"')[2].partition("</section>")[0]
    for part in ("周慧敏", "500万+", "女", "47 岁", "主办 林晓（城东网点）", "客户号 100482215", "138****2208"):
        assert part in head
    # the month's average, the mean of three months, the assets now and how far they stand below it, as the list has it
    for part in ("640.0", "673.6", "612.3", "▼</span> 9.1%", "206.4", "5 个账户", "2 天前"):
        assert part in head
    assert "13800002208" not in shown
    assert "330302197910130042" not in shown


def test_an_auditor_sees_it_masked_and_reveals_nothing(client_of: Open, portfolio: PortfolioCase) -> None:
    shown = text_of(client_of("gao"), f"/customers/{portfolio.rich.pk}/")
    assert "周*敏" in shown
    assert "周慧敏" not in shown
    assert "我的客户" not in shown  # whoever sees the bank has no customers of their own
    assert "47 岁" not in shown
    assert "/reveal/" not in shown
    assert "记录接触" not in shown.partition('id="head"')[2].partition("</section>")[0]


def test_the_chart_and_its_table_hold_the_same_figures(client_of: Open, portfolio: PortfolioCase) -> None:
    answer = client_of("lin").get(f"/customers/{portfolio.rich.pk}/").content.decode()
    data = json.loads(re.search(r'<script id="trend-data" type="application/json">(.+?)</script>', answer)[1])
    assert [stack["name"] for stack in data["stacks"]] == ["活期", "定期", "理财"]
    assert (len(data["months"]["on"]), len(data["days"]["on"])) == (13, 30)
    table = answer.partition("data-trend-rows")[2].partition("</table>")[0]
    newest = [amounts[-1] for amounts in data["months"]["amounts"]]
    assert [int(value) for value in re.findall(r'value="(\d+)"', table)[:4]] == [*newest, sum(newest)]


def test_holdings_are_sorted_by_balance_with_loans_last(client_of: Open, portfolio: PortfolioCase) -> None:
    client = client_of("lin")
    shown = text_of(client, f"/customers/{portfolio.rich.pk}/").partition('id="panel-holdings"')[2]
    kinds = re.findall(r'tone-(?:grey|amber)">([^<]+)<', shown.partition("</section>")[0])
    assert kinds == ["理财产品", "定期存款", "定期存款", "活期存款", "贷款"]
    assert "1.65%" in shown
    assert "T−4" in shown
    whole = text_of(client, f"/customers/{portfolio.rich.pk}/panels/holdings/?full=1")
    assert "已销户" in whole


def test_flows_say_where_money_went_the_largest_first(client_of: Open, portfolio: PortfolioCase) -> None:
    client = client_of("lin")
    month = text_of(client, f"/customers/{portfolio.rich.pk}/panels/flows/")
    assert re.findall(r'class="line-title">([^<]+)<', month) == ["他行同名户（招商银行）", "行内", "行内", "行内"]
    assert "3 笔" in month
    quarter = text_of(client, f"/customers/{portfolio.rich.pk}/panels/flows/?days=90")
    assert "工商银行 他人户" in quarter
    assert "工商银行" not in text_of(client, f"/customers/{portfolio.rich.pk}/panels/flows/?days=9999")


def test_a_customer_no_night_knows_has_helpful_empty_panels(client_of: Open, portfolio: PortfolioCase) -> None:
    shown = text_of(client_of("lin"), f"/customers/{portfolio.unknown.pk}/")
    for part in ("还没有走势", "没有在用账户", "没有资金往来", "没有待办", "还没有记录", "尚无日终", "从未"):
        assert part in shown


def test_the_timeline_is_paged_without_a_gap(client_of: Open, portfolio: PortfolioCase) -> None:
    client = client_of("lin")
    shown = text_of(client, f"/customers/{portfolio.rich.pk}/")
    seen = []
    while True:
        seen += re.findall(r'id="timeline-(\d+)"', shown)
        found = re.search(r'hx-get="(/customers/\d+/timeline/[^"]+)"', shown)
        if not found:
            break
        address = found[1]
        shown = text_of(client, address)
    assert len(seen) == len(set(seen)) == 30
    assert client_of("wu").get(address).status_code == 404
    assert client.get(address.replace(str(portfolio.rich.pk), str(portfolio.company.pk), 1)).status_code == 404


@pytest.mark.parametrize(
    ("code", "params", "words"),
    [
        ("contact", {"channel": "visit", "result": "interested"}, "走访 · 有意向"),
        ("contact", {"channel": "pigeon"}, "接触"),
        ("tier_up", {"from": "100–500万", "to": "500万+"}, "层级 100–500万 → 500万+"),
        ("tier_up", {}, "层级"),
        ("of_a_later_version", {"x": 1}, "其他模块的记录"),
    ],
)
def test_codes_of_the_timeline_are_worded(code: str, params: dict[str, object], words: str) -> None:
    row = TimelineRow(1, TODAY, None, "contact", code, params, "", None)  # type: ignore[arg-type]
    assert title_of(row) == words


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "层级 100–500万 → 500万+"), ("en", "Tier 1–5m → 5m+")])
def test_a_change_of_tier_reads_in_both_languages(
    client_of: Open, cast: Cast, portfolio: PortfolioCase, language: str, words: str
) -> None:
    params = {"from": "100–500万", "to": "500万+", "from_code": "tier_4", "to_code": "tier_5"}
    with fenced(WHOLE_BANK):
        add_timeline_entries([TimelineDraft(portfolio.rich.pk, TODAY, AT, "tier", "tier_up", "test:tier", params)])
    lin = cast.staff["lin"]
    lin.language = language
    lin.save(update_fields=["language"])
    assert words in text_of(client_of("lin"), f"/customers/{portfolio.rich.pk}/")


def test_what_a_person_wrote_is_never_markup(client_of: Open, portfolio: PortfolioCase) -> None:
    client = client_of("lin")
    address = f"/customers/{portfolio.rich.pk}/contact/"
    client.post(
        address, {"channel": "call", "result": "reached", "note": "<script>alert(1)</script>", "request_key": "k"}
    )
    raw = client.get(f"/customers/{portfolio.rich.pk}/").content.decode()
    assert "<script>alert(1)" not in raw
    assert "&lt;script&gt;alert(1)" in raw


def test_each_panel_keeps_to_its_budget(client_of: Open, cast: Cast, portfolio: PortfolioCase) -> None:
    viewer = cast.viewer("lin")
    with scope(viewer), calendar.one_bank():
        asked = PanelRequest(get_customer(portfolio.rich.pk, viewer=viewer), viewer, TODAY, "CNY")
        for panel in PANELS:
            asked_of_database = queries_of_page(lambda panel=panel: panel.load(asked))
            assert len(asked_of_database) <= panel.queries, (panel.name, asked_of_database)


def test_the_whole_page_takes_few_queries(client_of: Open, portfolio: PortfolioCase) -> None:
    client = client_of("lin")
    address = f"/customers/{portfolio.rich.pk}/"
    text_of(client, address)
    asked = queries_of_page(lambda: text_of(client, address))
    assert len(asked) <= 20, "\n".join(asked)
