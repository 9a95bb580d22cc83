"""What crosses the door of `accounts`."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class AccountHead:
    """An account as pages show it: the number only by its last four."""

    id: int
    last_four: str
    kind: str
    product_name: str
    currency: str
    opened_on: date | None
    maturity_on: date | None
    annual_rate_bp: int | None
    status: str
    holder_role: str
