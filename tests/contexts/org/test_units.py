"""Names and numbers of units and staff."""

from cast import Cast
from zhike.contexts.org.public import find_staff_names, find_unit_names, staff_ids_by_number, unit_ids_by_code


def test_names(cast: Cast, django_assert_num_queries) -> None:
    east, west = cast.units["east"].pk, cast.units["west"].pk
    with django_assert_num_queries(1):
        assert find_unit_names([east, west, 0]) == {east: "城东网点", west: "城西网点"}
    lin = cast.staff["lin"].pk
    with django_assert_num_queries(1):
        assert find_staff_names([lin, None, 0, lin]) == {lin: "林晓"}


def test_numbers(cast: Cast) -> None:
    assert unit_ids_by_code()["T0111"] == cast.units["east"].pk
    assert staff_ids_by_number()["1001"] == cast.staff["lin"].pk
