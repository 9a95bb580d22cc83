import re
from datetime import date

import pytest
from django.test import Client

from cast import Cast
from interfaces.web.conftest import Open
from interfaces.web.day_case import AT, TODAY, DayCase, draft_for, make_profile
from zhike.contexts.analytics.public import list_tier_labels
from zhike.contexts.work.models import ContactRecord, Task
from zhike.contexts.work.public import TaskKind, raise_tasks
from zhike.foundation.fence import WHOLE_BANK, fenced

QUERY_BUDGET = 12  # three of them know the person: session, staff, posts; the transaction and its scope not counted


def page_of(client: Client, address: str = "/") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def task_of(case: DayCase, kind: str) -> Task:
    with fenced(WHOLE_BANK):
        return Task.objects.get(customer=case.customers[kind], kind=kind)


def current(client: Client, address: str, data: dict[str, str]) -> object:
    return client.post(address, data, headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/"})


def test_the_head_says_how_many_and_which_day_it_is(client_of: Open, day: DayCase) -> None:
    page = page_of(client_of("lin"))
    assert "今天 6 件" in page
    assert "11月21日 周六" in page
    assert "农历十月十三" in page
    assert "已完成 0" in page


def test_each_person_sees_their_own_tasks_only(client_of: Open, day: DayCase) -> None:
    lin, chen = page_of(client_of("lin")), page_of(client_of("chen"))
    assert "周慧敏" in lin
    assert "单建国" not in lin
    assert "单建国" in chen
    assert "周慧敏" not in chen
    assert "今天没有待办" in page_of(client_of("ye"))


def test_rows_stand_by_priority_with_amount_direction_and_due_day(client_of: Open, day: DayCase) -> None:
    page = page_of(client_of("lin"))
    names = re.findall(r'class="row-link"[^>]*>([^<]+)</a>|<div class="task-name"><b>([^<]+)</b>', page)
    assert [first or second for first, second in names][:3] == [
        "周慧敏",
        "陈建国",
        "温州恒泰包装制品进出口贸易有限责任公司",
    ]
    assert re.search(r'class="amount fall"[^>]*title="−2,064,000.00 CNY">−206.4 <small>万', page)
    assert re.search(r'class="amount rise"[^>]*>\+318.0 <small>万', page)
    assert "138****2207" in page
    assert "13800002207" not in page
    assert "逾期 2 天" in page
    assert "T−4 · 11-25" in page
    assert "11-30 前" in page


def test_a_tier_stands_beside_the_name(client_of: Open, day: DayCase) -> None:
    page = page_of(client_of("lin"))
    highest = list_tier_labels()[-1]
    assert re.search(rf'周慧敏.*?tone-{highest.colour}">{highest.label_zh}', page, re.DOTALL)


def test_what_stands_beside_the_tasks(client_of: Open, day: DayCase) -> None:
    page = page_of(client_of("lin"), "/my-day/beside/")
    assert re.search(r'class="big"><data class="amount"[^>]*>\d[\d.]* <small>万', page)
    assert re.search(r'class="amount fall"[^>]*>.*▼', page)
    assert re.search(r'<progress class="coverage-bar tone-(amber|)" max="[1-9]\d*" value="0"', page)
    assert "送大额存单利率表" in page
    assert client_of("hu").get("/my-day/beside/").status_code == 404


def test_what_was_done_counts_in_the_coverage(client_of: Open, day: DayCase) -> None:
    client, task = client_of("lin"), task_of(day, TaskKind.FLOW_OUT)
    typed = {"channel": "call", "result": "reached", "note": "", "request_key": "one"}
    current(client, f"/my-day/tasks/{task.pk}/contact/", typed)
    assert 'value="1"' in page_of(client, "/my-day/beside/")


def test_chips_filter_and_count(client_of: Open, day: DayCase) -> None:
    client = client_of("lin")
    page = page_of(client, "/?kind=funds")
    assert page.count("data-row ") == 3
    assert re.search(r'aria-current="true"[^>]*>资金 <b>3</b>', page)
    assert client.get("/?kind=nonsense").status_code == 404


def test_a_chip_changes_only_the_part_that_changes(client_of: Open, day: DayCase) -> None:
    part = client_of("lin").get("/?kind=funds", headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<div id="day"')
    assert "<html" not in part


def test_pages_follow_each_other_without_gap_or_repeat(client_of: Open, day: DayCase, cast: Cast) -> None:
    with fenced(WHOLE_BANK):
        raise_tasks([draft_for(TaskKind.CADENCE, cast.mine.pk, 100, number=n) for n in range(60)], at=AT)
    client, address, seen = client_of("lin"), "/", []
    for _ in range(3):
        page = page_of(client, address)
        seen += re.findall(r'id="task-(\d+)"', page)
        following = re.search(r'href="([^"]+)"[^>]*rel="next"|rel="next"[^>]*href="([^"]+)"', page)
        address = (following.group(1) or following.group(2)).replace("&amp;", "&") if following else ""
    assert address == ""
    assert len(seen) == len(set(seen)) == 66


def test_a_cursor_serves_its_reader_only(client_of: Open, day: DayCase, cast: Cast) -> None:
    with fenced(WHOLE_BANK):
        raise_tasks([draft_for(TaskKind.CADENCE, cast.mine.pk, 100, number=n) for n in range(40)], at=AT)
    found = re.search(r"cursor=([^\"&]+)", page_of(client_of("lin")))
    assert found
    assert client_of("chen").get(f"/?cursor={found.group(1)}").status_code == 404
    assert client_of("lin").get("/?cursor=abc").status_code == 404


def test_a_contact_closes_its_task_and_can_be_taken_back(client_of: Open, day: DayCase) -> None:
    client, task = client_of("lin"), task_of(day, TaskKind.FLOW_OUT)
    drawer = client.get(f"/my-day/tasks/{task.pk}/contact/").content.decode()
    assert 'value="call" checked' in drawer
    assert 'value="reached" checked' in drawer
    typed = {"channel": "call", "result": "reached", "note": "买房首付", "request_key": "one"}
    answer = current(client, f"/my-day/tasks/{task.pk}/contact/", typed)
    page = answer.content.decode()
    assert (answer.headers["HX-Retarget"], answer.headers["HX-Reswap"]) == ("#day", "outerHTML")
    assert "今天 5 件" in page
    assert "已完成 1" in page
    undo = re.search(r'hx-post="(/my-day/contacts/\d+/undo/)"', page)
    assert undo
    page = current(client, undo.group(1), {}).content.decode()
    assert "今天 6 件" in page
    answer = current(client, undo.group(1), {})
    assert answer.status_code == 409
    assert "不能撤销" in answer.content.decode()


def test_a_double_click_logs_one_contact(client_of: Open, day: DayCase) -> None:
    client, task = client_of("lin"), task_of(day, TaskKind.FLOW_OUT)
    typed = {"channel": "call", "result": "reached", "note": "", "request_key": "same"}
    for _ in range(2):
        assert current(client, f"/my-day/tasks/{task.pk}/contact/", typed).status_code == 200
    with fenced(WHOLE_BANK):
        assert ContactRecord.objects.count() == 1


def test_a_next_step_comes_back_on_its_day(client_of: Open, day: DayCase) -> None:
    client, task = client_of("lin"), task_of(day, TaskKind.CADENCE)
    typed = {"channel": "visit", "result": "interested", "note": "", "request_key": "k"}
    typed |= {"next_step": "week", "next_step_text": "带大额存单利率表"}
    current(client, f"/my-day/tasks/{task.pk}/contact/", typed)
    page = page_of(client, "/my-day/beside/")
    assert "周六 11-28" in page
    assert "带大额存单利率表" in page
    with fenced(WHOLE_BANK):
        assert Task.objects.get(source_key__startswith="next_step:").due_on == date(2026, 11, 28)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"channel": "fax"}, "请选择接触方式"),
        ({"next_step_on": "2026-02-31"}, "日期无法识别"),
        ({"next_step_on": "2026-11-01"}, "下一步的日期已过"),
        ({"next_step_text": "回访"}, "请填写下一步的日期"),
    ],
)
def test_a_refused_form_says_why_and_keeps_what_was_typed(
    client_of: Open, day: DayCase, wrong: dict[str, str], told: str
) -> None:
    client, task = client_of("lin"), task_of(day, TaskKind.FLOW_OUT)
    typed = {"channel": "call", "result": "reached", "note": "客户在外地", "request_key": "k", **wrong}
    answer = current(client, f"/my-day/tasks/{task.pk}/contact/", typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert told in page
    assert "客户在外地" in page
    with fenced(WHOLE_BANK):
        assert ContactRecord.objects.count() == 0


@pytest.mark.parametrize("name", ["chen", "ye", "hu"])
def test_tasks_of_others_do_not_exist(client_of: Open, day: DayCase, name: str) -> None:
    client, task = client_of(name), task_of(day, TaskKind.FLOW_OUT)
    for address in (f"/my-day/tasks/{task.pk}/contact/", f"/my-day/tasks/{task.pk}/postpone/"):
        assert client.get(address).status_code == 404
        assert client.post(address, {"until": "2026-11-25"}).status_code == 404


def test_a_postponed_task_comes_back_and_can_be_had_back_at_once(client_of: Open, day: DayCase) -> None:
    client, task = client_of("lin"), task_of(day, TaskKind.DROP)
    page = current(client, f"/my-day/tasks/{task.pk}/postpone/", {"until": "2026-11-23"}).content.decode()
    assert "今天 5 件" in page
    assert "已推迟到 11-23" in page
    with fenced(WHOLE_BANK):
        assert Task.objects.get(pk=task.pk).show_from == date(2026, 11, 23)
    undo = re.search(r'hx-post="(/my-day/postponed/[^"]+)"', page)
    assert undo
    answer = current(client, undo.group(1), {})
    assert "今天 6 件" in answer.content.decode()
    assert f"task-{task.pk}" in answer.headers["HX-Trigger-After-Settle"]
    assert current(client_of("chen"), undo.group(1), {}).status_code == 404
    answer = current(client, undo.group(1), {})
    assert (answer.status_code, "推迟到另一天" in answer.content.decode()) == (409, True)


@pytest.mark.parametrize("shown", ["http://[", "http://testserver/?kind=none", "http://testserver/?cursor=old"])
def test_what_is_saved_stays_saved_wherever_the_browser_says_it_is(client_of: Open, day: DayCase, shown: str) -> None:
    client, task = client_of("lin"), task_of(day, TaskKind.DROP)
    headers = {"HX-Request": "true", "HX-Current-URL": shown}
    answer = client.post(f"/my-day/tasks/{task.pk}/postpone/", {"until": "2026-11-23"}, headers=headers)
    assert (answer.status_code, "今天 5 件" in answer.content.decode()) == (200, True)


@pytest.mark.parametrize("until", ["", "2026-11-21", "2027-11-21", "morgen"])
def test_only_a_near_later_day_is_taken(client_of: Open, day: DayCase, until: str) -> None:
    client, task = client_of("lin"), task_of(day, TaskKind.DROP)
    answer = current(client, f"/my-day/tasks/{task.pk}/postpone/", {"until": until})
    assert answer.status_code == 422
    assert "三个月以内" in answer.content.decode()


def test_empty_days_say_what_to_do(client_of: Open, cast: Cast) -> None:
    assert "还没有待办" in page_of(client_of("lin"))
    make_profile()
    assert "今天没有待办" in page_of(client_of("lin"))


def test_a_head_without_tasks_is_pointed_to_the_unit(client_of: Open, day: DayCase) -> None:
    client = client_of("wu")
    assert "今天没有本人待办" in page_of(client)
    beside = page_of(client, "/my-day/beside/")
    assert "机构 AUM" in beside
    assert "500万+" in beside


def test_a_day_that_is_done_says_so(client_of: Open, day: DayCase) -> None:
    client = client_of("lin")
    for number, kind in enumerate(TaskKind.values):
        typed = {"channel": "call", "result": "reached", "note": "", "request_key": f"k{number}"}
        page = current(client, f"/my-day/tasks/{task_of(day, kind).pk}/contact/", typed).content.decode()
    assert "今天的事都做完了" in page
    assert "完成 6 件" in page


def test_english(client_of: Open, day: DayCase) -> None:
    client = client_of("lin")
    client.post("/personal/preference/", {"name": "language", "value": "en"})
    page = page_of(client)
    assert "6 tasks today" in page
    assert "21 Nov Sat" in page
    assert "lunar" not in page
    assert "Suggestion: " in page
    assert "−2.06 <small>m" in page
    assert "overdue by 2 days" in page


def test_the_page_asks_the_database_few_questions(
    client_of: Open, day: DayCase, django_assert_max_num_queries: object
) -> None:
    client = client_of("lin")
    with django_assert_max_num_queries(100) as asked:  # type: ignore[operator]
        page_of(client)
    counted = [query["sql"] for query in asked.captured_queries if is_question(query["sql"])]
    assert len(counted) <= QUERY_BUDGET, "\n".join(counted)


def is_question(sql: str) -> bool:
    return sql.startswith("SELECT") and "set_config" not in sql and "current_setting('zhike.units', true), c" not in sql


def test_today_is_the_day_of_the_tests() -> None:
    assert date(2026, 11, 21) == TODAY
