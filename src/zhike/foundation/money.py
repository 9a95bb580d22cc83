"""Money: whole minor units (分) and a currency. No float ever holds an amount."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, Inexact, InvalidOperation, localcontext

EXPONENTS = {"CNY": 2, "CZK": 2, "USD": 2, "EUR": 2, "HKD": 2, "GBP": 2, "JPY": 0}
MINUS = "\u2212"
WAN = Decimal(10_000)
YI = Decimal(100_000_000)
LARGEST_MINOR = 2**63 - 1  # what a BIGINT holds


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
    """Whole minor units of `amount`; raises AmountError where that would lose digits, and for a float."""
    if isinstance(amount, float):
        raise AmountError("a float is no amount: its digits are not the ones that were written")
    digits = exponent(currency)
    with localcontext(prec=60) as context:
        context.traps[Inexact] = True
        try:
            minor = int(Decimal(amount).scaleb(digits).to_integral_exact())
        except (InvalidOperation, Inexact, OverflowError, ValueError, TypeError) as error:
            raise AmountError(f"not a whole number of minor units: {amount!r} {currency}") from error
    if abs(minor) > LARGEST_MINOR:
        raise AmountError(f"too large for an amount: {amount!r} {currency}")
    return minor


def from_minor(minor: int, currency: str = "CNY") -> Decimal:
    """Decimal amount of `minor` units, with the currency's digits after the point."""
    return Decimal(minor).scaleb(-exponent(currency))


def exact_text(minor: int, currency: str = "CNY") -> str:
    """The whole amount, thousands separated, minus as U+2212: −1,234.50."""
    amount = from_minor(minor, currency)
    return (MINUS if amount < 0 else "") + f"{abs(amount):,f}"


def short_parts(minor: int, currency: str = "CNY") -> tuple[str, str]:
    """Figure and unit as Chinese pages show it: ("206.4", "万"), ("4.86", "亿"), ("9,300", "元").

    The unit is chosen after rounding: 9,999.50 is 1.0 万, never 10,000 元.
    """
    size = abs(from_minor(minor, currency))
    figure, name = _half_up(size, 0), "元"
    if figure >= WAN:
        figure, name = _half_up(size / WAN, 1), "万"
    if name == "万" and figure >= WAN:
        figure, name = _half_up(size / YI, 2), "亿"
    sign = MINUS if minor < 0 and figure else ""
    return f"{sign}{figure:,f}", name


def _half_up(amount: Decimal, digits: int) -> Decimal:
    return amount.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
