"""Compiles the catalogues of the pages' texts, and finds the texts that have no Chinese yet.

`python -m zhike.foundation.translations` writes a .mo beside every .po below `src/zhike` (no GNU gettext needed).
`… --check` also collects every English message id from templates, Python and TOML, and names each one without a
zh-Hans translation, each translation whose figures differ from the English, each text that two catalogues word
differently, and each that nothing asks for any more.
"""

import os
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import polib
from babel.messages.extract import extract_python
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
CATALOGUES = "**/locale/*/LC_MESSAGES/django.po"
LANGUAGE = "zh_Hans"
_CALLS = {
    "_": (1,),
    "gettext": (1,),
    "gettext_lazy": (1,),
    "gettext_noop": (1,),
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": (1, 2),
    "pgettext_lazy": (1, 2),
    "npgettext": (1, 2, 3),
}
_TOML_KEYS = ("title", "sentence")
_FIGURE = re.compile(r"%\((\w+)\)[sd]")


@dataclass(frozen=True, order=True)
class Message:
    """An English text of the pages; `place` is the first file and line that asks for it."""

    text: str
    context: str = ""
    place: str = ""


def compile_catalogues(root: Path = ROOT) -> list[Path]:
    """Write the .mo of every .po that is newer than it; returns those written. Readers never see half a file."""
    written = []
    for source in sorted(root.glob(CATALOGUES)):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        aside = target.with_suffix(f".{os.getpid()}.aside")
        polib.pofile(str(source), encoding="utf-8").save_as_mofile(str(aside))
        aside.replace(target)
        written.append(target)
    return written


def find_faults(root: Path = ROOT) -> list[str]:
    """One sentence per text without Chinese, in two wordings, with other figures than the English, or unused."""
    asked: dict[tuple[str, str], Message] = {}
    for message in collect_messages(root):
        asked.setdefault((message.context, message.text), message)
    known: dict[tuple[str, str], tuple[str, str]] = {}
    faults = []
    for key, (translation, place) in _translations(root):
        earlier, there = known.setdefault(key, (translation, place))
        if earlier != translation:
            faults.append(f"{place}: {key[1]!r} is {translation!r} here and {earlier!r} in {there}")
    faults += [
        f"{message.place}: no {LANGUAGE} for {message.text!r}"
        for key, message in asked.items()
        if not known.get(key, ("", ""))[0]
    ]
    for (context, text), (translation, place) in known.items():
        if (context, text) not in asked:
            faults.append(f"{place}: nothing asks for {text!r}")
        elif translation and set(_FIGURE.findall(text)) != set(_FIGURE.findall(translation)):
            faults.append(f"{place}: figures differ between {text!r} and {translation!r}")
    return sorted(faults)


def collect_messages(root: Path = ROOT) -> Iterator[Message]:
    """Every message id below `root`, in templates, Python files and the titles of TOML files."""
    for path in sorted(root.rglob("*.html")):
        code = templatize(path.read_text(encoding="utf-8"), origin=str(path))
        # the templatizer keeps the page's indentation, which Python's tokenizer would take for blocks
        yield from _python_messages("\n".join(line.lstrip() for line in code.splitlines()), path, root)
    for path in sorted(root.rglob("*.py")):
        yield from _python_messages(path.read_text(encoding="utf-8"), path, root)
    for path in sorted(root.rglob("*.toml")):
        yield from _toml_messages(tomllib.loads(path.read_text(encoding="utf-8")), path.relative_to(root))


def _python_messages(code: str, path: Path, root: Path) -> Iterator[Message]:
    for line, call, texts, _comments in extract_python(BytesIO(code.encode()), dict.fromkeys(_CALLS), [], {}):
        given = texts if isinstance(texts, tuple) else (texts,)
        positions = _CALLS[str(call)]
        if any(given[position - 1] is None for position in positions[:1] if position <= len(given)):
            continue
        context = str(given[0]) if "pgettext" in call else ""
        text = given[1] if context and len(given) > 1 else given[0]
        if text:
            yield Message(str(text), context, f"{path.relative_to(root)}:{line}")


def _toml_messages(node: object, path: Path) -> Iterator[Message]:
    """Texts under the keys that hold message ids; Chinese ones are data, not ids."""
    if isinstance(node, list):
        for value in node:
            yield from _toml_messages(value, path)
    if isinstance(node, dict):
        for key, value in node.items():
            if key in _TOML_KEYS and isinstance(value, str) and value.isascii():
                yield Message(value, "", str(path))
            else:
                yield from _toml_messages(value, path)


def _translations(root: Path) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    """(context, English) → (translation, place); of a plural the form Chinese has."""
    for source in sorted(root.glob(CATALOGUES)):
        if source.parents[1].name != LANGUAGE:
            continue
        for entry in polib.pofile(str(source), encoding="utf-8"):
            if entry.obsolete or "fuzzy" in entry.flags:
                continue
            translation = entry.msgstr or entry.msgstr_plural.get(0, "")
            yield (entry.msgctxt or "", entry.msgid), (translation, f"{source.relative_to(root)}:{entry.linenum}")


def main(arguments: list[str]) -> int:
    """The command; returns the exit code."""
    written = compile_catalogues()
    print(f"  {len(written)} catalogues compiled")
    if "--check" not in arguments:
        return 0
    faults = find_faults()
    for fault in faults:
        print(f"  {fault}", file=sys.stderr)
    print(f"  {len(faults)} texts to mend" if faults else "  every text is there in Chinese")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
