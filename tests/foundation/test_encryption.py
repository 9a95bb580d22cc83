"""Personal data at rest: readable with its key only, found by its value only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhike.foundation.encryption import (
    INDEX_BYTES,
    UnreadableError,
    blind_index,
    blind_index_many,
    decrypt,
    encrypt,
    encrypt_many,
)

OLD, NEW = bytes(32), bytes(range(32))
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


@given(texts)
def test_round_trip(text: str) -> None:
    assert decrypt(encrypt(text)) == text
    assert decrypt(memoryview(encrypt(text))) == text


def test_the_text_does_not_show_and_never_looks_the_same_twice() -> None:
    number = "330102199001011234"
    made = {encrypt(number) for _ in range(20)}
    assert len(made) == 20
    assert not any(number.encode() in ciphertext for ciphertext in made)


def test_another_key_reads_nothing(settings) -> None:
    ciphertext = encrypt("13800001234")
    settings.ZHIKE_FIELD_KEYS = {"k1": NEW}
    with pytest.raises(UnreadableError, match="does not belong"):
        decrypt(ciphertext)
    settings.ZHIKE_FIELD_KEYS = {"k2": NEW}
    with pytest.raises(UnreadableError, match="no key"):
        decrypt(ciphertext)


@given(texts, st.data())
def test_a_changed_byte_is_noticed(text: str, data: st.DataObject) -> None:
    ciphertext = bytearray(encrypt(text))
    place = data.draw(st.integers(0, len(ciphertext) - 1))
    ciphertext[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(UnreadableError):
        decrypt(bytes(ciphertext))


@given(st.integers(0, 200))
def test_a_cut_ciphertext_is_noticed(length: int) -> None:
    whole = encrypt("13800001234")
    with pytest.raises(UnreadableError):
        decrypt(whole[: min(length, len(whole) - 1)])


def test_a_new_key_writes_and_the_old_one_still_reads(settings) -> None:
    settings.ZHIKE_FIELD_KEYS = {"k1": OLD}
    before = encrypt("旧")
    settings.ZHIKE_FIELD_KEYS = {"k2": NEW, "k1": OLD}
    after = encrypt("新")
    assert (decrypt(before), decrypt(after)) == ("旧", "新")
    settings.ZHIKE_FIELD_KEYS = {"k2": NEW}
    assert decrypt(after) == "新"
    with pytest.raises(UnreadableError):
        decrypt(before)


def test_a_ciphertext_cannot_be_given_to_another_key_of_the_same_bytes(settings) -> None:
    """The key id is authenticated with the text."""
    settings.ZHIKE_FIELD_KEYS = {"k1": OLD, "k2": OLD}
    with pytest.raises(UnreadableError):
        decrypt(encrypt("x").replace(b"k1", b"k2", 1))


@given(texts, texts)
def test_an_index_finds_equal_values_of_one_kind_only(one: str, other: str) -> None:
    assert blind_index("mobile", one) == blind_index("mobile", one)
    assert len(blind_index("mobile", one)) == INDEX_BYTES
    assert blind_index("mobile", one) != blind_index("resident_id", one)
    assert (blind_index("mobile", one) == blind_index("mobile", other)) == (one == other)


def test_kind_and_value_do_not_run_into_each_other() -> None:
    assert blind_index("mobile", "1") != blind_index("mobile1", "")
    assert blind_index("a", "b") != blind_index("ab", "")


def test_an_index_depends_on_its_key(settings) -> None:
    before = blind_index("mobile", "13800001234")
    settings.ZHIKE_INDEX_KEY = NEW[::-1]
    assert blind_index("mobile", "13800001234") != before


def test_many_at_once() -> None:
    given = ["13800001234", None, "", "13900001234"]
    encrypted = encrypt_many(given)
    assert [decrypt(one) if one else None for one in encrypted] == ["13800001234", None, None, "13900001234"]
    assert blind_index_many("mobile", given) == [blind_index("mobile", one) if one else None for one in given]
