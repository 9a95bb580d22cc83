"""How Chinese names are sorted and found."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from real_data import real_data
from zhike.contexts.customers.rules.names import (
    SORT_KEY_LENGTH,
    TOKEN_LENGTH,
    folded,
    search_tokens,
    sort_key,
)

names = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=120)


def test_every_way_to_type_a_name() -> None:
    assert search_tokens("张三丰", is_person=True) == sorted(
        ["张三丰", "三丰", "丰", "zhangsanfeng", "sanfeng", "feng", "zsf", "sf", "f"]
    )


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("单建国", "shanjianguo"), ("单建国", "sjg"), ("单建国", "danjianguo"), ("曾小贤", "zengxiaoxian"),
        ("解晓东", "xiexiaodong"), ("查良镛", "zhaliangyong"), ("查良镛", "chaliangyong"), ("仇英", "qiuying"),
        ("任盈盈", "renyingying"), ("华罗庚", "hualuogeng"), ("尉迟恭", "yuchigong"), ("尉迟恭", "ycg"),
        ("单于小曾", "chanyuxiaoceng"), ("单于小曾", "shanyuxiaoceng"), ("长孙无忌", "zhangsunwuji"),
        ("万俟卨", "moqi"), ("区志明", "ouzhiming"), ("朴树", "piaoshu"), ("盖叫天", "gejiaotian"),
        ("都本基", "dubenji"),
        ("吕布", "lvbu"), ("欧阳修", "ouyang"), ("欧阳修", "yangxiu"), ("阿依古丽·买买提", "ayigulimaimaiti"),
        ("阿依古丽·买买提", "买买提"), ("阿依古丽·买买提", "阿依古丽买"), ("John Smith", "johnsmith"),
        ("Ｊｏｈｎ", "john"), ("欧阳 修", "欧阳修"), ("乐嘉", "yuejia"), ("乐嘉", "lejia"),
    ],
)  # fmt: skip
def test_found_by(name: str, typed: str) -> None:
    assert any(token.startswith(typed) for token in search_tokens(name, is_person=True))


def test_a_company_is_read_as_words_and_not_as_a_surname() -> None:
    tokens = search_tokens("单县解放机械有限公司", is_person=False)
    assert any(token.startswith("danxian") or token.startswith("shanxian") for token in tokens)
    assert any(token.startswith("jiefang") for token in tokens)
    assert any(token.startswith("机械") for token in tokens)
    assert any(token.startswith("jxyxgs") for token in tokens)


def test_surnames_read_as_the_source_reads_them() -> None:
    wrong = []
    for line in real_data("china/surname_readings.txt").read_text(encoding="utf-8").splitlines():
        surname, _, reading = line.partition(": ")
        plain = _plain(reading)
        if not sort_key(surname + "明", is_person=True).startswith(plain + " ming\t"):
            wrong.append(f"{line}: {sort_key(surname + '明', is_person=True)!r}")
        if plain.replace(" ", "") + "ming" not in search_tokens(surname + "明", is_person=True):
            wrong.append(f"{line}: not found")
    assert wrong == []


def _plain(reading: str) -> str:
    """Pinyin without tones, ü as v."""
    letters = unicodedata.normalize("NFD", reading.replace("ü", "v"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def test_order_is_the_order_of_a_chinese_reader() -> None:
    ordered = ["阿明", "单建国", "单于明", "王芳", "王方", "王小明", "曾小贤", "张三", "张三丰"]
    by_key = sorted(ordered, key=lambda name: sort_key(name, is_person=True))
    assert by_key == ["阿明", "单于明", "单建国", "王方", "王芳", "王小明", "曾小贤", "张三", "张三丰"]


@given(names, st.booleans())
def test_tokens_fit_their_column_and_are_what_is_typed(name: str, is_person: bool) -> None:
    tokens = search_tokens(name, is_person=is_person)
    assert len(tokens) == len(set(tokens))
    for token in tokens:
        assert 0 < len(token) <= TOKEN_LENGTH
        assert "\0" not in token
    if folded(name):
        assert folded(name)[:TOKEN_LENGTH] in tokens


@given(names, st.booleans())
def test_a_sort_key_fits_its_column(name: str, is_person: bool) -> None:
    assert 0 < len(sort_key(name, is_person=is_person)) <= SORT_KEY_LENGTH


@pytest.mark.parametrize(
    ("text", "compared"),
    [(" Ｊｏｈｎ　Smith ", "johnsmith"), ("买买提·艾力", "买买提艾力"), ("Lü", "lv"), ("O'Neill", "oneill")],
)
def test_what_is_compared(text: str, compared: str) -> None:
    assert folded(text) == compared
