"""Numbers as they are compared."""

import pytest

from zhike.contexts.customers.public import comparable


@pytest.mark.parametrize(
    ("kind", "written", "compared"),
    [
        ("mobile", "13800002207", "13800002207"), ("mobile", "+86 138-0000-2207", "13800002207"),
        ("mobile", "0086 13800002207", "13800002207"), ("mobile", "１３８００００２２０７", "13800002207"),
        ("home_phone", "(0577) 8800 1234", "057788001234"), ("mobile", "+1 415 555 0100", "+14155550100"),
        ("mobile", "0086", "0086"), ("resident_id", "33010219900101123x", "33010219900101123X"),
        ("passport", "e 1234-5678", "E12345678"), ("uscc", "91330000ma27u00000", "91330000MA27U00000"),
        ("account", " 6222 0200 0000 1111 ", "6222020000001111"), ("account", "12-34", "12-34"),
        ("email", " Zhang@Example.com ", "Zhang@Example.com"),
    ],
)  # fmt: skip
def test_comparable(kind: str, written: str, compared: str) -> None:
    assert comparable(kind, written) == compared
    assert comparable(kind, compared) == compared
