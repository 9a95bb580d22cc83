"""Which customers stand on a page of a sorted list: the SQL of belt one.

Whoever sees many units gets the first rows of each unit by its own index, then the first of those: a filter by
`unit IN (…)` with an ORDER BY reads every row of the units instead (38,057 rows for 20 in a trial).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from zhike.contexts.analytics.types import CustomerSort
from zhike.contexts.org.public import Viewer

SortValue = int | str
FEW = 3_000

# sort → (expression, direction). Names ascend, figures descend; ties go by customer id.
_BY_SORT = {
    CustomerSort.AUM: ("m.aum_minor", "DESC"),
    CustomerSort.MONTH_AVERAGE: ("m.aum_month_average_minor", "DESC"),
    CustomerSort.DROP: ("m.drop_bp", "DESC"),
    CustomerSort.NAME: ("c.name_sort_key", "ASC"),
}
_FROM_FIGURES = (
    "analytics_customer_measures AS m JOIN customers_customer AS c ON c.id = m.customer_id",
    "m.owner_id",
    "m.scope_unit_id",
    "m.customer_id",
)
_FROM_CUSTOMERS = (
    "customers_customer AS c LEFT JOIN analytics_customer_measures AS m ON m.customer_id = c.id",
    "c.owner_id",
    "c.scope_unit_id",
    "c.id",
)


@dataclass
class Conditions:
    """Fixed SQL fragments with their values; nothing a user types ever becomes a fragment."""

    fragments: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)

    @property
    def on_figures(self) -> bool:
        """Whether only customers with published figures can meet them."""
        return any("m." in fragment for fragment in self.fragments)

    def add(self, fragment: str, *values: Any) -> None:
        self.fragments.append(fragment)
        self.values.extend(values)


def page_of_customers(
    conditions: Conditions,
    sort: CustomerSort,
    after: tuple[SortValue, int] | None,
    limit: int,
    *,
    viewer: Viewer,
    found: int,
) -> list[tuple[int, SortValue]]:
    """Customer ids with the value they are sorted by, at most `limit`; `found` is what `count_customers` said.

    Many names are read in their order until a page is full; few are looked up from the figures and then sorted.
    """
    value, direction = _BY_SORT[sort]
    by_name = sort == CustomerSort.NAME and not (conditions.on_figures and found <= FEW)
    source, owner, unit, customer = _FROM_CUSTOMERS if by_name else _FROM_FIGURES
    narrowed = Conditions([*conditions.fragments, "true"], list(conditions.values))
    if sort == CustomerSort.DROP:
        narrowed.add("m.drop_bp > 0")
    if after is not None:
        sign = "<" if direction == "DESC" else ">"
        narrowed.add(f"({value} {sign} %s OR ({value} = %s AND {customer} > %s))", after[0], after[0], after[1])
    where = " AND ".join(narrowed.fragments)
    body = (
        f"SELECT {customer} AS customer_id, {value} AS sort_value FROM {source} WHERE {where}"  # noqa: S608
        f" AND %s ORDER BY {value} {direction}, {customer} LIMIT %s"
    )
    parts, values = _reach(viewer, body, narrowed.values, owner, unit, customer, limit)
    sql = (
        f"SELECT customer_id, sort_value FROM ({' UNION '.join(parts)}) AS found"  # noqa: S608
        f" ORDER BY sort_value {direction}, customer_id LIMIT %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, limit])
        return [(int(row[0]), row[1]) for row in cursor.fetchall()]


def count_customers(conditions: Conditions, sort: CustomerSort, upto: int, *, viewer: Viewer) -> int:
    """How many customers all pages of the list together show, counted no further than `upto`.

    A list sorted by a figure shows who has one, so the sort belongs to the question.
    """
    by_name = sort == CustomerSort.NAME and not conditions.on_figures
    source, owner, unit, customer = _FROM_CUSTOMERS if by_name else _FROM_FIGURES
    allowed, values = _allowed(viewer, owner, unit, customer)
    fallen = ["m.drop_bp > 0"] if sort == CustomerSort.DROP else []
    where = " AND ".join([*conditions.fragments, *fallen, allowed])
    sql = f"SELECT count(*) FROM (SELECT 1 FROM {source} WHERE {where} LIMIT %s) AS counted"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [*conditions.values, *values, upto])
        return int(cursor.fetchone()[0])


def _reach(
    viewer: Viewer, body: str, values: Sequence[Any], owner: str, unit: str, customer: str, limit: int
) -> tuple[list[str], list[Any]]:
    """One branch per way of seeing a customer, each sorted and cut on its own index."""
    scope = viewer.scope
    branches: list[tuple[str, list[Any]]] = []

    def branch(condition: str, *condition_values: Any) -> None:
        head, tail = body.rsplit("%s ORDER BY", 1)
        branches.append((f"({head}{condition} ORDER BY{tail})", [*values, *condition_values, limit]))

    if scope.bank:
        branch("true")
    else:
        if scope.staff_id is not None:
            branch(f"{owner} = %s", scope.staff_id)
        if scope.customer_ids:
            branch(f"{customer} = ANY (%s)", list(scope.customer_ids))
        if scope.units:
            head, tail = body.rsplit("%s ORDER BY", 1)
            branches.append(
                (
                    "(SELECT found.* FROM unnest(%s::bigint[]) AS seen(unit_id)"  # noqa: S608 - fixed fragments
                    f" CROSS JOIN LATERAL ({head}{unit} = seen.unit_id ORDER BY{tail}) AS found)",
                    [list(scope.units), *values, limit],
                )
            )
        if not branches:
            branch("false")
    return [sql for sql, _values in branches], [value for _sql, given in branches for value in given]


def _allowed(viewer: Viewer, owner: str, unit: str, customer: str) -> tuple[str, list[Any]]:
    scope = viewer.scope
    if scope.bank:
        return "true", []
    return (
        f"({owner} = %s OR {unit} = ANY (%s) OR {customer} = ANY (%s))",
        [scope.staff_id, list(scope.units), list(scope.customer_ids)],
    )
