"""Amounts as the two languages of the pages write them."""

from decimal import ROUND_HALF_UP, Decimal

from zhike.foundation.money import MINUS, from_minor, short_parts

_STEPS = (
    (Decimal(10_000), Decimal(1_000), "k", 1),
    (Decimal(1_000_000), Decimal(1_000_000), "m", 2),
    (Decimal(1_000_000_000), Decimal(1_000_000_000), "bn", 2),
)


def short_amount(minor: int, currency: str, language: str) -> tuple[str, str]:
    """Figure and unit: ("206.4", "万") in Chinese, ("2.06", "m") in English; small amounts name a foreign currency."""
    if language.startswith("zh"):
        figure, unit = short_parts(minor, currency)
        return figure, currency if unit == "元" and currency != "CNY" else unit
    size = abs(from_minor(minor, currency))
    rounded, name = size.quantize(Decimal(1), ROUND_HALF_UP), currency
    for start, divisor, unit, digits in _STEPS:
        scaled = (size / divisor).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
        if scaled * divisor >= start:  # chosen after rounding: 999,999.50 is 1.00 m
            rounded, name = scaled, unit
    sign = MINUS if minor < 0 and rounded else ""
    return f"{sign}{rounded:,f}", name
