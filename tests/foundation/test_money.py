"""Money is exact, and rounds half up where it is shown short."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhike.foundation.money import (
    LARGEST_MINOR,
    MINUS,
    AmountError,
    Money,
    exact_text,
    exponent,
    from_minor,
    short_parts,
    to_minor,
)

minors = st.integers(-LARGEST_MINOR, LARGEST_MINOR)
currencies = st.sampled_from(["CNY", "CZK", "USD", "JPY"])


@given(minors, currencies)
def test_there_and_back(minor: int, currency: str) -> None:
    assert to_minor(from_minor(minor, currency), currency) == minor
    assert to_minor(str(from_minor(minor, currency)), currency) == minor


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("0", "CNY", 0), ("1.5", "CNY", 150), ("-0.01", "CNY", -1), ("1.500", "CNY", 150), ("1E+2", "CNY", 10_000),
        ("100", "JPY", 100), ("36575912.90", "CZK", 3_657_591_290), ("92233720368547758.07", "CNY", LARGEST_MINOR),
    ],
)  # fmt: skip
def test_amounts(text: str, currency: str, minor: int) -> None:
    assert to_minor(text, currency) == minor
    assert to_minor(Decimal(text), currency) == minor


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("0.001", "CNY"), ("1.5", "JPY"), ("", "CNY"), ("x", "CNY"), ("NaN", "CNY"), ("Infinity", "CNY"),
        ("1,000", "CNY"), ("1.00000000000000000000000000001", "CNY"), ("92233720368547758.08", "CNY"),
        ("1E+30", "CNY"), ("1", "XXX"),
    ],
)  # fmt: skip
def test_what_is_no_amount(text: str, currency: str) -> None:
    with pytest.raises(AmountError):
        to_minor(text, currency)


def test_no_float_becomes_money() -> None:
    with pytest.raises(AmountError):
        to_minor(0.5)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        ("0", "0元"), ("0.49", "0元"), ("0.50", "1元"), ("-0.49", "0元"), ("-0.50", "−1元"),
        ("9300", "9,300元"), ("9999.49", "9,999元"), ("9999.50", "1.0万"), ("10000", "1.0万"),
        ("12550", "1.3万"), ("12549.99", "1.3万"), ("12449.99", "1.2万"), ("2064000", "206.4万"),
        ("99999499.99", "9,999.9万"), ("99999500", "1.00亿"), ("99999999", "1.00亿"), ("100000000", "1.00亿"),
        ("486000000", "4.86亿"), ("486500000", "4.87亿"), ("123456789012", "1,234.57亿"),
        ("-12550", "−1.3万"), ("-99999999", "−1.00亿"), ("-9999.50", "−1.0万"),
    ],
)  # fmt: skip
def test_short(amount: str, shown: str) -> None:
    assert "".join(short_parts(to_minor(amount))) == shown


@given(minors)
def test_short_never_overflows_its_unit_and_is_near(minor: int) -> None:
    figure, unit = short_parts(minor)
    size = Decimal(figure.replace(",", "").replace(MINUS, "-"))
    scale = {"元": Decimal(1), "万": Decimal(10_000), "亿": Decimal(100_000_000)}[unit]
    assert unit == "亿" or abs(size) < 10_000
    half_a_digit = {"元": Decimal("0.5"), "万": Decimal(500), "亿": Decimal(500_000)}[unit]
    assert abs(size * scale - from_minor(minor)) <= half_a_digit
    assert figure.startswith(MINUS) == (size < 0)
    assert "-" not in figure


@given(minors)
def test_short_is_the_same_below_nought(minor: int) -> None:
    figure, unit = short_parts(abs(minor))
    assert short_parts(-abs(minor)) == ((MINUS if figure != "0" else "") + figure, unit)


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (0, "CNY", "0.00"),
        (-123_450, "CNY", "−1,234.50"),
        (5, "CNY", "0.05"),
        (1_234, "JPY", "1,234"),
        (-1, "JPY", "−1"),
    ],
)
def test_exact_text(minor: int, currency: str, text: str) -> None:
    assert exact_text(minor, currency) == text


def test_money_knows_its_amount() -> None:
    assert Money(12_345).amount == Decimal("123.45")
    assert exponent("JPY") == 0
