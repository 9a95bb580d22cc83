"""Customers within a viewer's scope, masked where only the whole bank's reach shows them."""

from dataclasses import replace
from datetime import date

import pytest

from cast import Cast, make_customer
from zhike.contexts.customers.public import (
    CustomerNotFound,
    find_customer,
    find_heads,
    get_customer,
    hold_scopes,
    list_personal_data,
)
from zhike.contexts.org.public import Post, Scope, scope, unscoped
from zhike.foundation.fence import WHOLE_BANK, fenced


def test_a_head(cast: Cast) -> None:
    viewer = cast.viewer("lin")
    with scope(viewer):
        head = get_customer(cast.mine.pk, viewer=viewer)
    assert (head.customer_no, head.kind, head.name, head.sex) == ("C001", "personal", "周慧敏", "F")
    assert (head.birth_date, head.opened_on) == (date(1979, 10, 13), date(2011, 5, 20))
    assert (head.owner_id, head.scope_unit_id) == (cast.staff["lin"].pk, cast.units["east"].pk)
    assert head.mobile_masked == "138****2207"
    assert not head.is_masked


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("lin", {"周慧敏"}), ("chen", {"单建国"}), ("wu", {"周慧敏", "单建国"}), ("ye", {"李秀兰"}),
        ("zhou", {"周慧敏", "单建国", "李秀兰"}), ("hu", set()),
        ("gao", {"周*敏", "单*国", "李*兰"}), ("jin", {"周*敏", "单*国", "李*兰"}),
    ],
)  # fmt: skip
def test_who_reads_which_names(cast: Cast, name: str, seen: set[str]) -> None:
    viewer = cast.viewer(name)
    with scope(viewer):
        heads = find_heads([cast.mine.pk, cast.colleagues.pk, cast.theirs.pk, 0], viewer=viewer)
    assert {head.name for head in heads.values()} == seen


def test_the_masked_head_hides_the_birthday_too(cast: Cast) -> None:
    viewer = cast.viewer("gao")
    with scope(viewer):
        head = get_customer(cast.mine.pk, viewer=viewer)
    assert (head.is_masked, head.birth_date, head.customer_no) == (True, None, "C001")


def test_an_auditor_with_an_outlet_reads_its_names_in_full(cast: Cast) -> None:
    Post.objects.create(
        staff=cast.staff["gao"], unit=cast.units["east"], role="outlet_head", valid_from=date(2020, 1, 1)
    )
    viewer = cast.viewer("gao")
    with scope(viewer):
        heads = find_heads([cast.mine.pk, cast.theirs.pk], viewer=viewer)
    assert {head.name for head in heads.values()} == {"周慧敏", "李*兰"}


def test_a_granted_customer_is_read_in_full(cast: Cast) -> None:
    viewer = replace(cast.viewer("gao"), scope=Scope(customer_ids=(cast.theirs.pk,), bank=True))
    with scope(viewer):
        heads = find_heads([cast.mine.pk, cast.theirs.pk], viewer=viewer)
    assert {head.name for head in heads.values()} == {"周*敏", "李秀兰"}


def test_the_system_reads_masked_names(cast: Cast) -> None:
    """Nothing it does for the whole bank needs a name; what it writes for a person is read in that person's scope."""
    viewer = unscoped(reason="a night")
    with scope(viewer):
        assert get_customer(cast.mine.pk, viewer=viewer).name == "周*敏"


def test_a_company_is_masked_too(cast: Cast) -> None:
    company = make_customer("K1", "瓯江五金有限公司", cast.units["east"], None, kind="corporate")
    viewer = cast.viewer("gao")
    with scope(viewer):
        assert get_customer(company.pk, viewer=viewer).name == "瓯江****公司"


@pytest.mark.parametrize("name", ["lin", "hu"])
def test_beyond_the_scope_is_as_absent_as_nobody(cast: Cast, name: str) -> None:
    viewer = cast.viewer(name)
    for customer_id in (cast.theirs.pk, 0, -1, 2**62):
        with scope(viewer):
            assert find_customer(customer_id, viewer=viewer) is None
            assert list_personal_data(customer_id, viewer=viewer) == []
            with pytest.raises(CustomerNotFound) as raised:
                get_customer(customer_id, viewer=viewer)
        assert raised.value.args == (customer_id,)


def test_the_predicate_holds_without_the_fence(cast: Cast) -> None:
    with fenced(WHOLE_BANK):
        assert find_customer(cast.theirs.pk, viewer=cast.viewer("lin")) is None
        assert list_personal_data(cast.theirs.pk, viewer=cast.viewer("lin")) == []


def test_heads_take_two_queries_however_many(cast: Cast, django_assert_num_queries) -> None:
    viewer = cast.viewer("zhou")
    with scope(viewer):
        with django_assert_num_queries(2):
            find_heads([cast.mine.pk, cast.colleagues.pk, cast.theirs.pk], viewer=viewer)
        with django_assert_num_queries(0):
            assert find_heads([], viewer=viewer) == {}


def test_personal_data_is_listed_masked(cast: Cast) -> None:
    customer = make_customer(
        "P1", "钱一", cast.units["east"], cast.staff["lin"], mobile="13600001111", document="330102199001011234"
    )
    viewer = cast.viewer("lin")
    with scope(viewer):
        data = list_personal_data(customer.pk, viewer=viewer)
    assert [(datum.field, datum.kind, datum.masked) for datum in data] == [
        ("identity", "resident_id", "3****************4"),
        ("contact", "mobile", "136****1111"),
    ]


def test_scopes_are_held_within_the_fence_only(cast: Cast) -> None:
    with scope(cast.viewer("lin")):
        assert hold_scopes([cast.mine.pk, cast.theirs.pk]) == {
            cast.mine.pk: (cast.units["east"].pk, cast.staff["lin"].pk)
        }
        assert hold_scopes([]) == {}
