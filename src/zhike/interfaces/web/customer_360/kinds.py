"""Codes of the canonical data sets in words: kinds of product and of transaction."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

PRODUCT_KINDS: dict[str, Words] = {
    "demand_deposit": _("Demand deposit"),
    "time_deposit": _("Time deposit"),
    "wealth_product": _("Wealth product"),
    "agency_fund": _("Fund"),
    "agency_insurance": _("Insurance"),
    "precious_metal": _("Precious metal"),
    "loan": _("Loan"),
    "card": _("Card"),
}
TRANSACTION_KINDS: dict[str, Words] = {
    "cash": _("cash"),
    "transfer": _("transfers"),
    "payroll": _("payroll"),
    "interest": _("interest"),
    "fee": _("fees"),
    "card": _("card payments"),
    "loan_repayment": _("loan repayments"),
    "household": _("household payments"),
    "insurance": _("insurance payments"),
    "pension": _("pension"),
    "merchant": _("merchant settlement"),
    "maturity": _("maturities"),
    "other": _("other"),
}
# at most five colours in one chart: fund and insurance share one, so do metal and whatever comes later
STACKS: tuple[tuple[str, Words, tuple[str, ...]], ...] = (
    ("demand", _("Demand"), ("demand_deposit",)),
    ("time", _("Time"), ("time_deposit",)),
    ("wealth", _("Wealth"), ("wealth_product",)),
    ("agency", _("Funds, insurance"), ("agency_fund", "agency_insurance")),
    ("other", _("Other assets"), ("precious_metal",)),
)


def product_kind_text(code: str) -> Words:
    """The kind in words; a code of a newer version reads as "other"."""
    return PRODUCT_KINDS.get(code, _("Other product"))
