from collections.abc import Callable

import pytest
from django.test import Client

from cast import PASSWORD, Cast
from zhike.contexts.org.public import Staff
from zhike.foundation.models import AuditEntry, BankProfile


def test_a_right_password_leads_to_the_first_page_of_the_role(cast: Cast) -> None:
    answer = Client().post("/sign-in/", {"staff_no": "1001", "password": PASSWORD})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    answer = Client().post("/sign-in/", {"staff_no": "1007", "password": PASSWORD})
    assert answer.headers["Location"] != "/"  # operations have no day of their own


@pytest.mark.parametrize(("staff_no", "password"), [("1001", "wrong"), ("9999", PASSWORD), ("", ""), ("\0", "wrong")])
def test_a_wrong_number_and_a_wrong_password_read_the_same(cast: Cast, staff_no: str, password: str) -> None:
    answer = Client().post("/sign-in/", {"staff_no": staff_no, "password": password})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "工号与密码不匹配" in page
    assert f'value="{staff_no.strip(chr(0))}"' in page  # what was typed is kept
    assert password == "" or password not in page  # the password is not


def test_somebody_who_left_is_not_let_in(cast: Cast) -> None:
    Staff.objects.filter(staff_no="1001").update(is_active=False)
    assert Client().post("/sign-in/", {"staff_no": "1001", "password": PASSWORD}).status_code == 422


@pytest.mark.parametrize(
    ("wanted", "lands_on"),
    [("/personal/", "/personal/"), ("https://elsewhere.example/", "/"), ("//elsewhere.example", "/"), ("", "/")],
)
def test_only_addresses_of_this_site_are_followed(cast: Cast, wanted: str, lands_on: str) -> None:
    answer = Client().post("/sign-in/", {"staff_no": "1001", "password": PASSWORD, "next": wanted})
    assert answer.headers["Location"] == lands_on


def test_signing_in_and_out_is_audited_by_id_only(cast: Cast, read_audit: Callable[[], list[AuditEntry]]) -> None:
    client = Client()
    client.post("/sign-in/", {"staff_no": "1001", "password": "wrong"})
    client.post("/sign-in/", {"staff_no": "1001", "password": PASSWORD})
    client.post("/sign-out/")
    lin = cast.staff["lin"].pk
    told = [(entry.action, entry.actor_id) for entry in read_audit()]
    assert told == [("sign_in.refused", None), ("sign_in.done", lin), ("sign_out.done", lin)]
    assert client.get("/").status_code == 302


def test_the_page_behind_the_sign_in_is_kept_as_next(cast: Cast) -> None:
    assert Client().get("/personal/?x=1").headers["Location"] == "/sign-in/?next=/personal/%3Fx%3D1"


def test_sign_ins_to_try_are_shown_in_a_demonstration_bank_only(cast: Cast) -> None:
    Staff.objects.filter(staff_no="1001").update(is_demonstration=True)
    assert "林晓" not in Client().get("/sign-in/").content.decode()
    BankProfile.objects.create(name="演示银行", is_demonstration=True)
    page = Client().get("/sign-in/").content.decode()
    assert "林晓" in page
    assert "陈露" not in page


def test_the_sign_in_page_speaks_the_language_chosen_on_it(cast: Cast) -> None:
    client = Client()
    client.post("/sign-in/language/", {"language": "en"})
    assert "Staff number" in client.get("/sign-in/").content.decode()
