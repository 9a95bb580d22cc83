"""The nights: who sees them, what they say, and asking for one again."""

import html
from collections.abc import Callable
from datetime import timedelta

import pyarrow as pa
import pytest
from django.db import connection
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from cast import Cast
from interfaces.web.day_case import PUBLISHED, make_profile
from interfaces.web.operations_case import make_night, make_operations, make_reconciliation
from interfaces.web.page_queries import queries_of_page
from interfaces.web.portfolio_case import make_accounts
from zhike.foundation import lake
from zhike.foundation.fence import WHOLE_BANK, fenced
from zhike.foundation.models import AuditEntry

Open = Callable[[str], Client]
LATEST = f"/nights/{PUBLISHED}/"


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


@pytest.mark.parametrize(
    ("name", "status"), [("lin", 404), ("wu", 404), ("zhou", 404), ("gao", 200), ("hu", 200), ("jin", 200)]
)
def test_who_may_see_the_nights(client_of: Open, name: str, status: int) -> None:
    make_profile()
    make_night(PUBLISHED)
    assert client_of(name).get("/nights/").status_code == status
    assert client_of(name).get(LATEST).status_code == status


def test_before_the_first_night_the_page_says_what_to_do(client_of: Open) -> None:
    shown = text_of(client_of("hu"), "/nights/")
    assert "还没有日终" in shown
    assert "zhike nightly" in shown


def test_a_night_shows_its_steps_rows_and_seconds(client_of: Open) -> None:
    make_profile()
    make_night(PUBLISHED)
    shown = text_of(client_of("hu"), LATEST)
    assert "1,234,567" in shown
    assert "12 秒" in shown
    assert "3 行进入隔离区" in shown


def test_the_list_says_of_each_night_whether_it_agrees_with_the_core(client_of: Open) -> None:
    make_operations()
    make_reconciliation(PUBLISHED - timedelta(days=1), control=1)
    shown = text_of(client_of("hu"), "/nights/")
    assert (shown.count("对平"), shown.count("不平")) == (1, 1)


def test_a_failed_step_says_what_happened_and_what_to_do(client_of: Open) -> None:
    make_profile()
    make_night(PUBLISHED, done=2, state="failed", error="SettingMissingError: add a setting 'drop_bp'")
    shown = text_of(client_of("hu"), LATEST)
    assert "add a setting 'drop_bp'" in shown
    assert "前一日数字保持发布" in shown
    assert "续跑" in shown


def test_a_night_whose_process_is_gone_is_stopped_not_running(client_of: Open) -> None:
    make_profile()
    make_night(PUBLISHED, done=3, state="running")
    shown = text_of(client_of("hu"), LATEST)
    assert "已中断" in shown
    assert 'hx-trigger="every' not in shown


def test_a_running_night_is_fetched_again(client_of: Open) -> None:
    make_profile()
    make_night(PUBLISHED, done=3, state="running")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(7230001)")
    shown = text_of(client_of("hu"), LATEST)
    assert "运行中" in shown
    assert 'hx-trigger="every 2s"' in shown
    assert 'hx-trigger="every 3s"' in text_of(client_of("hu"), "/nights/")


@pytest.mark.parametrize(
    ("control", "difference", "sentence"),
    [
        (3_657_591_290, -3_320, "日终余额与核心总数一致；流水合计与余额有差异。"),
        (3_657_591_290, 0, "日终余额与核心总数、流水合计均一致。"),
        (3_657_591_291, 0, "日终余额与核心总数不一致。"),
        (None, 0, "余额与流水一致；核心未提供总数。"),
        (None, 1, "余额与流水合计不一致；核心未提供总数，无法判定。"),
    ],
)
def test_the_verdict_of_the_reconciliation(
    client_of: Open, control: int | None, difference: int, sentence: str
) -> None:
    make_profile()
    make_night(PUBLISHED)
    make_reconciliation(PUBLISHED, difference=difference, control=control)
    assert sentence in text_of(client_of("gao"), LATEST)


