"""Accounts within a viewer's scope."""

from datetime import date

import pytest

from cast import Cast
from zhike.contexts.accounts.models import Account, AccountHolder, Product
from zhike.contexts.accounts.public import find_customer_ids_by_account, find_last_fours, list_accounts_of_customer
from zhike.contexts.customers.public import Customer
from zhike.contexts.org.public import scope
from zhike.foundation.encryption import blind_index, encrypt
from zhike.foundation.fence import WHOLE_BANK, fenced


def _account(
    number: str, owner: Customer | None, kind: str = "demand_deposit", opened_on: date | None = None
) -> Account:
    with fenced(WHOLE_BANK):
        account = Account.objects.create(
            number_index=blind_index("account", number),
            number_ciphertext=encrypt(number),
            last_four=number[-4:],
            kind=kind,
            product_code="P1" if kind == "demand_deposit" else "",
            currency="CNY",
            opened_on=opened_on,
            customer=owner,
            scope_unit_id=owner.scope_unit_id if owner else None,
            owner_id=owner.owner_id if owner else None,
        )
    if owner:
        _holder(account, owner, "owner")
    return account


def _holder(account: Account, customer: Customer, role: str) -> None:
    with fenced(WHOLE_BANK):
        AccountHolder.objects.create(
            account=account,
            customer=customer,
            role=role,
            scope_unit_id=customer.scope_unit_id,
            owner_id=customer.owner_id,
        )


@pytest.fixture
def accounts(cast: Cast) -> dict[str, Account]:
    Product.objects.create(code="P1", name="活期储蓄", kind="demand_deposit")
    made = {
        "mine, later": _account("6222020000001111", cast.mine, opened_on=date(2021, 5, 1)),
        "mine, first": _account("6222020000002222", cast.mine, opened_on=date(2019, 5, 1)),
        "mine, wealth": _account("6222020000003333", cast.mine, kind="wealth_product"),
        "colleagues": _account("6222020000004444", cast.colleagues, kind="a_first_by_name"),
        "theirs": _account("6222020000005555", cast.theirs),
        "nobodys": _account("6222020000006666", None),
    }
    _holder(made["colleagues"], cast.mine, "authorised")
    _holder(made["theirs"], cast.mine, "authorised")
    return made


def _listed(cast: Cast, name: str, customer: Customer) -> list[tuple[str, str]]:
    viewer = cast.viewer(name)
    with scope(viewer):
        return [(head.last_four, head.holder_role) for head in list_accounts_of_customer(customer.pk, viewer=viewer)]


def test_owned_first_then_by_kind_and_age(cast: Cast, accounts: dict[str, Account]) -> None:
    owned = [("2222", "owner"), ("1111", "owner"), ("3333", "owner")]
    assert _listed(cast, "wu", cast.mine) == [*owned, ("4444", "authorised")]


def test_an_account_of_a_customer_beyond_the_scope_is_not_listed(cast: Cast, accounts: dict[str, Account]) -> None:
    """Being allowed to use an account does not show its owner's data to one's manager."""
    assert _listed(cast, "lin", cast.mine) == [("2222", "owner"), ("1111", "owner"), ("3333", "owner")]
    assert _listed(cast, "lin", cast.colleagues) == []
    assert _listed(cast, "hu", cast.mine) == []


def test_a_head(cast: Cast, accounts: dict[str, Account]) -> None:
    viewer = cast.viewer("lin")
    with scope(viewer):
        head = list_accounts_of_customer(cast.mine.pk, viewer=viewer)[0]
    assert (head.id, head.product_name, head.currency) == (accounts["mine, first"].pk, "活期储蓄", "CNY")
    assert (head.opened_on, head.maturity_on, head.status) == (date(2019, 5, 1), None, "active")


def test_three_queries_however_many(cast: Cast, accounts: dict[str, Account], django_assert_num_queries) -> None:
    viewer = cast.viewer("wu")
    with scope(viewer), django_assert_num_queries(3):
        list_accounts_of_customer(cast.mine.pk, viewer=viewer)


@pytest.mark.parametrize(
    ("digits", "name", "found"),
    [
        ("6222020000001111", "lin", "mine"), ("1111", "lin", "mine"), ("6222 0200 0000 1111", "lin", "mine"),
        ("6222020000005555", "lin", None),
        ("5555", "lin", None), ("5555", "ye", "theirs"), ("6222020000005555", "zhou", "theirs"), ("6666", "gao", None),
        ("6222020000006666", "gao", None), ("1111", "hu", None), ("0000", "gao", None), ("", "gao", None),
    ],
)  # fmt: skip
@pytest.mark.parametrize("fence", ["fence up", "fence open"])
def test_customers_behind_a_number(
    cast: Cast, accounts: dict[str, Account], digits: str, name: str, found: str | None, fence: str
) -> None:
    viewer = cast.viewer(name)
    expected = [{"mine": cast.mine, "theirs": cast.theirs}[found].pk] if found else []
    with scope(viewer) if fence == "fence up" else fenced(WHOLE_BANK):
        assert find_customer_ids_by_account(digits, viewer=viewer) == expected


def test_last_fours(cast: Cast, accounts: dict[str, Account]) -> None:
    viewer = cast.viewer("lin")
    ids = [account.pk for account in accounts.values()]
    for fence in (scope(viewer), fenced(WHOLE_BANK)):
        with fence:
            assert set(find_last_fours(ids, viewer=viewer).values()) == {"1111", "2222", "3333"}
