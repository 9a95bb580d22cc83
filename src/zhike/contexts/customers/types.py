"""What crosses the door of `customers`."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class CustomerHead:
    """A customer as lists and tasks show one.

    Where the viewer sees the row only because the whole bank is within reach (auditor, analyst), `is_masked` is set:
    `name` hides its part and `birth_date` is None. Pages show what they get.
    """

    id: int
    customer_no: str
    kind: str
    name: str
    sex: str
    birth_date: date | None
    opened_on: date | None
    owner_id: int | None
    scope_unit_id: int
    mobile_masked: str = ""
    is_masked: bool = False


@dataclass(frozen=True)
class PersonalDatum:
    """One masked identity document or contact point; `id` names it for a reveal."""

    id: int
    field: str  # "identity" or "contact"
    kind: str
    masked: str
