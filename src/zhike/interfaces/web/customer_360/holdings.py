"""Accounts as the panel shows them: what, how much, until when, at which rate."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from zhike.contexts.analytics.public import Holding
from zhike.interfaces.web.customer_360.kinds import Words, product_kind_text
from zhike.interfaces.web.dates import DueText, due_text, short_day_text

SHOWN = 7
SOON_DAYS = 30
LIABILITIES = ("loan", "card")


@dataclass(frozen=True)
class HoldingLine:
    """One account. `balance_minor` is None where no balance was delivered; loans carry `is_liability`."""

    title: str
    kind: Words
    note: str
    balance_minor: int | None
    currency: str
    rate: str
    maturity: DueText | None
    is_liability: bool
    is_closed: bool


def holding_lines(holdings: Sequence[Holding], today: date, *, full: bool) -> dict[str, Any]:
    """Open accounts, the largest first; with `full` all of them, closed ones last."""
    opened = sorted((one for one in holdings if one.account.status == "active"), key=_order)
    closed = [one for one in holdings if one.account.status != "active"]
    chosen = [*opened, *closed] if full else opened[:SHOWN]
    return {
        "lines": [_line(one, today) for one in chosen],
        "open": len(opened),
        "hidden": len(opened) + len(closed) - len(chosen),
    }


def _order(one: Holding) -> tuple[bool, int, int]:
    return one.account.kind in LIABILITIES, -(one.balance_minor or 0), one.account.id


def _line(one: Holding, today: date) -> HoldingLine:
    account = one.account
    kind = product_kind_text(account.kind)
    notes = [_("no. …%(digits)s") % {"digits": account.last_four}] if account.last_four else []
    if account.holder_role != "owner":
        notes.append(_("authorised only"))
    if one.since:
        notes.append(_("balance since %(day)s") % {"day": short_day_text(one.since, today)})
    return HoldingLine(
        title=account.product_name or str(kind),
        kind=kind,
        note=" · ".join(notes),
        balance_minor=one.balance_minor,
        currency=account.currency,
        rate=f"{account.annual_rate_bp / 100:.2f}%" if account.annual_rate_bp else "",
        maturity=_maturity(account.maturity_on, today),
        is_liability=account.kind in LIABILITIES,
        is_closed=account.status != "active",
    )


def _maturity(day: date | None, today: date) -> DueText | None:
    if day is None:
        return None
    if day < today:
        return DueText(short_day_text(day, today))
    near = due_text(day, today)
    if (day - today).days <= SOON_DAYS:
        return DueText(near.text, "soon")
    return DueText(short_day_text(day, today))
