"""Finding a customer and looking at one as a whole, in a real browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import DESKTOP, LAPTOP, PHONE, LiveBank, Open
from cast import make_customer
from interfaces.web.portfolio_case import PortfolioCase, make_portfolio, publish
from zhike.foundation.fence import WHOLE_BANK, fenced
from zhike.foundation.models import BankProfile

pytestmark = pytest.mark.browser
Picture = Callable[[Page, str], None]
Faults = Callable[[Page], list[str]]
LOOKS = [
    (DESKTOP, "light", "zh-hans"),
    (LAPTOP, "dark", "en"),
    (PHONE, "dark", "zh-hans"),
    pytest.param(DESKTOP, "dark", "en", marks=pytest.mark.long),
    pytest.param(LAPTOP, "light", "zh-hans", marks=pytest.mark.long),
    pytest.param(PHONE, "light", "en", marks=pytest.mark.long),
]


@pytest.fixture
def portfolio(live_bank: LiveBank) -> PortfolioCase:
    BankProfile.objects.all().delete()
    return make_portfolio(live_bank.cast)


def fill_list(live_bank: LiveBank, count: int) -> None:
    with fenced(WHOLE_BANK):
        for number in range(count):
            one = make_customer(
                f"9{number:05d}",
                f"赵钱{'一二三四五六七八九十'[number % 10]}",
                live_bank.cast.units["east"],
                live_bank.cast.staff["lin"],
                mobile=f"1390000{number:04d}",
            )
            amount = 40_000_000 - number * 300_000
            publish(one, aum=amount, average=amount + 1_000_000, mean=amount + (number - 30) * 100_000, tier="tier_3")


def test_a_customer_is_found_by_initials_with_the_keyboard_alone(open_page: Open, portfolio: PortfolioCase) -> None:
    page = open_page("lin")
    page.keyboard.press("/")
    page.keyboard.type("oyjg", delay=30)
    option = page.locator("[data-suggestion]")
    expect(option).to_have_count(1)
    expect(page.locator("#search")).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/customers/{portfolio.dropped.pk}/")
    expect(page.locator("h1")).to_contain_text("欧阳建国")


def test_enter_without_a_choice_lists_all_matches_and_the_way_back_works(
    open_page: Open, portfolio: PortfolioCase
) -> None:
    page = open_page("lin")
    page.fill("#search", "建国")
    page.press("#search", "Enter")
    page.wait_for_url("**/customers/?found=*")
    assert "建国" not in page.url
    expect(page.locator("#customer-list .row-link")).to_have_count(2)
    page.locator("#customer-list .row-link").first.click()
    page.wait_for_url("**/customers/*/")
    page.go_back()
    expect(page.locator("#customer-list h1")).to_contain_text("找到")
    expect(page.locator("#customer-list .row-link")).to_have_count(2)


def test_the_list_narrows_while_one_types(open_page: Open, portfolio: PortfolioCase) -> None:
    page = open_page("lin")
    page.goto("/customers/")
    page.locator("[data-list-search]").press_sequentially("wzht", delay=20)
    expect(page.locator("#customer-list .row-link").first).to_contain_text("温州恒泰")
    page.wait_for_url("**/customers/?found=*")
    page.locator("[data-list-search]").fill("")
    page.wait_for_url("**/customers/")
    expect(page.locator("#customer-list h1")).to_contain_text("客户")


def test_rows_are_worked_with_keys_and_keep_the_focus(open_page: Open, portfolio: PortfolioCase) -> None:
    page = open_page("lin")
    page.goto("/customers/?kind=personal")
    rows = page.locator("[data-row]")
    page.keyboard.press("j")
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(rows.nth(1)).to_be_focused()
    page.locator(f"#customer-{portfolio.dropped.pk}").focus()
    page.keyboard.press("r")
    expect(page.locator("#contact-note")).to_be_focused()
    page.keyboard.insert_text("约好下周面谈")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toasts")).to_contain_text("已记录接触")
    expect(page.locator("#drawer")).to_be_hidden()
    expect(page.locator(f"#customer-{portfolio.dropped.pk} .column-last_contact")).to_have_text("今日")
    expect(page.locator(f"#customer-{portfolio.dropped.pk}")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/customers/{portfolio.dropped.pk}/")


def test_filters_and_orders_stand_in_the_address(open_page: Open, portfolio: PortfolioCase) -> None:
    page = open_page("lin")
    page.goto("/customers/")
    page.get_by_role("link", name="对公", exact=True).click()
    expect(page.get_by_role("link", name="周慧敏")).to_have_count(0)
    page.wait_for_url("**/customers/?kind=corporate")
    page.go_back()
    expect(page.get_by_role("link", name="周慧敏")).not_to_have_count(0)
    page.get_by_role("link", name="较三月均值").click()
    expect(page.locator("#customer-list .row-link").first).to_have_text("欧阳建国")


def test_a_contact_logged_from_the_view_stands_on_its_timeline(open_page: Open, portfolio: PortfolioCase) -> None:
    page = open_page("lin")
    page.goto(f"/customers/{portfolio.rich.pk}/")
    page.locator("#head").focus()
    page.keyboard.press("r")
    expect(page.locator("#contact-note")).to_be_focused()
    page.keyboard.insert_text("女儿留学,美元用款")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#panel-timeline li").first).to_contain_text("女儿留学,美元用款")
    expect(page.locator("#head")).to_contain_text("今日")
    page.keyboard.press("u")
    expect(page.locator("#panel-timeline")).not_to_contain_text("女儿留学,美元用款")


def test_a_task_is_settled_from_the_view(open_page: Open, portfolio: PortfolioCase) -> None:
    page = open_page("lin")
    page.goto(f"/customers/{portfolio.rich.pk}/")
    first = page.locator("#panel-tasks [data-row]").first
    identity = first.get_attribute("id")
    page.locator("#head").focus()
    page.keyboard.press("j")
    expect(first).to_be_focused()
    page.keyboard.press("r")
    expect(page.locator("#contact-note")).to_be_focused()
    page.keyboard.insert_text("已确认")
    page.keyboard.press("Control+Enter")
    expect(page.locator(f"#{identity}")).to_have_count(0)


def test_a_draft_outlives_the_drawer(open_page: Open, portfolio: PortfolioCase) -> None:
    page = open_page("lin")
    page.goto(f"/customers/{portfolio.rich.pk}/")
    page.locator("#head [data-row-key=r]").click()
    page.fill("#contact-note", "写了一半")
    page.keyboard.press("Escape")
    expect(page.locator("#drawer")).to_be_hidden()
    page.locator("#head [data-row-key=r]").click()
    expect(page.locator("#contact-note")).to_have_value("写了一半")


def test_an_unmasked_number_goes_after_its_minute(
    open_page: Open, portfolio: PortfolioCase, picture: Picture, accessibility_faults: Faults
) -> None:
    page = open_page("lin")
    page.clock.install()
    page.goto(f"/customers/{portfolio.rich.pk}/")
    page.get_by_role("button", name="查看身份证原文").click()
    page.get_by_role("button", name="柜面办理业务").click()
    picture(page, "customer-reveal-reason")
    page.keyboard.press("Enter")
    value = page.locator("[data-revealed-value]")
    expect(value).to_have_text("330302197910130042")
    picture(page, "customer-reveal")
    assert accessibility_faults(page) == []
    page.clock.run_for(61_000)
    expect(value).to_have_text("3****************2")


def test_the_chart_turns_into_a_table_and_follows_the_theme(open_page: Open, portfolio: PortfolioCase) -> None:
    page = open_page("lin")
    page.goto(f"/customers/{portfolio.rich.pk}/")
    page.wait_for_selector("[data-drawn]")
    page.get_by_role("button", name="30 天", exact=True).click()
    page.locator("[data-trend-chart]").hover()
    page.get_by_role("button", name="表格").click()
    expect(page.locator("[data-trend-rows]")).to_be_visible()
    expect(page.locator("[data-trend-rows] tbody tr")).to_have_count(13)
    page.get_by_role("button", name="13 个月").click()
    expect(page.locator("[data-trend-chart]")).to_be_visible()


def test_whole_lists_open_beside_the_page(open_page: Open, portfolio: PortfolioCase, picture: Picture) -> None:
    page = open_page("lin")
    page.goto(f"/customers/{portfolio.rich.pk}/")
    page.get_by_role("button", name="全部账户，含已销户").click()
    expect(page.locator("#drawer")).to_contain_text("已销户")
    picture(page, "customer-holdings-drawer")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="更早").click()
    expect(page.locator(".timeline-line")).to_have_count(24)


@pytest.mark.parametrize(("size", "theme", "language"), LOOKS)
def test_pictures(
    open_page: Open,
    portfolio: PortfolioCase,
    live_bank: LiveBank,
    picture: Picture,
    accessibility_faults: Faults,
    size: tuple[int, int],
    theme: str,
    language: str,
) -> None:
    name = f"{size[0]}-{theme}-{language[:2]}"
    page = open_page("lin", size=size, theme=theme, language=language)
    faults = []
    for part, address in (
        ("customers-few", "/customers/"),
        ("customers-one", "/customers/?kind=corporate"),
        ("customers-none", "/customers/?flow=in"),
        ("customer-empty", f"/customers/{portfolio.unknown.pk}/"),
        ("customer-company", f"/customers/{portfolio.company.pk}/"),
    ):
        page.goto(address)
        picture(page, f"{part}-{name}")
        faults += accessibility_faults(page)
    page.goto(f"/customers/{portfolio.rich.pk}/")
    page.wait_for_selector("[data-drawn]")
    picture(page, f"customer-{name}")
    faults += accessibility_faults(page)
    fill_list(live_bank, 24)
    page.goto("/customers/")
    picture(page, f"customers-many-{name}")
    if size == PHONE:
        page.locator("[data-toggle-search]").click()
    page.fill("#search", "zq")
    page.wait_for_selector("[data-suggestion]")
    picture(page, f"customers-search-{name}")
    faults += accessibility_faults(page)
    assert faults == []


def test_no_page_is_wider_than_the_phone(open_page: Open, portfolio: PortfolioCase) -> None:
    page = open_page("lin", size=PHONE)
    for address in ("/customers/", f"/customers/{portfolio.rich.pk}/", f"/customers/{portfolio.company.pk}/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0], address
