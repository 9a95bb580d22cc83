"""A customer's history in the reader's language: one keyset query, whatever module a line came from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.http import Http404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from zhike.contexts.analytics.public import TierLabel, tier_labels
from zhike.contexts.org.public import Viewer, find_staff_names
from zhike.contexts.work.public import Channel, ContactResult, TimelineRow, list_timeline
from zhike.interfaces.web.cursors import open_cursor, seal_cursor
from zhike.interfaces.web.dates import short_day_text

ROWS = 12
ICONS = {"contact": "message-circle", "tier": "chart-line", "flow": "arrows-exchange", "task": "list-check"}

_TITLES: dict[str, str | Promise] = {
    "tier_first": gettext_lazy("Joined the tier %(to)s"),
    "tier_up": gettext_lazy("Tier %(from)s → %(to)s"),
    "tier_down": gettext_lazy("Tier %(from)s → %(to)s"),
}


@dataclass(frozen=True)
class Line:
    """A line as the page shows it."""

    id: int
    day: str
    icon: str
    title: str
    text: str
    by: str


@dataclass(frozen=True)
class TimelinePage:
    """Lines and the address of the next ones, "" at the end."""

    lines: list[Line]
    next_url: str


def timeline_page(customer_id: int, *, viewer: Viewer, today: date, cursor: str = "") -> TimelinePage:
    """The lines after `cursor`, newest first; two queries. A cursor of another list or reader raises Http404."""
    purpose = f"timeline:{customer_id}"
    after = _after(open_cursor(cursor, purpose=purpose, staff_id=viewer.staff_id))
    rows = list_timeline(customer_id, viewer=viewer, after=after, limit=ROWS + 1)
    shown = rows[:ROWS]
    names = find_staff_names(row.by_id for row in shown) if shown else {}
    next_url = ""
    if len(rows) > ROWS:
        sealed = seal_cursor([shown[-1].on.isoformat(), shown[-1].id], purpose=purpose, staff_id=viewer.staff_id)
        next_url = reverse("customer_360:timeline", args=[customer_id]) + f"?after={sealed}"
    labels = tier_labels() if any(row.kind == "tier" for row in shown) and get_language() == "en" else {}
    return TimelinePage([_line(_in_language(row, labels), names, today) for row in shown], next_url)


def _in_language(row: TimelineRow, labels: Mapping[str, TierLabel]) -> TimelineRow:
    """Tiers are stored with their Chinese labels; other languages take theirs where the scheme still knows the code."""
    known = {key: labels.get(str(row.params.get(f"{key}_code"))) for key in ("from", "to")}
    return replace(row, params={**row.params, **{key: label.label for key, label in known.items() if label}})


def title_of(row: TimelineRow) -> str:
    """What happened, in words; a code this version does not know is shown by its kind, never as a code."""
    worded = _WORDED.get(row.title_code)
    if worded is not None:
        return worded(row)
    title = _TITLES.get(row.title_code)
    if title is None:
        return _("Entry of another module")
    try:
        return str(title) % row.params
    except (KeyError, TypeError, ValueError):
        return str(title).partition("%(")[0].strip(" →") or _("Entry of another module")


def _contact_title(row: TimelineRow) -> str:
    channel = dict(Channel.choices).get(str(row.params.get("channel")), _("Contact"))
    result = dict(ContactResult.choices).get(str(row.params.get("result")), "")
    return " · ".join(str(part) for part in (channel, result) if part)


_WORDED: dict[str, Callable[[TimelineRow], str]] = {"contact": _contact_title}


def _line(row: TimelineRow, names: dict[int, str], today: date) -> Line:
    return Line(
        id=row.id,
        day=short_day_text(row.on, today),
        icon=ICONS.get(row.kind, "history"),
        title=title_of(row),
        text=row.text,
        by=names.get(row.by_id or 0, ""),
    )


def _after(values: list[object] | None) -> tuple[date, int] | None:
    if values is None:
        return None
    try:
        day, entry_id = values
        return date.fromisoformat(str(day)), int(str(entry_id))
    except ValueError as error:
        raise Http404 from error
