"""How far a person sees, computed from the posts of the day."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from cast import Cast
from zhike.contexts.org.public import Post, Scope, Unit, list_subtree_ids, roles, unscoped, viewer_of

YESTERDAY, TOMORROW = -1, 1


def _day(offset: int) -> date:
    return timezone.localdate() + timedelta(days=offset)


def _post(cast: Cast, name: str, unit: str, role: str, since: int = -100, until: int | None = None) -> Post:
    return Post.objects.create(
        staff=cast.staff[name],
        unit=cast.units[unit],
        role=role,
        valid_from=_day(since),
        valid_to=None if until is None else _day(until),
    )


@pytest.mark.parametrize(
    ("name", "units", "owns", "bank"),
    [
        ("lin", set(), True, False),
        ("wu", {"east"}, True, False),
        ("zhou", {"sub_branch", "east", "west"}, True, False),
        ("gao", set(), False, True),
        ("jin", set(), False, True),
        ("hu", set(), False, False),
    ],
)
def test_reach_of_each_role(cast: Cast, name: str, units: set[str], owns: bool, bank: bool) -> None:
    expected = Scope(
        units=tuple(sorted(cast.units[unit].pk for unit in units)),
        staff_id=cast.staff[name].pk if owns else None,
        bank=bank,
    )
    assert cast.viewer(name).scope == expected


def test_who_the_viewer_is(cast: Cast) -> None:
    viewer = cast.viewer("wu")
    assert (viewer.staff_id, viewer.name) == (cast.staff["wu"].pk, "吴敏")
    assert (viewer.unit_id, viewer.unit_name, viewer.roles) == (cast.units["east"].pk, "城东网点", ("outlet_head",))
    assert viewer.permissions == roles()["outlet_head"].permissions
    assert viewer.may("customers.reveal")
    assert not viewer.may("staff.manage")


@pytest.mark.parametrize(
    ("since", "until", "holds"),
    [(-10, None, True), (-10, YESTERDAY, False), (-10, 0, True), (0, 0, True), (TOMORROW, None, False)],
)
def test_a_post_counts_from_its_first_to_its_last_day(cast: Cast, since: int, until: int | None, holds: bool) -> None:
    Post.objects.all().delete()
    _post(cast, "wu", "east", "outlet_head", since, until)
    viewer = cast.viewer("wu")
    assert bool(viewer.scope.units) is holds
    assert bool(viewer.permissions) is holds
    assert (viewer.scope.staff_id is not None) is holds


def test_the_day_can_be_given(cast: Cast) -> None:
    _post(cast, "lin", "west", "outlet_head", since=30)
    assert viewer_of(cast.staff["lin"]).scope.units == ()
    assert viewer_of(cast.staff["lin"], on=_day(30)).scope.units == (cast.units["west"].pk,)


def test_several_posts_are_a_union(cast: Cast) -> None:
    _post(cast, "lin", "west", "outlet_head")
    _post(cast, "lin", "head_office", "operations")
    viewer = cast.viewer("lin")
    assert viewer.scope == Scope(units=(cast.units["west"].pk,), staff_id=cast.staff["lin"].pk)
    assert viewer.roles == ("relationship_manager", "outlet_head", "operations")
    assert viewer.permissions == (
        roles()["relationship_manager"].permissions
        | roles()["outlet_head"].permissions
        | roles()["operations"].permissions
    )


def test_the_whole_bank_keeps_what_the_other_posts_hold(cast: Cast) -> None:
    """Beside an auditor's post, the customers of one's own outlet stay one's own, with their names in full."""
    _post(cast, "wu", "head_office", "auditor")
    viewer = cast.viewer("wu")
    assert viewer.scope == Scope(units=(cast.units["east"].pk,), staff_id=cast.staff["wu"].pk, bank=True)


def test_subtrees_of_two_posts_overlap_once(cast: Cast) -> None:
    _post(cast, "zhou", "branch", "branch_head")
    below = {"branch", "sub_branch", "east", "west"}
    assert cast.viewer("zhou").scope.units == tuple(sorted(cast.units[unit].pk for unit in below))


def test_a_unit_made_later_belongs_to_the_subtree(cast: Cast) -> None:
    south = Unit.objects.create(code="T0113", name="城南网点", kind="outlet", parent=cast.units["sub_branch"])
    corner = Unit.objects.create(code="T01131", name="城南柜台", kind="department", parent=south)
    assert {south.pk, corner.pk} <= set(cast.viewer("zhou").scope.units)
    assert not {south.pk, corner.pk} & set(cast.viewer("wu").scope.units)


def test_an_unknown_role_gives_nothing(cast: Cast) -> None:
    Post.objects.filter(staff=cast.staff["wu"]).update(role="chief_wizard")
    viewer = cast.viewer("wu")
    assert (viewer.scope, viewer.permissions, viewer.roles) == (Scope(), frozenset(), ())


def test_inactive_staff_reach_nothing(cast: Cast) -> None:
    for name in ("wu", "gao"):
        cast.staff[name].is_active = False
        viewer = cast.viewer(name)
        assert (viewer.scope, viewer.permissions, viewer.roles) == (Scope(), frozenset(), ())


def test_without_a_post_there_is_nothing(cast: Cast) -> None:
    Post.objects.filter(staff=cast.staff["lin"]).delete()
    assert cast.viewer("lin").scope == Scope()


def test_it_takes_two_queries_at_most(cast: Cast, django_assert_num_queries) -> None:
    _post(cast, "zhou", "branch", "branch_head")
    _post(cast, "zhou", "west", "outlet_head")
    with django_assert_num_queries(2):
        cast.viewer("zhou")
    with django_assert_num_queries(1):
        cast.viewer("lin")


def test_subtrees_by_id(cast: Cast) -> None:
    assert list_subtree_ids([]) == ()
    assert list_subtree_ids([cast.units["east"].pk]) == (cast.units["east"].pk,)
    assert set(list_subtree_ids([cast.units["head_office"].pk])) == {unit.pk for unit in cast.units.values()}


def test_a_circle_of_units_ends(cast: Cast) -> None:
    """A delivery may hold one; the query must not run for ever."""
    Unit.objects.filter(pk=cast.units["branch"].pk).update(parent=cast.units["sub_branch"])
    assert set(list_subtree_ids([cast.units["branch"].pk])) == {
        cast.units[unit].pk for unit in ("branch", "sub_branch", "east", "west")
    }


def test_an_unscoped_viewer_says_why_and_is_nobody() -> None:
    viewer = unscoped(reason="the night of 2 March")
    assert viewer.scope.bank
    assert (viewer.staff_id, viewer.reason, viewer.permissions) == (None, "the night of 2 March", frozenset())


def test_what_a_scope_holds() -> None:
    scope = Scope(units=(1, 2), staff_id=7, customer_ids=(9,), bank=True)
    row = {"unit_id": 5, "owner_id": None, "customer_id": 4}
    assert not scope.holds(**row)
    assert scope.holds(**{**row, "unit_id": 2})
    assert scope.holds(**{**row, "owner_id": 7})
    assert scope.holds(**{**row, "customer_id": 9})
    assert not Scope(bank=True).holds(**row), "nobody's customer is not everybody's"
