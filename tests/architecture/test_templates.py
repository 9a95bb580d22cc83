"""Templates speak through translations and stay in their own house.

Length, inline code and Chinese text are tools/check_templates.py's business, which `make check` runs.
"""

import re
from pathlib import Path

import pytest

from architecture.source_tree import SOURCE, shown, templates, text_of

WEB = SOURCE / "interfaces" / "web"
TAG = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.S)
COMMENT = re.compile(r"{% comment.*?{% endcomment %}|<!--.*?-->", re.S)
TRANSLATED = re.compile(r"{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}", re.S)
UNSPOKEN = re.compile(r"<(script|style|kbd|code|template)\b[^>]*>.*?</\1>|<[^>]*\blang=\"[^\"{]+\"[^>]*>[^<]*<", re.S)
SPOKEN_ATTRIBUTE = re.compile(r"\s(title|aria-label|placeholder|alt|aria-description|data-confirm)\s*=\s*\"([^\"]*)\"")
MARKUP = re.compile(r"<(?:[^>\"']|\"[^\"]*\"|'[^']*')*>", re.S)
LETTERS = re.compile(r"[A-Za-z]{2,}")
ENTITY = re.compile(r"&#?\w+;")
ASSEMBLED = re.compile(r"f\"([^\"{}]*)\{[^}]+\}([^\"{}]*\.html)\"")
INCLUDED = re.compile(r"{%\s*(?:include|extends)\s+\"([^\"]+)\"")


def untranslated(text: str) -> list[str]:
    """Words a reader would see or hear that did not go through a translation."""
    text = TRANSLATED.sub(" ", COMMENT.sub(" ", text))
    heard = [(name, TAG.sub(" ", value)) for name, value in SPOKEN_ATTRIBUTE.findall(TAG.sub(_without_quotes, text))]
    seen = MARKUP.sub("\n", UNSPOKEN.sub(" <", TAG.sub(_without_quotes, text)))
    return [f"{name}: {value.strip()}" for name, value in heard if LETTERS.search(value)] + [
        line.strip() for line in ENTITY.sub(" ", seen).splitlines() if LETTERS.search(line)
    ]


def _without_quotes(found: re.Match[str]) -> str:
    """A template tag leaves nothing behind, so that a quote within it ends no attribute."""
    return " "


def outside_its_house(template: Path, text: str) -> list[str]:
    """Templates of another page that this one includes or extends. A folder without addresses is shared by all."""
    house = template.relative_to(WEB).parts[0]
    return [
        name
        for name in INCLUDED.findall(text)
        if (other := name.split("/")[0]) != house and (WEB / other / "urls.py").exists()
    ]


@pytest.mark.parametrize("template", templates(), ids=shown)
def test_every_word_is_translated(template: Path) -> None:
    assert not untranslated(text_of(template))


def test_pages_include_only_their_own_parts_and_shared_ones() -> None:
    found = [
        f"{shown(template)}: {name}"
        for template in templates()
        for name in outside_its_house(template, text_of(template))
    ]
    assert not found, "a part two pages need belongs in components/:\n" + "\n".join(found)


def test_every_included_template_exists() -> None:
    missing = [
        f"{shown(template)}: {name}"
        for template in templates()
        for name in INCLUDED.findall(text_of(template))
        if not (WEB / name).exists()
    ]
    assert not missing


def is_used(name: str, program: str) -> bool:
    """Whether the program names a template: whole, or as f"folder/{part}_page.html" with its part elsewhere."""
    if f'"{name}"' in program or f"'{name}'" in program:
        return True
    for before, after in ASSEMBLED.findall(program):
        part = name[len(before) : len(name) - len(after)]
        if name.startswith(before) and name.endswith(after) and f'"{part}"' in program:
            return True
    return False


def test_every_template_is_used() -> None:
    """A template nobody renders or includes is dead."""
    program = "\n".join(text_of(path) for path in [*SOURCE.rglob("*.py"), *templates()])
    dead = [shown(template) for template in templates() if not is_used(template.relative_to(WEB).as_posix(), program)]
    assert not dead


@pytest.mark.parametrize(
    "text",
    [
        "<p>Large outflow</p>",
        '<button aria-label="Close">{% icon "x" %}</button>',
        '<p>{% translate "Today" %} and more</p>',
        '<input placeholder="{{ name }} search">',
        "<p>{{ count }} tasks</p>",
    ],
)
def test_an_untranslated_word_is_seen(text: str) -> None:
    assert untranslated(text)


@pytest.mark.parametrize(
    "text",
    [
        '<p>{% translate "Large outflow" %}</p>',
        '<button aria-label="{% translate \'Close\' %}">{% icon "x" %}</button>',
        "{% blocktranslate with n=count %}{{ n }} tasks{% endblocktranslate %}",
        "<kbd>Ctrl</kbd> · – &nbsp;",
        '<button lang="en" value="en">English</button>',
        '<a href="{% url "customers:list" %}" class="row wide">{{ row.name }}</a>',
        '{# shown: rows on this page #}<td{% if a > b %} class="x"{% endif %}>{{ n }}</td>',
    ],
)
def test_translated_and_unspoken_text_passes(text: str) -> None:
    assert not untranslated(text)


def test_a_neighbours_part_is_refused() -> None:
    template = WEB / "personal" / "page.html"
    assert outside_its_house(template, '{% include "my_day/page.html" %}') == ["my_day/page.html"]
    assert not outside_its_house(template, '{% extends "layouts/page.html" %}{% include "personal/page.html" %}')


def test_a_dead_template_is_seen() -> None:
    program = 'render(request, "lists/page.html")\nf"customer_360/parts/{panel.name}.html"\nPanel("trend")'
    assert is_used("lists/page.html", program)
    assert is_used("customer_360/parts/trend.html", program)
    assert not is_used("customer_360/parts/flows.html", program)
    assert is_used("nights/list_page.html", 'f"nights/{part}_page.html"; _answer(request, "list", context)')
    assert not is_used("lists/row.html", program)
