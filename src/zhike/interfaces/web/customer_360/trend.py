"""Assets over time, as the chart's script and the table beside it take them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language

from zhike.contexts.analytics.public import AumPoint, AumTrend
from zhike.interfaces.web.customer_360.kinds import STACKS, Words
from zhike.interfaces.web.dates import short_day_text

FEWEST_POINTS = 2


@dataclass(frozen=True)
class TableRow:
    """One line of the table behind the chart: the day and an amount per stack, then the sum; minor units."""

    day: str
    amounts: list[int]
    total_minor: int


@dataclass(frozen=True)
class Trend:
    """`chart` is what trend.js reads; `titles` head the table's columns; `rows` are newest first."""

    chart: dict[str, Any]
    titles: list[Words]
    rows: list[TableRow]
    currency: str


def trend_values(trend: AumTrend | None, today: date) -> Trend | None:
    """None where there are too few days for a line."""
    if trend is None or max(len(trend.months), len(trend.days)) < FEWEST_POINTS:
        return None
    points = trend.months if len(trend.months) >= FEWEST_POINTS else trend.days
    stacks = [stack for stack in STACKS if any(_amount(one, stack[2]) for one in (*trend.months, *trend.days))]
    stacks = stacks or list(STACKS[:1])
    return Trend(
        chart={
            "language": get_language(),
            "currency": trend.currency,
            "stacks": [{"code": code, "name": str(title)} for code, title, _kinds in stacks],
            "months": _series(trend.months, stacks, [f"{one.on:%Y-%m}" for one in trend.months]),
            "days": _series(trend.days, stacks, [short_day_text(one.on, today) for one in trend.days]),
        },
        titles=[title for _code, title, _kinds in stacks],
        rows=[
            TableRow(short_day_text(one.on, today), [_amount(one, kinds) for *_, kinds in stacks], one.total_minor)
            for one in reversed(points)
        ],
        currency=trend.currency,
    )


def _series(
    points: Sequence[AumPoint], stacks: Sequence[tuple[str, Words, tuple[str, ...]]], names: Sequence[str]
) -> dict[str, Any] | None:
    if len(points) < FEWEST_POINTS:
        return None
    return {
        "on": list(names),
        "amounts": [[_amount(one, kinds) for one in points] for *_, kinds in stacks],
    }


def _amount(point: AumPoint, kinds: Sequence[str]) -> int:
    return sum(point.by_kind.get(kind, 0) for kind in kinds)
