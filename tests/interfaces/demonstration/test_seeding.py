"""The whole way: extracts, feeds, nights, people; stopped anywhere and finished by the next run."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from database.fixtures import Role
from zhike.contexts.org.public import Staff, Unit
from zhike.foundation.models import BankProfile
from zhike.interfaces.demonstration.people_of_bank import add_people
from zhike.interfaces.demonstration.seeding import Outcome, SeedRefusedError, continue_bank, seed_bank
from zhike.interfaces.demonstration.sign_in_accounts import demonstration_dir, sign_ins

UNTIL = date(2026, 11, 20)


@dataclass
class Recorder:
    """Remembers the stages; `stop_at` breaks the run off as Ctrl-C would."""

    stop_at: tuple[str, str] | None = None
    stages: list[str] = field(default_factory=list)

    def begin(self, stage: str, total: int) -> None:
        self.stages.append(stage)

    def advance(self, part: str) -> None:
        if self.stop_at == (self.stages[-1], part):
            raise KeyboardInterrupt


@pytest.fixture
def loader(committed: None, as_loader: Role) -> Iterator[None]:
    with as_loader():
        yield


def seeded(watcher: Recorder | None = None) -> Outcome:
    return seed_bank(upto=UNTIL, customers=150, days=40, seed=2, watcher=watcher or Recorder(), nights=3)


def contents() -> dict[str, Any]:
    """What a person could tell two banks apart by."""
    with connection.cursor() as cursor:
        found = {}
        for name, statement in {
            "measures": "SELECT customer_no, aum_minor, tier_code, large_in_minor, large_out_minor, drop_bp"
            " FROM analytics_customer_measures JOIN customers_customer AS c ON c.id = customer_id ORDER BY 1",
            "tasks": "SELECT work_task.kind, customer_no, due_on, amount_minor, state FROM work_task"
            " JOIN customers_customer AS c ON c.id = customer_id ORDER BY 1, 2, 3, 4",
            "contacts": 'SELECT customer_no, channel, result, "on" FROM work_contact_record'
            " JOIN customers_customer AS c ON c.id = customer_id ORDER BY 1, 4, 2",
            "owners": "SELECT customer_no, staff_no FROM customers_customer"
            " JOIN org_staff AS s ON s.id = owner_id ORDER BY 1",
        }.items():
            cursor.execute(statement)
            found[name] = cursor.fetchall()
        return found


def test_a_bank_is_made_from_nothing_kept_and_continued(loader: None) -> None:
    outcome = seeded()
    profile = BankProfile.objects.get()
    assert (profile.name, profile.clock, profile.is_demonstration) == ("瓯江银行", "data", True)
    assert (profile.published_business_date, profile.reconciled) == (UNTIL, True)
    assert (outcome.deliveries, outcome.quarantined, outcome.nights, outcome.sign_ins) == (1, 0, 3, 9)
    assert outcome.customers >= 150
    assert outcome.rows > 5_000
    assert outcome.contacts > 10
    assert Staff.objects.filter(is_demonstration=True).count() == 9 == len(sign_ins())
    _measures_find_what_was_planted()

    before = contents()
    again = seeded()
    assert again.kept
    assert contents() == before

    gone_on = continue_bank(upto=UNTIL + timedelta(days=8), watcher=Recorder())
    assert (gone_on.deliveries, gone_on.nights, gone_on.kept) == (6, 5, False)
    assert BankProfile.objects.get().published_business_date == UNTIL + timedelta(days=8)
    assert BankProfile.objects.get().reconciled is True
    _measures_find_what_was_planted()
    assert continue_bank(upto=UNTIL + timedelta(days=8), watcher=Recorder()).kept


def _measures_find_what_was_planted() -> None:
    truth = json.loads((demonstration_dir() / "truth.json").read_text(encoding="utf-8"))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT customer_no, large_in_minor, large_out_minor, drop_bp, next_tier_gap_minor"
            " FROM analytics_customer_measures JOIN customers_customer AS c ON c.id = customer_id"
        )
        measures = {row[0]: row[1:] for row in cursor.fetchall()}
    today = [signal for signal in truth["planted"] if signal["date"] == truth["business_date"]]
    near = [signal for signal in truth["standing"] if signal["kind"] == "near_tier"]
    assert today
    assert near
    for signal in [*today, *near]:
        large_in, large_out, drop_bp, gap = measures[signal["customer_no"]]
        amount = int(Decimal(signal["amount"]) * 100)
        found = {
            "large_inflow": large_in >= amount,
            "large_outflow": large_out >= amount,
            "balance_drop": drop_bp >= 3_000,
            "near_tier": gap == amount,
        }
        assert found[signal["kind"]], signal


@pytest.mark.parametrize(
    "where",
    [
        ("extracts", "2026-11-19"),
        ("deliveries", "2026-11-20"),
        ("contacts", ""),
        ("nights", "2026-11-19"),
        ("tasks", ""),
    ],
)
@pytest.mark.long
def test_a_seed_that_was_stopped_is_finished_by_the_next(loader: None, where: tuple[str, str]) -> None:
    with pytest.raises(KeyboardInterrupt):
        seeded(Recorder(stop_at=where))
    assert seeded().business_date == UNTIL
    stopped = contents()
    assert {kind for kind, *_ in stopped["tasks"]} >= {"cadence", "next_step"}
    assert len(stopped["contacts"]) == len(set(stopped["contacts"]))
    assert seeded().kept
    assert contents() == stopped


def test_another_bank_is_left_alone(loader: None) -> None:
    BankProfile.objects.create(name="一家真的银行", published_business_date=UNTIL)
    with pytest.raises(SeedRefusedError, match="nothing was changed"):
        seeded()
    with pytest.raises(SeedRefusedError, match=r"runs on today's date|no bank yet"):
        add_people()
    assert not demonstration_dir().exists()


def test_a_bank_without_a_profile_is_left_alone_too(loader: None) -> None:
    """Its mapping named no bank, and no night was run yet."""
    Unit.objects.create(code="HQ", name="一家真的银行", kind="head_office")
    with pytest.raises(SeedRefusedError, match="nothing was changed"):
        seeded()
    assert not demonstration_dir().exists()


def test_there_is_nothing_to_continue_before_the_first_seed(loader: None) -> None:
    with pytest.raises(SeedRefusedError, match="zhike seed"):
        continue_bank(upto=UNTIL, watcher=Recorder())
