"""Deliveries, their files and quarantined rows as the pages show them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhike.contexts.feeds.public import DeliveryHead, FileResult
from zhike.interfaces.web.durations import duration_text

Words = str | Promise


@dataclass(frozen=True)
class State:
    """A state in words, with the classes of operations.css."""

    words: Words
    tone: str
    icon: str


STATES = {
    "loading": State(_("loading"), "busy", "refresh"),
    "loaded": State(_("loaded"), "good", "circle-check"),
    "refused": State(_("refused"), "bad", "circle-x"),
}


@dataclass(frozen=True)
class FileLine:
    """One feed of one file. `refusal` is the sentence that says why nothing of it was loaded."""

    name: str
    data_set: str
    rows: str
    loaded: str
    quarantined: str
    has_quarantined: bool
    duration: str
    refusal: str


@dataclass(frozen=True)
class DeliveryLine:
    """One delivery. `days` is one business date, or the first and the last."""

    id: int
    folder: str
    mapping: str
    days: str
    state: State
    files: list[FileLine]
    rows: str
    loaded: str
    quarantined: str
    has_quarantined: bool
    duration: str
    head: DeliveryHead

    @property
    def refusals(self) -> list[str]:
        """Every reason once; each names its file."""
        return list(dict.fromkeys(file.refusal for file in self.head.files if file.refusal))


def delivery_lines(heads: Iterable[DeliveryHead]) -> list[DeliveryLine]:
    """The deliveries in their order."""
    return [delivery_line(head) for head in heads]


def delivery_line(head: DeliveryHead) -> DeliveryLine:
    """The delivery as both pages show it."""
    first, last = head.first_date.isoformat(), head.last_date.isoformat()
    seconds = (head.finished_at - head.started_at).total_seconds() if head.finished_at else None
    return DeliveryLine(
        id=head.id,
        folder=head.folder,
        mapping=head.mapping,
        days=first if first == last else f"{first} – {last}",
        state=STATES.get(head.state, State(head.state, "quiet", "clock")),
        files=[_file_line(file) for file in head.files],
        rows=f"{head.rows:,}",
        loaded=f"{sum(file.loaded for file in head.files):,}",
        quarantined=f"{head.quarantined:,}",
        has_quarantined=head.quarantined > 0,
        duration=duration_text(seconds),
        head=head,
    )


def _file_line(file: FileResult) -> FileLine:
    return FileLine(
        name=file.name,
        data_set=file.data_set,
        rows=f"{file.rows:,}",
        loaded=f"{file.loaded:,}",
        quarantined=f"{file.quarantined:,}",
        has_quarantined=file.quarantined > 0,
        duration=duration_text(file.seconds),
        refusal=file.refusal,
    )
