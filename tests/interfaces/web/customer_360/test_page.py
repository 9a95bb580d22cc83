"""The unified view: who sees it, and what."""

import pytest
from django.test import Client

from cast import Cast, make_cast


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def client_of(cast: Cast, name: str) -> Client:
    client = Client()
    client.force_login(cast.staff[name])
    return client


@pytest.mark.parametrize(
    ("name", "status"),
    [("lin", 200), ("chen", 404), ("wu", 200), ("ye", 404), ("zhou", 200), ("gao", 200), ("hu", 404), ("jin", 200)],
)
def test_who_may_open_the_view_of_lins_customer(cast: Cast, name: str, status: int) -> None:
    answer = client_of(cast, name).get(f"/customers/{cast.mine.pk}/")
    assert answer.status_code == status
    answer = client_of(cast, name).get(f"/customers/")
