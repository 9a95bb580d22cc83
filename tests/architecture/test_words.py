"""The glossary and the code use one word for one thing."""

import re

import polib
from django.apps import apps

from architecture.source_tree import DOCS, SOURCE, text_of

GLOSSARY = DOCS / "words.md"
_ROW = re.compile(r"^\| ([^|]+) \| ([^|]+) \|", re.M)
_APART = re.compile(r"[/，、;；]")


def glossary(text: str) -> dict[str, set[str]]:
    """Term of the code → the Chinese words for it; `a, b` and `a / b` are terms of one line."""
    found: dict[str, set[str]] = {}
    for terms, chinese in _ROW.findall(text):
        if terms.strip() in ("code", "---"):
            continue
        for term in re.split(r"[,/]", re.sub(r"\([^)]*\)", "", terms)):
            words = {word.strip() for word in _APART.split(re.sub(r"（[^）]*）", "", chinese))}
            found.setdefault(term.strip(), set()).update(words)
    return found


def spoken_otherwise(words: dict[str, set[str]], messages: dict[str, str]) -> list[str]:
    """Texts of pages that are exactly a term of the glossary, but say another Chinese word."""
    return [
        f"{text!r} is {chinese!r} on a page and {'/'.join(sorted(known))!r} in the glossary"
        for text, chinese in messages.items()
        if (known := words.get(text.lower().replace(" ", "_")))
        and not any(word in chinese or chinese in word for word in known)
    ]


def _messages() -> dict[str, str]:
    catalogues = sorted(SOURCE.glob("**/locale/zh_Hans/LC_MESSAGES/django.po"))
    return {entry.msgid: entry.msgstr for path in catalogues for entry in polib.pofile(str(path)) if entry.msgstr}


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def test_every_table_is_in_the_glossary() -> None:
    words = glossary(text_of(GLOSSARY))
    ours = [model.__name__ for model in apps.get_models() if model.__module__.startswith("zhike.")]
    missing = sorted({_snake(name) for name in ours} - set(words))
    assert not missing, "docs/words.md lacks: " + ", ".join(missing)


def test_pages_say_what_the_glossary_says() -> None:
    found = spoken_otherwise(glossary(text_of(GLOSSARY)), _messages())
    assert not found, "\n".join(found)


def test_no_term_has_two_lines() -> None:
    terms = [term.strip() for term, _chinese in _ROW.findall(text_of(GLOSSARY))]
    twice = {term for term in terms if terms.count(term) > 1} - {"code"}
    assert not twice


def test_every_term_has_its_chinese() -> None:
    bare = [
        term
        for term, words in glossary(text_of(GLOSSARY)).items()
        if not any(re.search(r"[\u3400-\u9fff]|360|6S", word) for word in words)
    ]
    assert not bare


def test_another_word_is_seen() -> None:
    words = glossary("| code | 中文 |\n|---|---|\n| outlet_head | 网点主任 | \n| transfer / hand_over | 移交/划转 |\n")
    assert words["hand_over"] == {"移交", "划转"}
    assert spoken_otherwise(words, {"Outlet head": "支行行长"})
    assert not spoken_otherwise(words, {"Outlet head": "网点主任", "Transfer": "划转"})
