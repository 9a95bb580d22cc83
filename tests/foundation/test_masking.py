"""Masks show what the formats of JR/T 0171 allow, and never more, however short the value is."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhike.foundation.masking import mask_address, mask_card, mask_document, mask_email, mask_mobile, mask_name

values = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="*"), max_size=40)


@pytest.mark.parametrize(
    ("mask", "value", "shown"),
    [
        (mask_name, "", ""), (mask_name, "张", "*"), (mask_name, "张三", "张*"), (mask_name, "张三丰", "张*丰"),
        (mask_name, "欧阳建国", "欧**国"), (mask_name, "阿里木江", "阿**江"), (mask_name, "瓯江五金厂", "瓯***厂"),
        (mask_name, "瓯江五金有限公司", "瓯江****公司"),
        (mask_mobile, "13800001234", "138****1234"), (mask_mobile, "1234", "***4"),
        (mask_mobile, "88001234", "******34"),
        (mask_document, "330102199001011234", "3****************4"), (mask_document, "E1", "**"),
        (mask_card, "6222021234567890123", "622202*********0123"), (mask_card, "12345678", "******78"),
        (mask_email, "zhangsan@example.com", "zha***@example.com"), (mask_email, "a@example.com", "***@example.com"),
        (mask_email, "a@b@example.com", "a@***@example.com"), (mask_email, "nothing", "n******"), (mask_email, "", ""),
        (mask_address, "浙江省温州市鹿城区某路一号", "浙江省温州市***"), (mask_address, "一号", "一***"),
    ],
)  # fmt: skip
def test_formats(mask: Callable[[str], str], value: str, shown: str) -> None:
    assert mask(value) == shown


@given(values)
@pytest.mark.parametrize(
    ("mask", "first", "last"), [(mask_mobile, 3, 4), (mask_document, 1, 1), (mask_card, 6, 4), (mask_name, 2, 2)]
)
def test_never_more_than_allowed(mask: Callable[[str], str], first: int, last: int, value: str) -> None:
    shown = mask(value)
    assert len(shown) == len(value)
    visible = [place for place, letter in enumerate(shown) if letter != "*"]
    assert all(shown[place] == value[place] for place in visible)
    assert all(place < first or place >= len(value) - last for place in visible), "the middle shows"
    assert not value or "*" in shown


@given(values)
def test_a_name_hides_a_third_at_least(name: str) -> None:
    assert 3 * mask_name(name).count("*") >= len(name)


@given(values)
@pytest.mark.parametrize("mask", [mask_mobile, mask_document, mask_card])
def test_a_short_number_shows_a_third_at_most(mask: Callable[[str], str], number: str) -> None:
    short = {mask_mobile: 9, mask_document: 4, mask_card: 12}[mask]
    if len(number) < short:
        assert 3 * sum(letter != "*" for letter in mask(number)) <= len(number)


@given(st.text("abc.-_", min_size=1, max_size=20), st.sampled_from(["example.com", "bank.cn"]))
def test_an_address_of_mail_shows_three_letters_and_the_domain(local: str, domain: str) -> None:
    shown, _, its_domain = mask_email(f"{local}@{domain}").partition("***@")
    assert its_domain == domain
    assert local.startswith(shown)
    assert len(shown) <= 3
    assert len(shown) < len(local)


@given(values)
def test_an_address_shows_half_at_most(address: str) -> None:
    shown = mask_address(address).removesuffix("***")
    assert address.startswith(shown)
    assert len(shown) <= min(6, len(address) / 2)
