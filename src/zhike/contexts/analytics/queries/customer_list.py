"""The list of customers with their published figures: filters, sorts, keyset pages, a capped count."""

from dataclasses import replace

from zhike.contexts.accounts.public import find_customer_ids_by_account
from zhike.contexts.analytics.queries.customer_pages import (
    Conditions,
    SortValue,
    count_customers,
    page_of_customers,
)
from zhike.contexts.analytics.queries.published import find_measures
from zhike.contexts.analytics.queries.settings import get_thresholds
from zhike.contexts.analytics.types import CustomerFilters, CustomerPage, CustomerRow, CustomerSort, LargeFlow
from zhike.contexts.customers.public import find_heads, search_customer_ids
from zhike.contexts.org.public import Viewer
from zhike.foundation import calendar

COUNTED_UPTO = 10_000
FOUND_BY_SEARCH = 200
_ACCOUNT_DIGITS = 4


def list_customers(
    filters: CustomerFilters | None = None,
    *,
    viewer: Viewer,
    sort: CustomerSort = CustomerSort.AUM,
    after: tuple[SortValue, int] | None = None,
    limit: int = 50,
) -> CustomerPage:
    """One page of the viewer's customers; `after` is CustomerPage.after of the page before.

    Before the first night only the sort by name has rows, so it takes the place of the others.
    """
    filters = filters or CustomerFilters()
    profile = calendar.bank()
    day = calendar.business_date(profile)
    if day is None:
        sort = CustomerSort.NAME
        filters = replace(filters, drop=False, large_flow="", tiers=())
    conditions = _conditions(filters, viewer, get_thresholds(day, profile.base_currency).drop_bp if day else 0)
    total = count_customers(conditions, sort, COUNTED_UPTO + 1, viewer=viewer)
    found = page_of_customers(conditions, sort, after, limit + 1, viewer=viewer, found=total)
    page = found[:limit]
    return CustomerPage(
        rows=_rows([customer_id for customer_id, _value in page], viewer),
        after=(page[-1][1], page[-1][0]) if len(found) > limit else None,
        total=min(total, COUNTED_UPTO),
        total_is_capped=total > COUNTED_UPTO,
    )


def _conditions(filters: CustomerFilters, viewer: Viewer, drop_bp: int) -> Conditions:
    conditions = Conditions()
    if filters.search.strip():
        conditions.add("c.id = ANY (%s)", _searched(filters.search, viewer))
    if filters.tiers:
        conditions.add("m.tier_code = ANY (%s)", list(filters.tiers))
    if filters.kind:
        conditions.add("c.kind = %s", filters.kind)
    if filters.drop:
        conditions.add("m.drop_bp >= %s", drop_bp)
    if filters.large_flow == LargeFlow.IN:
        conditions.add("m.large_in_minor > 0")
    elif filters.large_flow == LargeFlow.OUT:
        conditions.add("m.large_out_minor > 0")
    elif filters.large_flow == LargeFlow.ANY:
        conditions.add("(m.large_in_minor > 0 OR m.large_out_minor > 0)")
    if filters.owner_id is not None:
        conditions.add("c.owner_id = %s", filters.owner_id)
    if filters.unit_id is not None:
        conditions.add("c.scope_unit_id = %s", filters.unit_id)
    return conditions if conditions.fragments else Conditions(["true"])


def _searched(text: str, viewer: Viewer) -> list[int]:
    found = search_customer_ids(text, viewer=viewer, limit=FOUND_BY_SEARCH)
    digits = "".join(text.split())
    if digits.isascii() and digits.isdigit() and len(digits) >= _ACCOUNT_DIGITS:
        found = [*found, *find_customer_ids_by_account(digits, viewer=viewer, limit=FOUND_BY_SEARCH)]
    return found


def _rows(customer_ids: list[int], viewer: Viewer) -> tuple[CustomerRow, ...]:
    heads = find_heads(customer_ids, viewer=viewer)
    figures = find_measures(customer_ids, viewer=viewer)
    return tuple(
        CustomerRow(
            customer_id=head.id,
            customer_no=head.customer_no,
            kind=head.kind,
            name=head.name,
            mobile_masked=head.mobile_masked,
            owner_id=head.owner_id,
            scope_unit_id=head.scope_unit_id,
            measures=figures.get(head.id),
        )
        for head in (heads[customer_id] for customer_id in customer_ids if customer_id in heads)
    )
