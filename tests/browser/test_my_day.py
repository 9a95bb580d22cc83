"""The relationship manager's morning, in a real browser."""

import itertools
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import DESKTOP, LAPTOP, PHONE, Open
from cast import PASSWORD

pytestmark = pytest.mark.browser


def has_focus(page: Page, name: str) -> None:
    """The row of the customer has the focus, now or within the moment a swap takes to settle."""
    page.wait_for_function(
        "name => document.activeElement.closest('[data-row]')?.querySelector('.task-name').innerText.includes(name)",
        arg=name,
    )


class Keys:
    """Counts what is pressed beside the text."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pressed = 0

    def press(self, keys: str) -> None:
        self.pressed += len(keys.split("+"))  # a modifier held is a key pressed
        self.page.keyboard.press(keys)


def test_a_contact_is_logged_with_six_keys_at_most_and_the_next_row_has_the_focus(open_page: Open) -> None:
    page = open_page("lin")
    page.keyboard.press("j")
    has_focus(page, "周慧敏")
    keys = Keys(page)
    keys.press("r")
    expect(page.locator("#contact-note")).to_be_focused()
    page.keyboard.insert_text("确认资金用途:女儿留学")
    keys.press("Control+Enter")
    expect(page.locator("#toasts")).to_contain_text("已记录接触")
    assert keys.pressed <= 6
    expect(page.locator("#drawer")).to_be_hidden()
    has_focus(page, "陈建国")
    expect(page.locator("#day h1")).to_have_text("今天 5 件")
    expect(page.locator("#count-my_day-today")).to_have_text("5")


def test_a_contact_with_a_next_step_takes_six_keys_too(open_page: Open) -> None:
    page = open_page("lin")
    page.keyboard.press("j")
    keys = Keys(page)
    keys.press("r")
    expect(page.locator("#contact-note")).to_be_focused()
    page.keyboard.insert_text("想了解大额存单")
    keys.press("Tab")
    page.keyboard.insert_text("带利率表上门")
    keys.press("Control+Enter")
    expect(page.locator(".agreed-list")).to_contain_text("带利率表上门")
    assert keys.pressed <= 6


def test_undo_puts_the_task_back(open_page: Open) -> None:
    page = open_page("lin")
    page.keyboard.press("j")
    page.keyboard.press("r")
    expect(page.locator("#contact-note")).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#day h1")).to_have_text("今天 5 件")
    page.keyboard.press("u")
    expect(page.locator("#day h1")).to_have_text("今天 6 件")
    has_focus(page, "周慧敏")
    expect(page.locator("#toasts")).to_contain_text("已撤销")


def test_a_draft_survives_escape_reload_and_belongs_to_its_task(open_page: Open) -> None:
    page = open_page("lin")
    page.keyboard.press("j")
    page.keyboard.press("r")
    expect(page.locator("#contact-note")).to_be_focused()
    page.keyboard.type("half a sentence")
    page.keyboard.press("Escape")
    expect(page.locator("#drawer")).to_be_hidden()
    has_focus(page, "周慧敏")
    page.keyboard.press("j")
    page.keyboard.press("r")
    expect(page.locator("#contact-note")).to_be_focused()
    expect(page.locator("#contact-note")).to_have_value("")
    page.reload()
    page.wait_for_selector("body[data-ready=yes]")
    page.keyboard.press("j")
    page.keyboard.press("r")
    expect(page.locator("#contact-note")).to_have_value("half a sentence")
    keys = page.evaluate("Object.keys(sessionStorage).filter(key => key.startsWith('zhike')).join()")
    assert re.fullmatch(r"zhike-draft:[0-9a-f]{24}", keys)


def test_what_was_typed_survives_the_end_of_the_session(open_page: Open) -> None:
    page = open_page("lin")
    page.keyboard.press("j")
    page.keyboard.press("r")
    expect(page.locator("#contact-note")).to_be_focused()
    page.keyboard.type("kept")
    page.context.clear_cookies(name="sessionid")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#session-ended")).to_be_visible()
    page.locator("[data-sign-in-again]").click()
    page.wait_for_url("**/sign-in/?next=%2F")
    page.fill("#staff_no", "1001")
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_selector("#day")
    page.wait_for_selector("body[data-ready=yes]")
    page.keyboard.press("j")
    page.keyboard.press("r")
    expect(page.locator("#contact-note")).to_have_value("kept")
    forgive(open_page, "401", "403")


def test_a_lost_network_keeps_the_text_and_says_so(open_page: Open) -> None:
    page = open_page("lin")
    page.keyboard.press("j")
    page.keyboard.press("r")
    expect(page.locator("#contact-note")).to_be_focused()
    page.keyboard.type("kept")
    page.context.set_offline(True)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#toasts")).to_contain_text("连不上服务器")
    expect(page.locator("#contact-note")).to_have_value("kept")
    page.context.set_offline(False)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#day h1")).to_have_text("今天 5 件")
    forgive(open_page, "ERR_INTERNET_DISCONNECTED", "htmx:sendError", "htmx:afterRequest")


def test_postponing_takes_two_keys(open_page: Open) -> None:
    page = open_page("lin")
    page.keyboard.press("j")
    page.keyboard.press("p")
    expect(page.locator("#drawer [data-number='1']")).to_be_focused()
    page.keyboard.press("2")
    expect(page.locator("#day h1")).to_have_text("今天 5 件")
    expect(page.locator("#toasts")).to_contain_text("已推迟到 11-24")
    has_focus(page, "陈建国")


def test_keys_move_search_and_explain(open_page: Open) -> None:
    page = open_page("lin")
    for _ in range(3):
        page.keyboard.press("j")
    page.keyboard.press("k")
    has_focus(page, "陈建国")
    page.keyboard.press("?")
    expect(page.locator("#keyboard-help")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keyboard-help")).to_be_hidden()
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/customers/\d+/"))
    page.wait_for_selector("body[data-ready=yes]")
    page.keyboard.press("g")
    page.keyboard.press("c")
    page.wait_for_url("**/customers/")
    page.wait_for_selector("body[data-ready=yes]")
    page.keyboard.press("g")
    page.keyboard.press("d")
    page.wait_for_selector("#day")


def test_the_side_bar_stays_as_it_was_left(open_page: Open) -> None:
    page = open_page("lin")
    page.locator("[data-fold-sidebar]").click()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-sidebar", "narrow")
    expect(page.locator(".side-label").first).to_be_hidden()


LOOKS = [
    *itertools.product((DESKTOP, LAPTOP, PHONE), ("light", "dark"), ("zh-hans",)),
    (DESKTOP, "light", "en"),
    (PHONE, "dark", "en"),
]


def test_looks(
    open_page: Open, picture: Callable[[Page, str], None], accessibility_faults: Callable[[Page], list[str]]
) -> None:
    """Every size, theme and language over one bank: pictures, axe-core, no sideways scrolling, targets for fingers."""
    faults: dict[str, list[str]] = {}
    for size, theme, language in LOOKS:
        name = f"{size[0]}-{theme}-{language[:2]}"
        page = open_page("lin", size=size, theme=theme, language=language)
        expect(page.locator(".coverage")).to_be_visible()
        picture(page, f"my-day-{name}")
        found = accessibility_faults(page)
        if not page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
            found.append("scrolls sideways")
        page.locator("[data-row-key=r]").first.click()
        expect(page.locator("#contact-note")).to_be_focused()
        picture(page, f"my-day-contact-{name}")
        found += accessibility_faults(page)
        if size == PHONE:
            found += too_small(page)
        page.context.close()
        if found:
            faults[name] = found
    assert faults == {}


def too_small(page: Page) -> list[str]:
    """Targets under 44 px, those within running text aside."""
    return page.evaluate(
        """() => [...document.querySelectorAll('button, a, input:not([type=hidden]), summary')]
            .filter(e => e.checkVisibility() && !e.closest('.choices') && !e.matches('.row-link, .skip-link'))
            .filter(e => e.getBoundingClientRect().height < 43.5).map(e => e.outerHTML.slice(0, 90))"""
    )


def forgive(open_page: Open, *expected: str) -> None:
    """What the browser had to report in this test."""
    complaints: list[str] = open_page.complaints  # type: ignore[attr-defined]
    complaints[:] = [told for told in complaints if not any(part in told for part in expected)]


def test_other_pages_of_the_frame_look_right(
    open_page: Open, picture: Callable[[Page, str], None], accessibility_faults: Callable[[Page], list[str]]
) -> None:
    page = open_page("lin")
    page.keyboard.press("?")
    picture(page, "keyboard-1440-light-zh")
    page.keyboard.press("Escape")
    page.locator(".person-mark").click()
    picture(page, "person-menu-1440-light-zh")
    page.goto("/personal/")
    picture(page, "settings-1440-light-zh")
    assert accessibility_faults(page) == []
    page.goto("/?kind=maturing")
    page.keyboard.press("j")
    page.keyboard.press("p")
    expect(page.locator("[data-number='1']")).to_be_focused()
    picture(page, "my-day-postpone-1440-light-zh")
    assert accessibility_faults(page) == []
    page.keyboard.press("1")
    expect(page.locator(".empty-state")).to_be_visible()
    picture(page, "my-day-empty-1440-light-zh")
    page.goto("/no/such/page/")
    picture(page, "trouble-1440-light-zh")
    assert accessibility_faults(page) == []
    page.context.clear_cookies()
    page.goto("/sign-in/")
    picture(page, "sign-in-1440-light-zh")
    assert accessibility_faults(page) == []
    forgive(open_page, "404")
