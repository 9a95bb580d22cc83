"""Logging a contact from the unified view, with a task and without."""

import html
from collections.abc import Callable

import pytest
from django.test import Client

from cast import Cast
from interfaces.web.day_case import TODAY
from interfaces.web.portfolio_case import PortfolioCase, make_portfolio
from zhike.contexts.work.models import ContactRecord, Task
from zhike.foundation.fence import WHOLE_BANK, fenced

Open = Callable[[str], Client]
FORM = {"channel": "call", "result": "reached", "note": "谈到孩子留学", "request_key": "one"}


@pytest.fixture
def portfolio(cast: Cast) -> PortfolioCase:
    return make_portfolio(cast)


def records() -> list[ContactRecord]:
    with fenced(WHOLE_BANK):
        return list(ContactRecord.objects.order_by("pk"))


def test_a_contact_without_a_task_stands_on_the_timeline(client_of: Open, portfolio: PortfolioCase) -> None:
    client = client_of("lin")
    address = f"/customers/{portfolio.rich.pk}/contact/"
    assert "记录接触：周慧敏" in html.unescape(client.get(address).content.decode())
    answer = client.post(address, FORM, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "zhike:saved" in answer["HX-Trigger-After-Settle"]
    record = records()[-1]
    assert (record.customer_id, record.task_id, record.on, record.note) == (
        portfolio.rich.pk,
        None,
        TODAY,
        "谈到孩子留学",
    )
    assert "谈到孩子留学" in html.unescape(
        client.get(f"/customers/{portfolio.rich.pk}/panels/timeline/").content.decode()
    )
    assert "今日" in html.unescape(client.get(f"/customers/{portfolio.rich.pk}/head/").content.decode())


def test_a_double_click_is_one_contact(client_of: Open, portfolio: PortfolioCase) -> None:
    client = client_of("lin")
    for _again in range(2):
        assert client.post(f"/customers/{portfolio.rich.pk}/contact/", FORM).status_code == 200
    assert len(records()) == 2


def test_a_contact_with_a_task_settles_it_and_undo_opens_it(client_of: Open, portfolio: PortfolioCase) -> None:
    client = client_of("lin")
    with fenced(WHOLE_BANK):
        task = Task.objects.filter(customer=portfolio.rich).order_by("pk").first()
    client.post(f"/customers/{portfolio.rich.pk}/contact/?task={task.pk}", FORM)
    with fenced(WHOLE_BANK):
        task.refresh_from_db()
    assert task.state == "done"
    undone = client.post(f"/customers/{portfolio.rich.pk}/contact/{records()[-1].pk}/undo/")
    assert undone.status_code == 204
    with fenced(WHOLE_BANK):
        task.refresh_from_db()
    assert task.state == "open"
    again = client.post(f"/customers/{portfolio.rich.pk}/contact/{records()[-1].pk}/undo/")
    assert again.status_code == 409


def test_what_is_wrong_stands_at_the_field_and_nothing_is_lost(client_of: Open, portfolio: PortfolioCase) -> None:
    answer = client_of("lin").post(
        f"/customers/{portfolio.rich.pk}/contact/", {**FORM, "next_step_text": "回访", "next_step_on": "2020-01-01"}
    )
    shown = html.unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "下一步的日期已过" in shown
    assert "谈到孩子留学" in shown
    assert len(records()) == 1


@pytest.mark.parametrize("name", ["chen", "ye", "gao", "hu", "jin"])
def test_who_may_not_log_finds_no_form(client_of: Open, portfolio: PortfolioCase, name: str) -> None:
    address = f"/customers/{portfolio.rich.pk}/contact/"
    assert client_of(name).get(address).status_code == 404
    assert client_of(name).post(address, FORM).status_code == 404
    assert len(records()) == 1


@pytest.mark.parametrize("task", ["0", "-1", "x", "99999999999999999999999"])
def test_a_task_that_is_none_is_absent(client_of: Open, portfolio: PortfolioCase, task: str) -> None:
    assert client_of("lin").get(f"/customers/{portfolio.rich.pk}/contact/?task={task}").status_code == 404


def test_a_task_of_another_customer_is_absent(client_of: Open, portfolio: PortfolioCase) -> None:
    with fenced(WHOLE_BANK):
        task = Task.objects.filter(customer=portfolio.rich).first()
    assert client_of("lin").get(f"/customers/{portfolio.company.pk}/contact/?task={task.pk}").status_code == 404
