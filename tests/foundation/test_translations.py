from pathlib import Path

import polib
import pytest

from zhike.foundation import translations


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """A small tree: a template, a module and a catalogue that knows some of their texts."""
    (tmp_path / "page").mkdir()
    (tmp_path / "page" / "page.html").write_text(
        """{% translate "Save" %}
           {% blocktranslate count counter=n %}{{ counter }} row{% plural %}{{ counter }} rows{% endblocktranslate %}
           <a title="{% translate 'Close' %}">it's</a>"""
    )
    (tmp_path / "page" / "views.py").write_text('from x import gettext_lazy as _\nTITLE = _("Title of %(name)s")\n')
    (tmp_path / "page" / "roles.toml").write_text('[roles.head]\ntitle = "Head"\nname = "not a text"\n')
    return tmp_path


def write_catalogue(root: Path, **texts: str) -> Path:
    path = root / "page" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    catalogue = polib.POFile()
    catalogue.metadata = {"Content-Type": "text/plain; charset=utf-8", "Plural-Forms": "nplurals=1; plural=0;"}
    catalogue.append(
        polib.POEntry(msgid="%(counter)s row", msgid_plural="%(counter)s rows", msgstr_plural={0: "%(counter)s 行"})
    )
    for text, translation in texts.items():
        catalogue.append(polib.POEntry(msgid=text, msgstr=translation))
    catalogue.save(str(path))
    return path


def test_texts_are_found_in_templates_modules_and_toml(pages: Path) -> None:
    found = {message.text for message in translations.collect_messages(pages)}
    assert found == {"Save", "%(counter)s row", "Close", "Title of %(name)s", "Head"}


def test_a_missing_translation_is_named_with_its_place(pages: Path) -> None:
    write_catalogue(pages, **{"Save": "保存", "Close": "", "Title of %(name)s": "%(name)s的标题", "Head": "行长"})
    assert translations.find_faults(pages) == ["page/page.html:3: no zh_Hans for 'Close'"]


def test_wrong_figures_and_forgotten_texts_are_named(pages: Path) -> None:
    texts = {"Save": "保存", "Close": "关闭", "Title of %(name)s": "标题", "Head": "行长", "Gone": "没了"}
    write_catalogue(pages, **texts)
    faults = translations.find_faults(pages)
    assert len(faults) == 2
    assert "figures differ between 'Title of %(name)s' and '标题'" in faults[1] + faults[0]
    assert "nothing asks for 'Gone'" in faults[0] + faults[1]


def test_compiling_writes_what_changed_and_only_that(pages: Path) -> None:
    source = write_catalogue(pages, Save="保存")
    assert translations.compile_catalogues(pages) == [source.with_suffix(".mo")]
    assert polib.mofile(str(source.with_suffix(".mo"))).find("Save").msgstr == "保存"
    assert translations.compile_catalogues(pages) == []


def test_every_text_of_the_pages_is_there_in_chinese() -> None:
    assert translations.find_faults() == []
