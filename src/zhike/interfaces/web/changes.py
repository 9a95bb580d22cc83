"""A change against an earlier figure as a share: arrow, sign and colour together, never colour alone."""

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class ShareChange:
    """`tone` is rise, fall or muted (classes of components.css), `meaning` what a screen reader says for the arrow."""

    text: str
    arrow: str = ""
    meaning: str = ""
    tone: str = "muted"


def share_change(now_minor: int, before_minor: int | None) -> ShareChange | None:
    """How far `now_minor` stands above or below `before_minor`, in percent with one digit; None where unknown."""
    if not before_minor or before_minor < 0:
        return None
    permille = round((now_minor - before_minor) * 1000 / before_minor)
    size = f"{abs(permille) / 10:,.1f}%"
    if permille > 0:
        return ShareChange(size, "▲", _("up"), "rise")
    if permille < 0:
        return ShareChange(size, "▼", _("down"), "fall")
    return ShareChange(_("unchanged"))
