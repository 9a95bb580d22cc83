"""Why a file was refused, as a code with its values: stored once, worded in the language of whoever reads it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, gettext_noop

TEXTS = {
    "damaged": gettext_noop("%(file)s: the archive is damaged or ends too early"),
    "bomb": gettext_noop("%(file)s: unpacks to more than %(times)s times its size"),
    "empty": gettext_noop("%(file)s: the file is empty, not even a header"),
    "header_encoding": gettext_noop("%(file)s: the header cannot be read as %(encoding)s"),
    "no_header": gettext_noop("%(file)s: the first line is no header"),
    "header_twice": gettext_noop("%(file)s: the header names a column twice"),
    "no_column": gettext_noop("%(file)s: the header has no column %(column)s"),
    "no_lookup_column": gettext_noop("%(file)s: the lookup %(lookup)s has no column %(column)s"),
    "no_lookup": gettext_noop("%(file)s: the mapping reads from the lookup %(lookup)s, which it does not declare"),
    "rows": gettext_noop("%(file)s: expected %(expected)s rows, found %(found)s, difference %(difference)s"),
    "sum": gettext_noop(
        "%(file)s: expected a sum of %(expected)s in %(column)s, found %(found)s, difference %(difference)s"
    ),
    "unread_sum": gettext_noop(
        "%(file)s: expected a sum of %(expected)s in %(column)s, found %(found)s, difference %(difference)s"
        " (%(unread)s values could not be read)"
    ),
    "no_money_column": gettext_noop(
        "%(file)s: a total is given for %(column)s, which is not a money column of the file"
    ),
    "no_total": gettext_noop("%(file)s: the total of %(column)s is not an amount: %(total)s"),
    "too_many": gettext_noop(
        "%(file)s: more than %(limit)s rows would have to be quarantined; the mapping does not fit the file"
    ),
    "unreadable": gettext_noop("%(file)s: the file cannot be read (%(error)s)"),
    "not_computed": gettext_noop("%(file)s: what the mapping asks for cannot be computed (%(error)s)"),
    "missing": gettext_noop("%(file)s: the file is missing"),
    "unlisted": gettext_noop("%(file)s: stands in the folder but not in the manifest"),
    "changed": gettext_noop("%(file)s: expected SHA-256 %(expected)s, found %(found)s"),
    "blocked": gettext_noop("%(dataset)s was not loaded, because %(blocked)s was refused"),
    "beside": gettext_noop("%(file)s was not loaded, because %(other)s, which feeds the same data set, was refused"),
}


@dataclass(frozen=True)
class Refusal:
    """One sentence. `str()` is English, for logs and programs; `translated()` is for pages."""

    code: str
    values: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        return TEXTS[self.code] % dict(self.values)

    def translated(self) -> str:
        """The sentence in the active language."""
        return gettext(TEXTS[self.code]) % dict(self.values)

    def as_json(self) -> dict[str, Any]:
        return {"code": self.code, "values": dict(self.values)}


def refusal(code: str, **values: object) -> Refusal:
    """A refusal with its values as texts; KeyError for a code without a sentence."""
    made = Refusal(code, tuple((name, str(value)) for name, value in values.items()))
    str(made)  # a value that is missing is found here, not on a page
    return made


def from_json(raw: dict[str, Any]) -> Refusal:
    """The refusal as `as_json` stored it."""
    return Refusal(raw["code"], tuple(raw["values"].items()))


class FileRefused(Exception):  # noqa: N818 - a verdict on a file, not a failure of ours
    """The file as a whole cannot be used; `refusal` says why."""

    def __init__(self, code: str, **values: object) -> None:
        self.refusal = refusal(code, **values)
        super().__init__(str(self.refusal))
