"""From generated extracts to a bank that lives: deliveries through the feeds, nights, sign-ins, some contacts.

Every step can be run again: what is delivered, loaded, run or logged already is left as it is, so a seed that was
killed is finished by the next one.
"""

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Protocol

from django.utils import timezone

from zhike.contexts.customers.public import Customer
from zhike.contexts.feeds.public import DeliveryState, ingest_delivery
from zhike.contexts.org.public import Unit
from zhike.foundation.models import BankProfile
from zhike.interfaces.batch.nightly import run_nights
from zhike.interfaces.demonstration.bank import Bank, day_of
from zhike.interfaces.demonstration.contact_history import add_past_contacts, work_off_old_tasks
from zhike.interfaces.demonstration.history import (
    EXTRACTS,
    generate_day,
    generate_days,
    generate_history,
    kept_bank,
)
from zhike.interfaces.demonstration.names import word_list
from zhike.interfaces.demonstration.sign_in_accounts import demonstration_dir, ensure_sign_ins

FIRST_NIGHTS = 10
MOST_MISSING_NIGHTS = 5


class SeedRefusedError(RuntimeError):
    """Nothing was changed; the text says why and what to do."""


class Watcher(Protocol):
    """Whoever shows progress."""

    def begin(self, stage: str, total: int) -> None:
        """A stage of `total` parts begins; the one before is done."""

    def advance(self, part: str) -> None:
        """One part of the stage, named, is done."""


@dataclass
class Outcome:
    """What a seed did; `business_date` is the last published day, `kept` that there was nothing to do."""

    business_date: date | None = None
    customers: int = 0
    deliveries: int = 0
    rows: int = 0
    quarantined: int = 0
    nights: int = 0
    contacts: int = 0
    sign_ins: int = 0
    kept: bool = False

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {**asdict(self), "business_date": self.business_date and self.business_date.isoformat()}


def seed_bank(
    *, upto: date, customers: int, days: int, seed: int, watcher: Watcher, nights: int = FIRST_NIGHTS
) -> Outcome:
    """Make the demonstration bank with its history up to `upto` and run the last `nights`; keeps a complete one.

    Raises SeedRefusedError where the database holds another bank, ValueError for a bank that is too small.
    """
    profile = _demonstration_profile()
    bank = kept_bank(demonstration_dir())
    if bank is not None and profile.published_business_date == day_of(bank.day):
        return _outcome(Outcome(kept=True, sign_ins=ensure_sign_ins()))
    if bank is None:
        _refuse_to_mix(profile)
        watcher.begin("extracts", days - 1)
        demonstration_dir().mkdir(parents=True, exist_ok=True)
        bank = generate_history(
            demonstration_dir(), customers, days, seed, upto, on_day=lambda day: watcher.advance(str(day))
        )
    outcome = Outcome()
    _name_bank(profile)
    _ingest(outcome, profile, watcher)
    outcome.sign_ins = ensure_sign_ins()
    last = day_of(bank.day)
    first = max(day_of(bank.start), last - timedelta(days=nights - 1))
    watcher.begin("contacts", 1)
    outcome.contacts += add_past_contacts(last + timedelta(days=1))
    watcher.advance("")
    _run_nights(outcome, first, last, watcher)
    watcher.begin("tasks", 1)
    outcome.contacts += work_off_old_tasks(last + timedelta(days=1))
    watcher.advance("")
    return _outcome(outcome)


def continue_bank(*, upto: date, watcher: Watcher) -> Outcome:
    """Bring the demonstration bank to `upto`: all data of the missing days, nights for the last five of them.

    Raises SeedRefusedError where there is no demonstration bank to go on with.
    """
    profile, bank = _demonstration_profile(), kept_bank(demonstration_dir())
    if bank is None or profile.published_business_date is None:
        raise SeedRefusedError("there is no demonstration bank to continue: run `zhike seed` first")
    outcome = Outcome(sign_ins=ensure_sign_ins())
    last = max(upto, day_of(bank.day))
    _deliver_missing(bank, last, watcher)
    _ingest(outcome, profile, watcher)
    first = max(profile.published_business_date + timedelta(days=1), last - timedelta(days=MOST_MISSING_NIGHTS - 1))
    outcome.kept = first > last
    if not outcome.kept:
        _run_nights(outcome, first, last, watcher)
    return _outcome(outcome)


def _deliver_missing(bank: Bank, last: date, watcher: Watcher) -> None:
    """One delivery for what is older than the last five days, then one a day."""
    first_single = max(day_of(bank.day + 1), last - timedelta(days=MOST_MISSING_NIGHTS - 1))
    missing = (last - day_of(bank.day)).days
    if missing > 0:
        watcher.begin("extracts", missing)
    if day_of(bank.day + 1) < first_single:
        generate_days(
            demonstration_dir(),
            first_single - timedelta(days=1),
            bank,
            on_day=lambda day: watcher.advance(str(day)),
        )
    while day_of(bank.day) < last:
        generate_day(demonstration_dir(), day_of(bank.day + 1), bank)
        watcher.advance(str(day_of(bank.day)))


def _ingest(outcome: Outcome, profile: BankProfile, watcher: Watcher) -> None:
    """Every delivery that is later than the published day, in order; a refused one ends the seed."""
    published = profile.published_business_date
    folders = [folder for folder in _deliveries() if published is None or date.fromisoformat(folder.name) > published]
    watcher.begin("deliveries", len(folders))
    for folder in folders:
        result = ingest_delivery(folder, "canonical", by=None, at=timezone.now())
        if result.state is not DeliveryState.LOADED:
            raise SeedRefusedError(f"the delivery {folder} was refused: {result.refusal}")
        if not result.unchanged:
            outcome.deliveries += 1
            outcome.rows += result.rows
            outcome.quarantined += result.quarantined
        watcher.advance(folder.name)


def _deliveries() -> list[Path]:
    extracts = demonstration_dir() / EXTRACTS
    return sorted(path for path in extracts.iterdir() if path.is_dir() and not path.name.startswith("."))


def _run_nights(outcome: Outcome, first: date, last: date, watcher: Watcher) -> None:
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    watcher.begin("nights", len(days))
    for day in days:
        run_nights([day])
        outcome.nights += 1
        watcher.advance(str(day))


def _demonstration_profile() -> BankProfile:
    """The bank's profile, made unless there is one; raises SeedRefusedError when it is another bank's."""
    name = word_list("bank.toml")["bank"]
    profile = BankProfile.objects.first() or BankProfile(name=name, is_demonstration=True)
    if not profile.is_demonstration or profile.name != name:
        raise SeedRefusedError(
            f"this database holds the bank {profile.name!r}, not the demonstration bank; nothing was changed. "
            "Use another database or data directory (ZHIKE_DATA_DIR)."
        )
    return profile


def _refuse_to_mix(profile: BankProfile) -> None:
    """A bank may have been ingested and have no profile yet: it was loaded by a mapping that names none."""
    if profile.pk is None and Unit.objects.exists():
        raise SeedRefusedError(
            "this database holds a bank that was ingested; nothing was changed. "
            "Use another database or data directory (ZHIKE_DATA_DIR)."
        )


def _name_bank(profile: BankProfile) -> None:
    profile.base_currency, profile.clock, profile.is_demonstration = "CNY", BankProfile.Clock.DATA, True
    profile.save()


def _outcome(outcome: Outcome) -> Outcome:
    outcome.business_date = BankProfile.objects.get().published_business_date
    outcome.customers = Customer.objects.count()
    return outcome
