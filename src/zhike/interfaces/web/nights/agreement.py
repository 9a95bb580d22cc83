"""Whether a night agrees with the core, in figures and one sentence, and the accounts behind a difference."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhike.contexts.accounts.public import find_last_fours
from zhike.contexts.feeds.public import (
    Reconciliation,
    find_reconciliation,
    list_differing_accounts,
    list_reconciliations,
)
from zhike.contexts.org.public import Viewer
from zhike.foundation.money import exact_text

MOST_DIFFERENCES = 500
SHORT_WORDS: dict[str, str | Promise] = {"good": _("agrees"), "warned": _("no total sent"), "bad": _("differs")}


@dataclass(frozen=True)
class Agreement:
    """`sentence` is the verdict in words; `tone` its class."""

    result: Reconciliation
    sentence: str | Promise
    tone: str
    icon: str

    @property
    def short_words(self) -> str | Promise:
        return SHORT_WORDS[self.tone]

    @property
    def closing_text(self) -> str:
        return self._exact(self.result.closing_sum_minor)

    @property
    def control_text(self) -> str:
        return self._exact(self.result.control_closing_minor or 0)

    @property
    def amounts_text(self) -> str:
        return self._exact(self.result.amounts_sum_minor)

    @property
    def difference_text(self) -> str:
        return self._exact(self.result.difference_minor)

    @property
    def accounts_text(self) -> str:
        return f"{self.result.accounts:,}"

    @property
    def differing_text(self) -> str:
        return f"{self.result.accounts_differing:,}"

    def _exact(self, minor: int) -> str:
        return f"{exact_text(minor, self.result.currency)} {self.result.currency}"


@dataclass(frozen=True)
class Difference:
    """An account whose balance is not the sum of its bookings; `last_four` is "" for whom the viewer may not see."""

    account_id: int
    last_four: str
    closing_text: str
    amounts_text: str
    difference_text: str


def agreement_of(business_date: date) -> Agreement | None:
    """The verdict on the day; None before it was reconciled."""
    result = find_reconciliation(business_date)
    return _verdict(result) if result else None


def agreements_between(first: date, last: date) -> dict[date, Agreement]:
    """The verdicts on these days by day, those that were reconciled; one query."""
    return {result.business_date: _verdict(result) for result in list_reconciliations(first, last)}


def _verdict(result: Reconciliation) -> Agreement:
    if result.control_closing_minor is None:
        if result.balanced:
            return Agreement(result, _("Balances and bookings agree; the bank sent no total."), "good", "circle-check")
        words = _("Balances differ from the sum of bookings; the bank sent no total to decide by.")
        return Agreement(result, words, "warned", "alert-triangle")
    if not result.balanced:
        words = _("Closing balances differ from the core's total. Ask the core's operators before figures are used.")
        return Agreement(result, words, "bad", "alert-circle")
    if result.difference_minor:
        words = _("Closing balances agree with the core's total; the bookings add up to something else.")
        return Agreement(result, words, "good", "circle-check")
    return Agreement(
        result, _("Closing balances agree with the core's total and with the bookings."), "good", "circle-check"
    )


def differing_accounts(result: Reconciliation, *, viewer: Viewer) -> list[Difference]:
    """The accounts, the largest difference first, at most MOST_DIFFERENCES."""
    rows = list_differing_accounts(result.business_date, viewer=viewer, limit=MOST_DIFFERENCES)
    seen = find_last_fours((row.account_id for row in rows), viewer=viewer)
    currency = result.currency
    return [
        Difference(
            account_id=row.account_id,
            last_four=seen.get(row.account_id, ""),
            closing_text=exact_text(row.closing_minor, currency),
            amounts_text=exact_text(row.amounts_minor, currency),
            difference_text=exact_text(row.difference_minor, currency),
        )
        for row in rows
    ]
