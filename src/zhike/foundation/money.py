"""Money: whole minor units (分) and a currency. No float ever holds an amount."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

EXPONENTS = {"CNY": 2, "CZK": 2, "USD": 2, "EUR": 2, "HKD": 2, "GBP": 2, "JPY": 0}
MINUS = "\u2212"
WAN = Decimal(10_000)
YI = Decimal(100_000_000)


class AmountError(ValueError):
    """A text is no amount, or has more decimals than its currency."""


@dataclass(frozen=True, order=True)
class Money:
    """`minor` units of `currency`: Money(12345, "CNY") is 123.45 yuan."""

    minor: int
    currency: str = "CNY"

    @property
    def amount(self) -> Decimal:
        return from_minor(self.minor, self.currency)


def exponent(currency: str) -> int:
    """Digits after the point of `currency`; raises AmountError for one that is not known."""
    try:
        return EXPONENTS[currency]
    except KeyError as error:
        raise AmountError(f"unknown currency {currency!r}") from error


def to_minor(amount: Decimal | str, currency: str = "CNY") -> int:
    """Whole minor units of `amount`; raises AmountError where that would lose digits."""
    try:
        scaled = Decimal(amount).scaleb(exponent(currency))
    except InvalidOperation as error:
        raise AmountError(f"not an amount: {amount!r}") from error
    if not scaled.is_finite() or scaled != scaled.to_integral_value():
        raise AmountError(f"not a whole number of minor units: {amount!r} {currency}")
    return int(scaled)


def from_minor(minor: int, currency: str = "CNY") -> Decimal:
    """Decimal amount of `minor` units, with the currency's digits after the point."""
    return Decimal(minor).scaleb(-exponent(currency))


def exact_text(minor: int, currency: str = "CNY") -> str:
    """The whole amount, thousands separated, minus as U+2212: −1,234.50."""
    amount = from_minor(minor, currency)
    return (MINUS if amount < 0 else "") + f"{abs(amount):,f}"


def short_parts(minor: int, currency: str = "CNY") -> tuple[str, str]:
    """Figure and unit as Chinese pages show it: ("206.4", "万"), ("4.86", "亿"), ("9,300", "元")."""
    amount = from_minor(minor, currency)
    sign = MINUS if amount < 0 else ""
    size = abs(amount)
    for unit, name, digits in ((YI, "亿", 2), (WAN, "万", 1)):
        if size >= unit:
            return sign + f"{(size / unit).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP):,f}", name
    return sign + f"{size.quantize(Decimal(1), ROUND_HALF_UP):,f}", "元"
