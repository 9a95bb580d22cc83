"""Small marks beside a name."""

from collections.abc import Mapping
from dataclasses import dataclass

from zhike.contexts.analytics.public import TierLabel


@dataclass(frozen=True)
class Badge:
    """Text and tone; tones are classes of components.css: gold, violet, blue, grey, amber, crimson."""

    text: str
    tone: str
    title: str = ""


def tier_badge(tier_code: str, labels: Mapping[str, TierLabel]) -> Badge | None:
    """The mark of a tier; None for a tier the scheme of the day does not know."""
    label = labels.get(tier_code)
    return Badge(label.label, label.colour) if label else None
