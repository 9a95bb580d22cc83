from datetime import date

import pytest
from django.utils import translation

from zhike.interfaces.web.task_texts.wording import REASONS, SUGGESTIONS, reason_text, suggestion_text

TODAY = date(2026, 11, 21)


def test_figures_are_shown_by_the_end_of_their_name() -> None:
    with translation.override("zh-hans"):
        text = reason_text("next_step", {"agreed_on": "2026-11-10", "text": "带利率表"}, currency="CNY", today=TODAY)
    assert text == "11-10 约定：<b>带利率表</b>"


def test_what_a_person_typed_is_escaped() -> None:
    with translation.override("en"):
        figures = {"agreed_on": "2025-11-10", "text": "<script>alert(1)</script> 5 < 6"}
        text = reason_text("next_step", figures, currency="CNY", today=TODAY)
    assert text == "Agreed on 2025-11-10: <b>&lt;script&gt;alert(1)&lt;/script&gt; 5 &lt; 6</b>"


@pytest.mark.parametrize("figures", [{}, {"agreed_on": "2026-11-10"}])
def test_a_code_or_figure_of_another_version_shows_its_name(figures: dict[str, str]) -> None:
    assert reason_text("from_the_future", figures, currency="CNY", today=TODAY) == "from the future"
    assert reason_text("next_step", figures, currency="CNY", today=TODAY) == "next step"


def test_a_flow_that_is_one_payment_says_so_once() -> None:
    figures = {"flow_on": "2026-11-20", "total_minor": 33_500_000, "transactions": 1, "bank": "农业银行"}
    with translation.override("zh-hans"):
        one = reason_text("flow_out_bank", {**figures, "largest_minor": 33_500_000}, currency="CNY", today=TODAY)
        many = reason_text("flow_out_bank", {**figures, "largest_minor": 20_000_000}, currency="CNY", today=TODAY)
    assert one == "11-20 转出 <b>33.5 万</b> 至 <b>农业银行</b>"
    assert many == "11-20 转出 <b>33.5 万</b>（1 笔），最大一笔 20.0 万 转往 <b>农业银行</b>"


def test_no_suggestion_is_no_text() -> None:
    assert suggestion_text("", {}, currency="CNY", today=TODAY) == ""


@pytest.mark.parametrize("code", [*REASONS, *SUGGESTIONS])
def test_every_sentence_is_there_in_chinese(code: str) -> None:
    sentence = REASONS.get(code) or SUGGESTIONS[code]
    with translation.override("en"):
        english = str(sentence)
    with translation.override("zh-hans"):
        assert str(sentence) != english
