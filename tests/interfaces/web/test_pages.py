"""What holds for every page: the content security policy, icons, errors, preferences."""

import re
from pathlib import Path

import pytest
from django.test import Client

import zhike.interfaces.web
from cast import Cast
from interfaces.web.conftest import Open
from interfaces.web.day_case import DayCase
from zhike.contexts.org.public import Staff

WEB = Path(zhike.interfaces.web.__file__).parent
TEMPLATES = sorted(WEB.rglob("*.html"))
SCRIPTS = sorted((WEB / "static").rglob("*.js"))
INLINE = re.compile(
    r"""<style|\sstyle\s*=|\son[a-z]+\s*=|\shx-on|javascript:|<script(?![^>]*\bsrc=)|\shx-vals=["']js:|\shx-vars=""",
    re.IGNORECASE,
)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(WEB)))
def test_no_template_holds_script_or_style_of_its_own(path: Path) -> None:
    assert INLINE.findall(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_no_script_evaluates_text(path: Path) -> None:
    assert re.findall(r"\beval\(|new Function|innerHTML\s*=|document\.write", path.read_text(encoding="utf-8")) == []


def test_every_icon_a_template_names_is_on_the_list() -> None:
    listed = set((WEB / "icons.txt").read_text().split())
    used = {
        name for path in TEMPLATES for name in re.findall(r"""(?:{% icon|icon=)\s*"([a-z0-9-]+)\"""", path.read_text())
    }
    assert used
    assert used - listed == set()


def test_pages_carry_the_policy(client_of: Open, day: DayCase) -> None:
    for answer in (Client().get("/sign-in/"), client_of("lin").get("/"), Client().get("/no/such/page")):
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert INLINE.findall(answer.content.decode()) == []


def test_an_error_says_what_happened_what_is_kept_and_what_to_do(cast: Cast) -> None:
    page = Client().get("/no/such/page").content.decode()
    for heading in ("发生了什么", "保留了什么", "怎么办"):
        assert heading in page


def test_an_expired_form_has_its_page_and_its_sentence(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/sign-in/", {"staff_no": "1001"})
    assert answer.status_code == 403
    assert "表单已过期" in answer.content.decode()
    answer = client.post("/sign-in/", {"staff_no": "1001"}, headers={"HX-Request": "true"})
    assert answer.headers["Content-Type"].startswith("text/plain")


def test_a_failure_has_a_number_and_tells_no_detail(client_of: Open, day: DayCase, settings: object) -> None:
    settings.ROOT_URLCONF = "interfaces.web.failing_urls"  # type: ignore[attr-defined]
    client = client_of("lin")
    client.raise_request_exception = False
    answer = client.get("/fails/")
    page = answer.content.decode()
    assert answer.status_code == 500
    assert re.search(r"<code>[0-9a-f]{8}</code>", page)
    assert "secret detail" not in page


def test_preferences_are_kept_for_the_person_and_shown_at_once(client_of: Open, day: DayCase) -> None:
    client = client_of("lin")
    for name, value in (("theme", "dark"), ("density", "comfortable"), ("language", "en")):
        answer = client.post("/personal/preference/", {"name": name, "value": value, "back": "/?kind=funds"})
        assert answer.headers["Location"] == "/?kind=funds"
    staff = Staff.objects.get(staff_no="1001")
    assert (staff.theme, staff.language, staff.settings["density"]) == ("dark", "en", "comfortable")
    page = client.get("/").content.decode()
    assert 'data-bs-theme="dark"' in page
    assert 'data-density="comfortable"' in page
    assert '<html lang="en"' in page


@pytest.mark.parametrize(("name", "value"), [("theme", "neon"), ("is_active", "1"), ("", "")])
def test_only_known_preferences_are_taken(client_of: Open, cast: Cast, name: str, value: str) -> None:
    assert client_of("lin").post("/personal/preference/", {"name": name, "value": value}).status_code == 404


def test_coming_back_leads_nowhere_else(client_of: Open, cast: Cast) -> None:
    data = {"name": "theme", "value": "dark", "back": "https://elsewhere.example/"}
    assert client_of("lin").post("/personal/preference/", data).headers["Location"] == "/personal/"


def test_the_side_bar_offers_what_the_role_may_open(client_of: Open, day: DayCase) -> None:
    lin, hu = client_of("lin").get("/personal/").content.decode(), client_of("hu").get("/personal/").content.decode()
    assert "今日" in lin
    assert "日终批次" not in lin
    assert "今日</span>" not in hu


def test_the_top_bar_tells_the_data_date_and_whether_it_agrees(client_of: Open, day: DayCase) -> None:
    client = client_of("lin")
    page = client.get("/").content.decode()
    assert "<b>11-20</b>" in page
    assert "06:12" in page
    assert "与核心对平" in page
    day.profile.reconciled = False
    day.profile.save()
    assert "与核心有差异" in client.get("/").content.decode()
