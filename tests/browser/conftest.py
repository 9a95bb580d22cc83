"""A bank with people at a real Chromium: the application served from the test database."""

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from cast import PASSWORD, Cast, make_cast
from interfaces.web.day_case import DayCase, make_day

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps an event loop in the test's own thread

CHECKOUT = Path(__file__).resolve().parents[2]
SCREENSHOTS = CHECKOUT / "test-output" / "screenshots"
AXE = CHECKOUT / "node_modules" / "axe-core" / "axe.min.js"
SYSTEM_CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
DESKTOP, LAPTOP, PHONE = (1440, 900), (1280, 720), (390, 844)


@dataclass
class LiveBank:
    """The address of the served bank, and who is in it."""

    address: str
    cast: Cast
    day: DayCase


Open = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium where there is one, else Playwright's own."""
    path = next((path for path in SYSTEM_CHROMIUM if Path(path).exists()), None)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def live_bank(committed: None) -> Iterator[LiveBank]:
    """The application on a free port, over a database of its own with the day of `day_case`."""
    from zhike.config.asgi import application

    cast = make_cast()
    day = make_day(cast)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(application, port=port, log_level="warning", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not server.started and time.monotonic() < until:
        time.sleep(0.02)
    yield LiveBank(f"http://127.0.0.1:{port}", cast, day)
    server.should_exit = True
    thread.join(10)


@pytest.fixture
def open_page(browser: Browser, live_bank: LiveBank) -> Iterator[Open]:
    """`open_page("lin", size=PHONE, theme="dark", language="en")`: signed in, on the first page.

    A page fails its test when the browser reports an error or a breach of the content security policy.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def opened(name: str, *, size: tuple[int, int] = DESKTOP, theme: str = "light", language: str = "zh-hans") -> Page:
        staff = live_bank.cast.staff[name]
        staff.theme, staff.language = theme, language
        staff.save(update_fields=["theme", "language"])
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, has_touch=size == PHONE, base_url=live_bank.address
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(8_000)
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto("/sign-in/")
        page.fill("#staff_no", staff.staff_no)
        page.fill("#password", PASSWORD)
        page.press("#password", "Enter")

        page.wait_for_selector("body[data-ready=yes]")
        return page

    opened.complaints = complaints  # type: ignore[attr-defined]
    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def picture(request: pytest.FixtureRequest) -> Callable[[Page, str], None]:
    """`picture(page, "my-day-1440-light-zh")` keeps what the page looks like under test-output/screenshots."""

    def taken(page: Page, name: str) -> None:
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SCREENSHOTS / f"{name}.png")

    return taken


@pytest.fixture
def accessibility_faults(browser: Browser) -> Callable[[Page], list[str]]:
    """What axe-core finds on the page as it stands (WCAG 2.2 AA), each with its first place."""

    def found(page: Page) -> list[str]:
        # evaluate() goes through the debugger, so the page's own policy stays in force
        page.evaluate(AXE.read_text(encoding="utf-8"))
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
        result = page.evaluate("tags => axe.run(document, {runOnly: tags})", tags)
        return [f"{fault['id']}: {fault['help']} – {fault['nodes'][0]['html']}" for fault in result["violations"]]

    return found
