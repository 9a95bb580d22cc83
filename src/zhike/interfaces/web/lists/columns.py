"""Which columns the list can show, and which of them a reader chose."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhike.contexts.analytics.public import CustomerSort
from zhike.contexts.org.public import Staff

Words = str | Promise
SETTING = "customer_columns"


@dataclass(frozen=True)
class Column:
    """`sort` is what a click on the title sorts by; `on_phone` columns stay on a narrow screen."""

    code: str
    title: Words
    is_number: bool = False
    sort: CustomerSort | None = None
    on_phone: bool = False
    hint: Words = ""


COLUMNS = (
    Column("aum", _("Assets"), True, CustomerSort.AUM, on_phone=True, hint=_("at the end of the data date")),
    Column("month_average", _("Month average"), True, CustomerSort.MONTH_AVERAGE, hint=_("of the days of this month")),
    Column("change", _("On 3 months"), True, CustomerSort.DROP, on_phone=True, hint=_("assets against their mean")),
    Column("flow", _("Large flow"), True, hint=_("on the data date")),
    Column("tier", _("Tier")),
    Column("next_tier", _("To the next tier"), True),
    Column("owner", _("Manager")),
    Column("unit", _("Unit")),
    Column("last_contact", _("Last contact"), on_phone=True),
    Column("number", _("Number")),
)
DEFAULT = ("aum", "month_average", "change", "next_tier", "owner", "last_contact")  # the tier is a badge already


def columns_of(staff: Staff) -> list[Column]:
    """The columns the reader chose, in the list's own order."""
    chosen = staff.settings.get(SETTING, DEFAULT)
    return [column for column in COLUMNS if column.code in chosen]


def keep_columns(staff: Staff, codes: Iterable[str]) -> None:
    """Remember the choice on the staff row; names of no column are left out, no column at all means the usual ones."""
    wanted = set(codes)
    kept = [column.code for column in COLUMNS if column.code in wanted] or list(DEFAULT)
    staff.settings = {**staff.settings, SETTING: kept}
    staff.save(update_fields=["settings"])
