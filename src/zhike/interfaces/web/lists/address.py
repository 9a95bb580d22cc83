"""What part of the list is looked at, as its address says it: filters and order, never what was searched for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.http import Http404, QueryDict
from django.urls import reverse

from zhike.contexts.analytics.public import CustomerFilters, CustomerSort, LargeFlow
from zhike.contexts.org.public import Viewer
from zhike.interfaces.web.cursors import open_cursor, seal_cursor

KINDS = ("personal", "corporate")


@dataclass(frozen=True)
class ListAddress:
    """Filters, order, and where the page begins ("" = at the top)."""

    tiers: tuple[str, ...] = ()
    kind: str = ""
    flow: str = ""
    drop: bool = False
    sort: CustomerSort = CustomerSort.AUM
    cursor: str = ""

    @property
    def filters(self) -> CustomerFilters:
        return CustomerFilters(tiers=self.tiers, kind=self.kind, drop=self.drop, large_flow=self.flow)

    @property
    def is_filtered(self) -> bool:
        return bool(self.tiers or self.kind or self.flow or self.drop)

    @property
    def url(self) -> str:
        query = QueryDict(mutable=True)
        query.setlist("tier", list(self.tiers))
        for name, value in (("kind", self.kind), ("flow", self.flow), ("drop", "1" if self.drop else "")):
            if value:
                query[name] = value
        if self.sort != CustomerSort.AUM:
            query["sort"] = str(self.sort)
        if self.cursor:
            query["after"] = self.cursor
        return reverse("customers:list") + (f"?{query.urlencode()}" if query.urlencode() else "")

    def top(self) -> "ListAddress":
        return replace(self, cursor="")

    def toggled_tier(self, code: str) -> "ListAddress":
        tiers = tuple(one for one in self.tiers if one != code) if code in self.tiers else (*self.tiers, code)
        return replace(self, tiers=tiers, cursor="")

    def with_kind(self, kind: str) -> "ListAddress":
        return replace(self, kind="" if self.kind == kind else kind, cursor="")

    def with_flow(self, flow: str) -> "ListAddress":
        return replace(self, flow="" if self.flow == flow else flow, cursor="")

    def toggled_drop(self) -> "ListAddress":
        return replace(self, drop=not self.drop, cursor="")

    def sorted_by(self, sort: CustomerSort) -> "ListAddress":
        return replace(self, sort=sort, cursor="")

    def after(self, viewer: Viewer) -> tuple[int | str, int] | None:
        """What list_customers takes; raises Http404 for a cursor of another order or reader."""
        values = open_cursor(self.cursor, purpose=self._purpose, staff_id=viewer.staff_id)
        if values is None:
            return None
        if len(values) != 2:
            raise Http404
        return values[0], int(values[1])

    def next_page(self, after: tuple[int | str, int] | None, viewer: Viewer) -> "ListAddress | None":
        if after is None:
            return None
        return replace(self, cursor=seal_cursor(list(after), purpose=self._purpose, staff_id=viewer.staff_id))

    @property
    def _purpose(self) -> str:
        return f"customers:{self.sort}"


def address_from(query: QueryDict, tiers: Sequence[str]) -> ListAddress:
    """What the address asks for; values that mean nothing are as if not there."""
    sort, flow = query.get("sort", ""), query.get("flow", "")
    return ListAddress(
        tiers=tuple(code for code in dict.fromkeys(query.getlist("tier")) if code in tiers),
        kind=query.get("kind", "") if query.get("kind", "") in KINDS else "",
        flow=flow if flow in LargeFlow.values else "",
        drop=query.get("drop") == "1",
        sort=CustomerSort(sort) if sort in CustomerSort.values else CustomerSort.AUM,
        cursor=query.get("after", ""),
    )
