"""What crosses the door of `feeds`: results of a delivery, reasons for a row, reconciliations."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Reason(StrEnum):
    """Why a row was quarantined."""

    RAGGED = "ragged"
    BLANK_LINE = "blank_line"
    MALFORMED_QUOTES = "malformed_quotes"
    CONTROL_CHARACTER = "control_character"
    OVER_LONG_LINE = "over_long_line"
    BAD_ENCODING = "bad_encoding"
    EXPRESSION_FAILED = "expression_failed"
    MISSING_REQUIRED = "missing_required"
    UNKNOWN_CODE = "unknown_code"
    NOT_A_DATE = "not_a_date"
    NOT_A_NUMBER = "not_a_number"
    NOT_AN_AMOUNT = "not_an_amount"
    NOT_A_BOOLEAN = "not_a_boolean"
    TOO_MANY_DECIMALS = "too_many_decimals"
    OUT_OF_RANGE = "out_of_range"
    NOT_POSITIVE = "not_positive"
    TOO_LONG = "too_long"
    WRONG_BUSINESS_DATE = "wrong_business_date"
    UNKNOWN_REFERENCE = "unknown_reference"
    DUPLICATE_KEY = "duplicate_key"


REASON_TEXTS: dict[str, Promise] = {
    Reason.RAGGED: _("The line has more or fewer fields than the header"),
    Reason.BLANK_LINE: _("The line is empty"),
    Reason.MALFORMED_QUOTES: _("A quotation mark is not closed or stands in the wrong place"),
    Reason.CONTROL_CHARACTER: _("The line holds a NUL or a stray carriage return"),
    Reason.OVER_LONG_LINE: _("The line is longer than allowed"),
    Reason.BAD_ENCODING: _("The line holds bytes that are not in the file's encoding"),
    Reason.EXPRESSION_FAILED: _("The mapping's expression cannot be computed from this line"),
    Reason.MISSING_REQUIRED: _("A required value is missing"),
    Reason.UNKNOWN_CODE: _("The code is not in the code table"),
    Reason.NOT_A_DATE: _("Not a date"),
    Reason.NOT_A_NUMBER: _("Not a whole number"),
    Reason.NOT_AN_AMOUNT: _("Not an amount of money"),
    Reason.NOT_A_BOOLEAN: _("Neither yes nor no"),
    Reason.TOO_MANY_DECIMALS: _("More decimals than the currency has"),
    Reason.OUT_OF_RANGE: _("The value is too large or too small"),
    Reason.NOT_POSITIVE: _("The amount must be greater than zero"),
    Reason.TOO_LONG: _("The text is too long"),
    Reason.WRONG_BUSINESS_DATE: _("The business date is not a day of this delivery"),
    Reason.UNKNOWN_REFERENCE: _("What the value refers to is not known"),
    Reason.DUPLICATE_KEY: _("The same key stands in an earlier line"),
}


class DeliveryState(StrEnum):
    """LOADING may also mean that the process died; the next attempt takes it up again."""

    LOADING = "loading"
    LOADED = "loaded"
    REFUSED = "refused"


@dataclass(frozen=True)
class FileResult:
    """One feed of one file: `rows` = `loaded` + `quarantined` unless the file was refused (`refusal` says why)."""

    name: str
    feed: str
    data_set: str
    rows: int
    loaded: int
    quarantined: int
    seconds: float
    refusal: str = ""


@dataclass(frozen=True)
class DeliveryResult:
    """What became of a delivery. `unchanged` means the very same delivery was loaded before and nothing was done."""

    delivery_id: int
    state: DeliveryState
    first_date: date
    last_date: date
    files: tuple[FileResult, ...]
    unchanged: bool = False
    refusal: str = ""

    @property
    def rows(self) -> int:
        return sum(file.rows for file in self.files)

    @property
    def quarantined(self) -> int:
        return sum(file.quarantined for file in self.files)


@dataclass(frozen=True)
class DerivationResult:
    """What a derivation of balances did.

    `account_days` have bookings, `changed` of them end with another balance than the day before, and in
    `beyond_tolerance` no balance after a booking comes as near to the sum as the rule allows.
    """

    first_date: date
    last_date: date
    account_days: int
    changed: int
    beyond_tolerance: int


@dataclass(frozen=True)
class Reconciliation:
    """Closing balances of a day against the amounts booked up to it, and against the bank's control total.

    `difference_minor` = `closing_sum_minor` − `amounts_sum_minor`, in minor units of `currency`;
    `control_closing_minor` is None where the bank delivered no total. `balanced` is about the control total where
    there is one, else about the difference.
    """

    business_date: date
    currency: str
    accounts: int
    closing_sum_minor: int
    amounts_sum_minor: int
    difference_minor: int
    accounts_differing: int
    control_closing_minor: int | None
    control_difference_minor: int | None
    balanced: bool


@dataclass(frozen=True)
class DifferingAccount:
    """An account whose closing balance is not the sum of its amounts."""

    account_id: int
    closing_minor: int
    amounts_minor: int
    difference_minor: int


@dataclass(frozen=True)
class DeliveryHead:
    """A delivery as the page lists it; refusals are in the language of the reader."""

    id: int
    folder: str
    mapping: str
    first_date: date
    last_date: date
    state: str
    rows: int
    quarantined: int
    started_at: datetime
    finished_at: datetime | None
    refusal: str
    files: tuple[FileResult, ...] = ()


@dataclass(frozen=True)
class RowReason:
    """One reason of a quarantined row; `column` is empty where the whole line is meant, `value` is masked."""

    column: str
    code: str
    value: str
    detail: str = ""

    @property
    def text(self) -> Promise | str:
        return REASON_TEXTS.get(self.code, self.code)


@dataclass(frozen=True)
class QuarantinedRowHead:
    """A quarantined row as the page shows it: masked; `expired` once the raw text was removed."""

    id: int
    delivery_id: int
    file: str
    data_set: str
    line_number: int
    masked_text: str
    expired: bool
    reasons: tuple[RowReason, ...] = field(default=())


@dataclass(frozen=True)
class IngestProgress:
    """How far a feed is: records read so far, and how many there will be where the delivery says so."""

    file: str
    feed: str
    rows: int
    expected_rows: int | None
