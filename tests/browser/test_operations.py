"""Nights, deliveries and quarantine in a real browser."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from playwright.sync_api import Page, expect

from browser.conftest import DESKTOP, LAPTOP, PHONE, LiveBank, Open
from interfaces.web.day_case import PUBLISHED
from interfaces.web.operations_case import RAW, OperationsCase, make_night, make_operations
from zhike.foundation.models import NightRun, NightStep

pytestmark = pytest.mark.browser
Picture = Callable[[Page, str], None]
Faults = Callable[[Page], list[str]]
LOOKS = [
    (DESKTOP, "dark", "zh-hans"),
    (PHONE, "light", "en"),
    pytest.param(LAPTOP, "light", "en", marks=pytest.mark.long),
    pytest.param(PHONE, "dark", "zh-hans", marks=pytest.mark.long),
]
NEXT = PUBLISHED + timedelta(days=1)


@pytest.fixture
def operations(live_bank: LiveBank) -> OperationsCase:
    case = make_operations(bad_rows=70)
    make_night(NEXT, done=2, state="failed", error="SettingMissingError: add a setting 'drop_bp' valid on 2026-11-21")
    return case


def test_a_running_night_is_followed_without_a_hand(open_page: Open, operations: OperationsCase) -> None:
    NightRun.objects.filter(business_date=NEXT).delete()
    night = make_night(NEXT, done=2, state="running")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(7230001)")
    page = open_page("hu")
    page.goto(f"/nights/{NEXT}/")
    expect(page.locator("#night .strip")).to_contain_text("运行中")
    NightStep.objects.filter(night=night).update(state="done")
    NightRun.objects.filter(pk=night.pk).update(state="done")
    expect(page.locator("#night .strip")).to_contain_text("完成")
    expect(page.get_by_role("button", name="重跑")).to_be_visible()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(7230001)")


def test_operations_ask_for_a_failed_night_with_the_keyboard(
    open_page: Open, operations: OperationsCase, picture: Picture
) -> None:
    page = open_page("hu")
    page.keyboard.press("g")
    page.keyboard.press("n")
    page.wait_for_url("**/nights/")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/nights/{NEXT}/")
    page.get_by_role("button", name="续跑").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="已提交")).to_be_visible()
    picture(page, "night-asked")


def test_a_raw_text_is_looked_at_with_a_reason(open_page: Open, operations: OperationsCase, picture: Picture) -> None:
    page = open_page("hu")
    page.goto(f"/deliveries/{operations.loaded.pk}/")
    page.select_option("select[name=reason]", "unknown_code")
    page.wait_for_url("**reason=unknown_code*")
    expect(page.locator("#quarantined h2")).to_contain_text("35")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.locator("[data-row]").first).to_contain_text("已过期")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.fill("#reveal-reason", "核心补数")
    page.keyboard.press("Enter")
    expect(page.locator("[data-revealed-value]")).to_have_text(RAW)
    picture(page, "quarantine-reveal")


@pytest.mark.parametrize(("size", "theme", "language"), LOOKS)
def test_pictures(
    open_page: Open,
    live_bank: LiveBank,
    picture: Picture,
    accessibility_faults: Faults,
    size: tuple[int, int],
    theme: str,
    language: str,
) -> None:
    name = f"{size[0]}-{theme}-{language[:2]}"
    page = open_page("hu", size=size, theme=theme, language=language)
    faults = []
    for part, address in (("nights-none", "/nights/"), ("deliveries-none", "/deliveries/")):
        page.goto(address)
        picture(page, f"{part}-{name}")
        faults += accessibility_faults(page)
    case = make_operations(bad_rows=70)
    make_night(NEXT, done=2, state="failed", error="SettingMissingError: add a setting 'drop_bp' valid on 2026-11-21")
    for part, address in (
        ("nights", "/nights/"),
        ("night", f"/nights/{PUBLISHED}/"),
        ("night-failed", f"/nights/{NEXT}/"),
        ("deliveries", "/deliveries/"),
        ("delivery", f"/deliveries/{case.loaded.pk}/"),
        ("delivery-refused", f"/deliveries/{case.refused.pk}/"),
        ("quarantine", "/deliveries/quarantine/"),
    ):
        page.goto(address)
        picture(page, f"{part}-{name}")
        faults += accessibility_faults(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], address
    assert faults == []
