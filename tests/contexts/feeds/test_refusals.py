"""A refusal is stored as a code and worded for whoever reads it."""

import re
from pathlib import Path

import polib
import pytest
from django.utils import translation

from zhike.contexts.feeds.mapping.model import FileControl
from zhike.contexts.feeds.refusals import TEXTS, FileRefused, from_json, refusal
from zhike.contexts.feeds.rules import control_refusals

CATALOGUE = Path(__file__).parents[3] / "src/zhike/contexts/feeds/locale/zh_Hans/LC_MESSAGES/django.po"


def test_it_survives_storage_and_is_read_in_two_languages() -> None:
    made = refusal("missing", file="a.csv")
    assert from_json(made.as_json()) == made
    assert str(made) == "a.csv: the file is missing"
    with translation.override("zh-hans"):
        assert made.translated() == "a.csv：文件缺失"
    with translation.override("en"):
        assert made.translated() == str(made)


@pytest.mark.parametrize("code", TEXTS)
def test_every_sentence_has_its_translation_with_the_same_values(code: str) -> None:
    entry = polib.pofile(str(CATALOGUE)).find(TEXTS[code])
    assert entry is not None
    values = re.compile(r"%\((\w+)\)s")
    assert sorted(values.findall(entry.msgstr)) == sorted(values.findall(TEXTS[code]))


def test_a_value_that_is_missing_is_found_at_once() -> None:
    with pytest.raises(KeyError):
        refusal("rows", file="a.csv")
    assert str(FileRefused("empty", file="a.csv")) == "a.csv: the file is empty, not even a header"


def test_control_totals_that_hold_refuse_nothing() -> None:
    control = FileControl(rows=2, totals={"amount": "3.50"})
    assert control_refusals("a.csv", control, 2, {"amount": 350}, {}, "CNY") == []


def test_each_control_that_fails_has_its_sentence() -> None:
    control = FileControl(rows=3, totals={"amount": "3.5", "balance": "x", "colour": "1"})
    found = control_refusals("a.csv", control, 2, {"amount": 340, "balance": 0}, {"amount": 1}, "CNY")
    assert [str(sentence) for sentence in found] == [
        "a.csv: expected 3 rows, found 2, difference -1",
        "a.csv: expected a sum of 3.50 in amount, found 3.40, difference -0.10 (1 values could not be read)",
        "a.csv: the total of balance is not an amount: x",
        "a.csv: a total is given for colour, which is not a money column of the file",
    ]
