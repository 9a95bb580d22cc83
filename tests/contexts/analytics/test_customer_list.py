"""The customer list: sorted, filtered, page by page, and only one's own."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cast import Cast, make_customer
from zhike.contexts.analytics.models import CustomerMeasures
from zhike.contexts.analytics.public import CustomerFilters, CustomerSort, list_customers
from zhike.contexts.analytics.queries.customer_pages import FEW, Conditions, count_customers, page_of_customers
from zhike.contexts.org.public import scope, unscoped
from zhike.foundation.fence import WHOLE_BANK, fenced
from zhike.foundation.models import BankProfile

DAY = date(2025, 11, 20)


@pytest.fixture
def published(cast: Cast) -> Cast:
    """Twelve customers: the cast's three and nine of Lin's with 10 k … 90 k; figures are published."""
    BankProfile.objects.create(name="测试银行", published_business_date=DAY)
    figures = {cast.mine: (1_100_000, 4472, 900_000), cast.colleagues: (30_000, 0, 0), cast.theirs: (830_000, 0, 0)}
    for number in range(1, 10):
        name = "张王李赵陈杨黄吴周"[number - 1] + "一"
        figures[make_customer(f"N{number}", name, cast.units["east"], cast.staff["lin"])] = (number * 10_000, 0, 0)
    with fenced(WHOLE_BANK):
        for customer, (aum, drop, out) in figures.items():
            CustomerMeasures.objects.create(
                customer=customer,
                business_date=DAY,
                aum_minor=aum * 100,
                aum_previous_minor=aum * 100,
                aum_month_average_minor=-aum,
                drop_bp=drop,
                large_in_minor=0,
                large_out_minor=out * 100,
                liabilities_minor=0,
                tier_code="tier_4" if aum > 1_000_000 else "tier_2",
                tier_rank=4 if aum > 1_000_000 else 2,
                scope_unit_id=customer.scope_unit_id,
                owner_id=customer.owner_id,
            )
    return cast


def names(page) -> list[str]:
    return [row.name for row in page.rows]


@pytest.mark.parametrize("sort", list(CustomerSort))
@pytest.mark.parametrize("who", ["lin", "wu", "zhou", "jin"])
def test_pages_follow_each_other_without_gap_or_repeat(published: Cast, sort: CustomerSort, who: str) -> None:
    viewer = published.viewer(who)
    with scope(viewer):
        whole = list_customers(viewer=viewer, sort=sort, limit=50)
        seen: list[str] = []
        after = None
        while True:
            page = list_customers(viewer=viewer, sort=sort, after=after, limit=4)
            seen += names(page)
            after = page.after
            if after is None:
                break
        assert seen == names(whole)
        assert len(seen) == len(set(seen))
        expected = {"lin": 10, "wu": 11, "zhou": 12, "jin": 12}[who]
        assert whole.total == len(seen)
        assert whole.total == expected or sort == "drop"
        assert len(seen) == (1 if sort == CustomerSort.DROP else expected)


def test_the_richest_first_and_names_by_pinyin(published: Cast) -> None:
    zhou = published.viewer("zhou")
    with scope(zhou):
        assert names(list_customers(viewer=zhou, limit=3)) == ["周慧敏", "李秀兰", "周一"]
        by_name = names(list_customers(viewer=zhou, sort=CustomerSort.NAME))
    assert by_name[:3] == ["陈一", "黄一", "李秀兰"]  # chen, huang, li: 单 is read shan
    assert by_name.index("单建国") < by_name.index("王一") < by_name.index("赵一")


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (CustomerFilters(tiers=("tier_4",)), ["周慧敏"]),
        (CustomerFilters(drop=True), ["周慧敏"]),
        (CustomerFilters(large_flow="out"), ["周慧敏"]),
        (CustomerFilters(large_flow="any"), ["周慧敏"]),
        (CustomerFilters(large_flow="in"), []),
        (CustomerFilters(kind="corporate"), []),
        (CustomerFilters(search="zhm"), ["周慧敏"]),
        (CustomerFilters(search="2207"), ["周慧敏"]),
        (CustomerFilters(search="李秀兰"), []),
        (CustomerFilters(search="zhou", tiers=("tier_2",)), ["周一"]),
    ],
)
def test_filters(published: Cast, filters: CustomerFilters, expected: list[str]) -> None:
    lin = published.viewer("lin")
    with scope(lin):
        page = list_customers(filters, viewer=lin)
    assert (names(page), page.total) == (expected, len(expected))


@pytest.mark.parametrize("who", ["lin", "wu", "zhou", "jin"])
@pytest.mark.parametrize("fragment", ["m.tier_code = 'tier_2'", "m.large_out_minor > 0", "c.kind = 'personal'", "true"])
def test_few_and_many_are_found_by_two_ways_to_the_same_page(published: Cast, who: str, fragment: str) -> None:
    viewer, conditions = published.viewer(who), Conditions([fragment])
    with scope(viewer):
        ways = [
            page_of_customers(conditions, CustomerSort.NAME, None, 50, viewer=viewer, found=found)
            for found in (FEW, FEW + 1)
        ]
        count = count_customers(conditions, CustomerSort.NAME, 50, viewer=viewer)
    assert ways[0] == ways[1]
    assert len(ways[0]) == count


def test_a_head_may_narrow_to_one_manager(published: Cast) -> None:
    wu, chen = published.viewer("wu"), published.staff["chen"]
    with scope(wu):
        assert names(list_customers(CustomerFilters(owner_id=chen.pk), viewer=wu)) == ["单建国"]
        assert names(list_customers(CustomerFilters(unit_id=published.units["west"].pk), viewer=wu)) == []


def test_belt_one_alone_keeps_others_out(published: Cast) -> None:
    """With the fence wide open the list itself still asks for no more than the viewer's customers."""
    lin = published.viewer("lin")
    with scope(unscoped(reason="test")):
        for sort in CustomerSort:
            found = names(list_customers(viewer=lin, sort=sort))
            assert "李秀兰" not in found
            assert "单建国" not in found


def test_before_the_first_night_the_list_goes_by_name(cast: Cast, db: None) -> None:
    wu = cast.viewer("wu")
    with scope(wu):
        page = list_customers(viewer=wu, sort=CustomerSort.AUM)
        assert names(page) == ["单建国", "周慧敏"]
        assert {row.measures for row in page.rows} == {None}


def test_a_page_costs_the_same_however_many_customers(published: Cast) -> None:
    lin = published.viewer("lin")
    with scope(lin):
        counts = []
        for limit in (1, 10):
            with CaptureQueriesContext(
                connection,
            ) as captured:
                list_customers(viewer=lin, limit=limit)
            counts.append(len(captured))
    assert counts[0] == counts[1] <= 8
