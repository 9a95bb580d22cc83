"""Template tags every page uses: icons, panels, amounts, tiers, dates. Loaded everywhere as built-ins."""

import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token, token_kwargs
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhike.foundation.money import MINUS, exact_text
from zhike.interfaces.web.figures import short_amount

register = template.Library()
_ICONS = Path(__file__).resolve().parents[1] / "vendor" / "icons"
_NAME = re.compile(r"[a-z0-9-]+\Z")


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """The drawing `name` of the icon set; decoration unless `label` says what it means."""
    meaning = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html('<svg class="icon" viewBox="0 0 24 24" {}>{}</svg>', meaning, _drawing(name))


@cache
def _drawing(name: str) -> SafeString:
    """Inner shapes of an icon file; empty where the browser libraries are not installed."""
    if not _NAME.match(name):
        raise ValueError(f"no icon is called {name!r}")
    path = _ICONS / f"{name}.svg"
    if not path.exists():
        return mark_safe("")
    shapes = re.sub(r"\A.*?<svg[^>]*>|</svg>.*\Z", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return mark_safe(re.sub(r"\s*\n\s*", "", shapes))  # noqa: S308 - a file of ours, picked from a fixed list


@register.simple_tag
def amount(minor: int | None, currency: str = "CNY", direction: bool = False) -> SafeString:
    """An amount by its size, exact on hover; with `direction` it carries a sign and the colour of a rise or a fall."""
    if not isinstance(minor, int):  # a template reads the figure of an absent thing as ""
        return format_html('<span class="absent" title="{}">–</span>', _("not known"))
    figure, unit = short_amount(minor, currency, get_language() or "")
    tone = ""
    if direction and minor:
        figure = figure if minor < 0 else "+" + figure
        tone = " rise" if minor > 0 else " fall"
    text = format_html("{} <small>{}</small>", figure, unit) if unit else figure
    exact = f"{exact_text(minor, currency)} {currency}"
    return format_html('<data class="amount{}" value="{}" title="{}">{}</data>', tone, minor, exact, text)


@register.simple_tag
def change(minor: int | None, currency: str = "CNY") -> SafeString:
    """A change against an earlier figure, with an arrow: ▲ 312 万."""
    if not minor:
        return format_html('<span class="muted">{}</span>', _("unchanged") if minor == 0 else "–")
    figure, unit = short_amount(abs(minor), currency, get_language() or "")
    tone, arrow, meaning = ("rise", "▲", _("up")) if minor > 0 else ("fall", "▼", _("down"))
    return format_html(
        '<data class="amount {}" value="{}" title="{}"><span role="img" aria-label="{}">{}</span> {} {}</data>',
        tone,
        minor,
        f"{exact_text(minor, currency)} {currency}",
        meaning,
        arrow,
        figure,
        unit,
    )


@register.filter
def percent(value: float | None) -> str:
    """A share as a percentage with one digit; 0.123 → 12.3%."""
    if value is None:
        return "–"
    return f"{value * 100:.1f}%".replace("-", MINUS)


@register.filter
def day(value: date | None, today: date | None = None) -> str:
    """11-20 within the year of `today`, 2025-11-20 beyond it."""
    if value is None:
        return ""
    return value.strftime("%m-%d") if today and value.year == today.year else value.isoformat()


@register.tag
def panel(parser: Parser, token: Token) -> "PanelNode":
    """{% panel title=… note=… more_url=… more=… icon=… %} body {% endpanel %}: a card with its title strip."""
    arguments = token_kwargs(token.split_contents()[1:], parser)
    body = parser.parse(("endpanel",))
    parser.delete_first_token()
    return PanelNode(arguments, body)


class PanelNode(template.Node):
    """Renders components/panel.html around its body."""

    def __init__(self, arguments: dict[str, FilterExpression], body: NodeList) -> None:
        self.arguments = arguments
        self.nodelist = body

    def render(self, context: template.Context) -> SafeString:
        values: dict[str, Any] = {name: value.resolve(context) for name, value in self.arguments.items()}
        frame = context.template.engine.get_template("components/panel.html")  # type: ignore[union-attr]
        with context.push(panel=values, body=self.nodelist.render(context)):
            return frame.render(context)
