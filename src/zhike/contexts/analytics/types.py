"""What crosses the door of `analytics`. Amounts are whole minor units of the bank's base currency."""

from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from zhike.contexts.accounts.types import AccountHead


class CustomerSort(models.TextChoices):
    """How a list of customers may be sorted."""

    AUM = "aum", _("Assets")
    MONTH_AVERAGE = "month_average", _("Month average")
    DROP = "drop", _("Drop")
    NAME = "name", _("Name")


class LargeFlow(models.TextChoices):
    """Which large flow of the published day a list is filtered by."""

    IN = "in", _("Large inflow")
    OUT = "out", _("Large outflow")
    ANY = "any", _("Any large flow")


@dataclass(frozen=True)
class TierLabel:
    """A band of the tier scheme: `lower_minor` is its floor, `rank` 1 the lowest band, `colour` a role of the design.

    `label` is the one for the reader's language.
    """

    code: str
    label_zh: str
    label_en: str
    lower_minor: int
    rank: int
    colour: str  # gold, violet, blue or grey

    @property
    def label(self) -> str:
        return self.label_en if (get_language() or "zh").startswith("en") else self.label_zh


@dataclass(frozen=True)
class Measures:
    """The published figures of one customer, all as of `business_date`.

    `three_month_mean_minor` and `drop_bp` (how far the assets stand below that mean, in basis points, never negative)
    are None while there is too little history. `next_tier_gap_minor` is None in the highest tier. `large_in_minor` and
    `large_out_minor` are 0 unless the day's flow reached the threshold.
    """

    customer_id: int
    business_date: date
    aum_minor: int
    aum_previous_minor: int
    aum_month_average_minor: int
    three_month_mean_minor: int | None
    drop_bp: int | None
    large_in_minor: int
    large_out_minor: int
    liabilities_minor: int
    tier_code: str
    tier_rank: int
    next_tier_gap_minor: int | None

    @property
    def change_minor(self) -> int:
        """Assets against the day before."""
        return self.aum_minor - self.aum_previous_minor


@dataclass(frozen=True)
class CustomerFilters:
    """What a list of customers is narrowed to; the defaults narrow nothing.

    `kind` is "personal" or "corporate"; `search` is what search_customer_ids takes, or an account number or its last
    four digits; `drop` keeps customers whose drop reaches the bank's threshold.
    """

    tiers: tuple[str, ...] = ()
    kind: str = ""
    drop: bool = False
    large_flow: str = ""
    search: str = ""
    owner_id: int | None = None
    unit_id: int | None = None


@dataclass(frozen=True)
class CustomerRow:
    """One line of the customer list. `measures` is None for a customer the last night did not know yet."""

    customer_id: int
    customer_no: str
    kind: str
    name: str
    mobile_masked: str
    owner_id: int | None
    scope_unit_id: int
    measures: Measures | None


@dataclass(frozen=True)
class CustomerPage:
    """Rows of one page; `after` is what list_customers takes for the next one, None on the last page.

    `total` counts up to COUNTED_UPTO; beyond it `total_is_capped` and pages show "10,000+".
    """

    rows: tuple[CustomerRow, ...]
    after: tuple[int | str, int] | None
    total: int
    total_is_capped: bool


@dataclass(frozen=True)
class Portfolio:
    """What a viewer's customers hold together."""

    customers: int
    aum_minor: int
    aum_previous_minor: int
    currency: str
    business_date: date | None

    @property
    def change_minor(self) -> int:
        return self.aum_minor - self.aum_previous_minor


@dataclass(frozen=True)
class AumPoint:
    """Assets by kind of product at the end of `on`."""

    on: date
    by_kind: dict[str, int]

    @property
    def total_minor(self) -> int:
        return sum(self.by_kind.values())


@dataclass(frozen=True)
class AumTrend:
    """`months`: the last thirteen month-ends and the published day; `days`: the last thirty days; oldest first."""

    months: tuple[AumPoint, ...]
    days: tuple[AumPoint, ...]
    currency: str


@dataclass(frozen=True)
class FlowRow:
    """Money that went one way (`direction` in or out) to or from one kind of other side within the days asked for.

    `own_account_elsewhere`: an account of the same name at another bank. `counterparty_bank` is "" within the bank.
    """

    direction: str
    kind: str
    counterparty_bank: str
    own_account_elsewhere: bool
    amount_minor: int
    transactions: int
    last_on: date


@dataclass(frozen=True)
class Holding:
    """An account with its closing balance on the published day; None where none was delivered.

    `balance_minor` is in the account's own currency; `since` is the day from which the balance stands.
    """

    account: AccountHead
    balance_minor: int | None
    since: date | None
