"""What a delivery says about itself: its days, its files with counts, hashes and totals, the bank's closing sums."""

import hashlib
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from zhike.contexts.feeds.mapping.model import FileControl, Mapping
from zhike.foundation import money

NAME = "manifest.toml"
LONGEST_NAME = 200
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)


class DeliveryError(ValueError):
    """The folder is no delivery this mapping can load; the text is a sentence for people."""


@dataclass(frozen=True)
class Manifest:
    """`controls` by file name; `listed` tells that the folder has a manifest, so that it names every file.

    `closing` holds closing sums in minor units by ISO date. `text` is the manifest's own text, for the digest.
    """

    first: date
    last: date
    controls: dict[str, FileControl]
    closing: dict[str, int]
    listed: bool
    text: str

    @property
    def digest(self) -> str:
        """SHA-256 of the manifest's text, "" without one."""
        return hashlib.sha256(self.text.encode()).hexdigest() if self.text else ""


def read_manifest(folder: Path, mapping: Mapping, on: date | None) -> Manifest:
    """The folder's manifest, or what the mapping and `on` say in its place; DeliveryError for contradictions."""
    path = folder / NAME
    if not folder.is_dir():
        raise DeliveryError(f"{folder} is not a folder")
    if len(folder.resolve().name) > LONGEST_NAME:
        raise DeliveryError(f"the folder's name is longer than {LONGEST_NAME} characters")
    if not path.is_file():
        return _without_manifest(mapping, on)
    try:
        text = path.read_text(encoding="utf-8")
        content = tomllib.loads(text)
        first, last = _days(content)
        controls = _controls(content.get("file", []))
        closing = _closing(content.get("closing", {}), mapping.currency)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise DeliveryError(f"{path.name} cannot be read: {error}") from error
    if on is not None and on != last:
        raise DeliveryError(f"the delivery is of {last}, not of {on}")
    return Manifest(first, last, controls, closing, True, text)


def file_digest(path: Path) -> str:
    """SHA-256 of the file's bytes, as hexadecimal text."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _without_manifest(mapping: Mapping, on: date | None) -> Manifest:
    closing = _closing({day.isoformat(): total for day, total in mapping.days.closing.items()}, mapping.currency)
    if on is not None:
        if not EARLIEST <= on <= LATEST:
            raise DeliveryError(f"{on} is no business date: it must lie between {EARLIEST} and {LATEST}")
        return Manifest(on, on, {}, closing, False, "")
    if mapping.days.first is None or mapping.days.last is None:
        raise DeliveryError(f"the folder has no {NAME}: give the business date")
    return Manifest(mapping.days.first, mapping.days.last, {}, closing, False, "")


def _days(content: dict[str, Any]) -> tuple[date, date]:
    if "business_date" in content:
        first = last = content["business_date"]
    else:
        first, last = content.get("from"), content.get("to")
    if type(first) is not date or type(last) is not date or not EARLIEST <= first <= last <= LATEST:
        raise ValueError(f"business_date, or from and to, must be dates in order, {EARLIEST} to {LATEST}")
    return first, last


def _controls(entries: list[dict[str, Any]]) -> dict[str, FileControl]:
    names = [str(entry["name"]) for entry in entries]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"{', '.join(twice)} stands there twice")
    return {name: _control(entry) for name, entry in zip(names, entries, strict=True)}


def _control(entry: dict[str, Any]) -> FileControl:
    totals = {str(column): str(total) for column, total in entry.get("totals", {}).items()}
    rows = entry.get("rows")
    if rows is not None and (type(rows) is not int or rows < 0):
        raise ValueError(f"rows of {entry['name']} is not a count")
    return FileControl(rows, str(entry.get("sha256", "")).lower(), totals)


def _closing(raw: dict[str, Any], currency: str) -> dict[str, int]:
    return {date.fromisoformat(day).isoformat(): money.to_minor(str(total), currency) for day, total in raw.items()}
