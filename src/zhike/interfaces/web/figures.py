"""Amounts as the two languages of the pages write them."""

from decimal import ROUND_HALF_UP, Decimal

from zhike.foundation.money import MINUS, from_minor, short_parts

_STEPS = ((Decimal(1_000_000_000), "bn", 2), (Decimal(1_000_000), "m", 2), (Decimal(10_000), "k", 1))


def short_amount(minor: int, currency: str, language: str) -> tuple[str, str]:
    """Figure and unit: ("206.4", "万") in Chinese, ("2.06", "m") in English."""
    if language.startswith("zh"):
        figure, unit = short_parts(minor, currency)
        return figure, currency if unit == "元" and currency != "CNY" else unit
    amount = from_minor(minor, currency)
    sign = MINUS if amount < 0 else ""
    for size, unit, digits in _STEPS:
        if abs(amount) >= size:
            thousands = Decimal(1000) if unit == "k" else size
            scaled = (abs(amount) / thousands).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
            return f"{sign}{scaled:,f}", unit
    return f"{sign}{abs(amount).quantize(Decimal(1), ROUND_HALF_UP):,f}", currency
