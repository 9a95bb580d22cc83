"""What a task says: its reason and its suggestion are stored as code and figures, and put into words here.

A sentence is an English message id; `%(name)s` takes a figure, `**` around a part makes it stand out. Figures are shown
by the end of their name: `_minor` an amount, `_on` a day, `_bp` a rate, `_permille` a share; others as they are.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from zhike.interfaces.web.dates import short_day_text
from zhike.interfaces.web.figures import short_amount

Words = str | Promise

REASONS: dict[str, Words] = {
    "flow_out": _(
        "**%(total_minor)s went out** on %(flow_on)s (payments: %(transactions)s, largest %(largest_minor)s)"
    ),
    "flow_out_bank": _(
        "**%(total_minor)s went out** on %(flow_on)s (payments: %(transactions)s), the largest, %(largest_minor)s,"
        " to **%(bank)s**"
    ),
    "flow_out_elsewhere": _(
        "%(total_minor)s went out on %(flow_on)s (payments: %(transactions)s), %(elsewhere_minor)s of it to"
        " **an own account at another bank**"
    ),
    "flow_in": _("**%(total_minor)s came in** on %(flow_on)s (payments: %(transactions)s, largest %(largest_minor)s)"),
    "flow_in_bank": _(
        "**%(total_minor)s came in** on %(flow_on)s (payments: %(transactions)s), the largest, %(largest_minor)s,"
        " from **%(bank)s**"
    ),
    "flow_in_elsewhere": _(
        "%(total_minor)s came in on %(flow_on)s (payments: %(transactions)s), %(elsewhere_minor)s of it from"
        " **an own account at another bank**"
    ),
    "drop_flow": _(
        "Assets of %(aum_minor)s stood **%(drop_permille)s below** the three-month mean on %(seen_on)s;"
        " %(total_minor)s went out that day"
    ),
    "drop_flow_bank": _(
        "Assets of %(aum_minor)s stood **%(drop_permille)s below** the three-month mean on %(seen_on)s;"
        " %(total_minor)s went out that day, the largest payment to **%(bank)s**"
    ),
    "drop_flow_elsewhere": _(
        "Assets of %(aum_minor)s stood **%(drop_permille)s below** the three-month mean on %(seen_on)s;"
        " %(elsewhere_minor)s went to **an own account at another bank** that day"
    ),
    "drop": _(
        "Assets of %(aum_minor)s stood **%(drop_permille)s below** the three-month mean of %(mean_minor)s"
        " on %(seen_on)s"
    ),
    "drop_elsewhere": _(
        "Assets of %(aum_minor)s stood **%(drop_permille)s below** the three-month mean on %(seen_on)s;"
        " %(elsewhere_minor)s went to **an own account at another bank** within 30 days"
    ),
    "cadence_short": _("Contacts of this month: %(done)s of %(required)s made, **%(missing)s missing**"),
    "next_step": _("Agreed on %(agreed_on)s: **%(text)s**"),
}
WHOLE: dict[str, tuple[str, Words]] = {  # where this part is the total, the sentence need not name it twice
    "flow_out": ("largest_minor", _("**%(total_minor)s went out** on %(flow_on)s")),
    "flow_out_bank": ("largest_minor", _("**%(total_minor)s went out** on %(flow_on)s to **%(bank)s**")),
    "flow_out_elsewhere": (
        "elsewhere_minor",
        _("**%(total_minor)s went out** on %(flow_on)s to **an own account at another bank**"),
    ),
    "flow_in": ("largest_minor", _("**%(total_minor)s came in** on %(flow_on)s")),
    "flow_in_bank": ("largest_minor", _("**%(total_minor)s came in** on %(flow_on)s from **%(bank)s**")),
    "flow_in_elsewhere": (
        "elsewhere_minor",
        _("**%(total_minor)s came in** on %(flow_on)s from **an own account at another bank**"),
    ),
}
SUGGESTIONS: dict[str, Words] = {
    "win_back": _("Call today: what is it for, what does the other bank offer; agree on a meeting"),
    "ask_purpose": _("Call: what is it for, when does it come back; note the date"),
    "place_inflow": _("Ask how long it may stay; talk about what suits the risk rating"),
    "ask_drop": _("Ask why; look for what matured and was not renewed; agree on a meeting"),
    "make_contact": _("Call, write or meet; agree on the next date (mass messages do not count)"),
}

_BOLD = re.compile(r"\*\*(.+?)\*\*")


def reason_text(code: str, figures: Mapping[str, Any], *, currency: str, today: date) -> SafeString:
    """Line 1 of a task: why it is here."""
    part, shorter = WHOLE.get(code, ("", ""))
    is_whole = bool(part) and figures.get(part) is not None and figures.get(part) == figures.get("total_minor")
    return _sentence({code: shorter} if is_whole else REASONS, code, figures, currency, today)


def suggestion_text(code: str, figures: Mapping[str, Any], *, currency: str, today: date) -> SafeString:
    """Line 2 of a task: what to do; "" where the source suggests nothing."""
    return _sentence(SUGGESTIONS, code, figures, currency, today) if code else mark_safe("")


def _sentence(
    table: Mapping[str, Words], code: str, figures: Mapping[str, Any], currency: str, today: date
) -> SafeString:
    """A code of a newer or older version has no sentence: its name is shown rather than nothing."""
    if code not in table:
        return conditional_escape(code.replace("_", " "))
    shown = {name: conditional_escape(_figure(name, value, currency, today)) for name, value in figures.items()}
    try:
        text = str(table[code]) % shown
    except KeyError:  # a task of an older version lacks a figure
        return conditional_escape(code.replace("_", " "))
    parts = _BOLD.split(text)
    return format_html_join("", "{}", ((_emphasised(part, index),) for index, part in enumerate(parts)))


def _emphasised(part: str, index: int) -> SafeString:
    """Odd parts stood between `**`. Figures were escaped one by one, the rest is ours."""
    return mark_safe(f"<b>{part}</b>" if index % 2 else part)  # noqa: S308


def _figure(name: str, value: Any, currency: str, today: date) -> str:
    if value is None:
        return "–"
    if name.endswith("_minor"):
        figure, unit = short_amount(int(value), currency, get_language() or "")
        return f"{figure} {unit}"
    if name.endswith("_on"):
        return short_day_text(date.fromisoformat(str(value)), today)
    if name.endswith("_bp"):
        return f"{int(value) / 100:.2f}%"
    if name.endswith("_permille"):
        return f"{int(value) / 10:.1f}%"
    return str(value)
