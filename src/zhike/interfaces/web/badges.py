"""Small marks beside a name. A tier's tone follows its floor, so that a bank's own scheme keeps the four colours."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Badge:
    """Text and tone; tones are classes of components.css: gold, violet, blue, grey, amber, crimson."""

    text: str
    tone: str
    title: str = ""


_TONES = ((500_000_000, "gold"), (100_000_000, "violet"), (20_000_000, "blue"))


def tier_tone(floor_minor: int) -> str:
    """gold from 5 m, violet from 1 m, blue from 200 k, grey below; `floor_minor` in minor units of two digits."""
    for floor, tone in _TONES:
        if floor_minor >= floor:
            return tone
    return "grey"