def test_the_exact_difference_stands_beside_the_short_one(client_of: Open) -> None:
    make_profile()
    make_night(PUBLISHED)
    make_reconciliation(PUBLISHED)
    assert "−33.20 CNY" in text_of(client_of("gao"), LATEST)


def test_differing_accounts_show_their_last_four_only_to_whom_may_see_them(client_of: Open, cast: Cast) -> None:
    with fenced(WHOLE_BANK):
        account, other = make_accounts(cast.mine)[:2]
    days = [PUBLISHED, PUBLISHED]
    ids = [account.pk, other.pk]
    balances = pa.table({"account_id": ids, "business_date": days, "balance_minor": [1_000_00, 2_000_00]})
    differences = pa.table({"account_id": ids, "business_date": days, "difference_minor": [-3_320, 0]})
    lake.write_partition("balances", PUBLISHED, balances)
    lake.write_partition("balance_differences", PUBLISHED, differences)
    make_profile()
    make_night(PUBLISHED)
    make_reconciliation(PUBLISHED)
    seen = text_of(client_of("gao"), f"{LATEST}differences/")
    assert f"尾号 {account.last_four}" in seen
    assert "−33.20" in seen
    assert f"尾号 {other.last_four}" not in seen
    unseen = text_of(client_of("hu"), f"{LATEST}differences/")
    assert account.last_four not in unseen.partition('class="rows panel differences"')[2]
    assert f"#{account.pk}" in unseen


def test_only_operations_may_run_a_night_again(client_of: Open) -> None:
    make_profile()
    make_night(PUBLISHED)
    assert "重跑" in text_of(client_of("hu"), LATEST)
    assert "重跑" not in text_of(client_of("gao"), LATEST).partition('id="main"')[2]
    assert client_of("gao").post(f"{LATEST}run/").status_code == 404
    assert not ProcrastinateJob.objects.exists()


def test_a_night_asked_for_is_queued_once_and_audited(
    client_of: Open, read_audit: Callable[[], list[AuditEntry]]
) -> None:
    make_profile()
    make_night(PUBLISHED)
    make_night(PUBLISHED - timedelta(days=1), done=3, state="failed")
    client = client_of("hu")
    answer = client.post(f"{LATEST}run/", headers={"HX-Request": "true"})
    assert "已提交" in answer.content.decode()
    client.post(f"{LATEST}run/")
    assert [(job.task_name, job.args) for job in ProcrastinateJob.objects.all()] == [
        ("run_night", {"business_date": PUBLISHED.isoformat(), "again": True})
    ]
    assert "已有另一天" in client.post(f"/nights/{PUBLISHED - timedelta(days=1)}/run/").content.decode()
    asked = [entry for entry in read_audit() if entry.action == "night.asked_for"]
    assert {entry.object_id for entry in asked} >= {PUBLISHED.isoformat()}


def test_a_failed_night_goes_on_where_it_stopped(client_of: Open) -> None:
    make_profile()
    make_night(PUBLISHED, done=3, state="failed")
    client_of("hu").post(f"{LATEST}run/")
    assert ProcrastinateJob.objects.get().args["again"] is False


def test_nights_are_paged_by_sealed_cursors(client_of: Open) -> None:
    make_profile()
    make_operations()
    client = client_of("hu")
    first = text_of(client, "/nights/")
    assert first.count('id="night-') == 31
    address = first.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0]
    second = text_of(client, address)
    assert second.count('id="night-') == 3
    assert client_of("gao").get(address).status_code == 404


@pytest.mark.parametrize("day", ["2026-13-01", "yesterday", "1999-01-01", "20261120x"])
def test_a_night_that_never_was_is_absent(client_of: Open, day: str) -> None:
    assert client_of("hu").get(f"/nights/{day}/").status_code == 404


def test_queries_stay_few_however_many_nights(client_of: Open) -> None:
    make_profile()
    make_operations()
    client = client_of("hu")
    assert len(queries_of_page(lambda: text_of(client, "/nights/"))) <= 4
    assert len(queries_of_page(lambda: text_of(client, LATEST))) <= 5
