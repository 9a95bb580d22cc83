"""Nights and deliveries in every state, for page and browser tests."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from interfaces.web.day_case import PUBLISHED
from zhike.contexts.feeds.models import DayReconciliation, Delivery, DeliveryFile, QuarantinedRow, QuarantineReason
from zhike.contexts.feeds.refusals import refusal
from zhike.foundation.encryption import encrypt
from zhike.foundation.models import NightRun, NightStep

BEGAN = datetime(2026, 11, 20, 22, 2, tzinfo=UTC)
STEPS = (
    "deliveries", "balances", "measures", "file", "publication", "tiers", "tasks", "reconciliation", "announcement",
)  # fmt: skip
RAW = "1001|周慧敏|330302197910130042|not-a-date"
MASKED = "1001|***|3****************2|not-a-date"
REFUSAL = refusal(
    "sum", file="trans.asc", column="amount", expected="36575912.90", found="36575946.10", difference="+33.20"
)


@dataclass
class OperationsCase:
    """A delivery that was loaded with rows put aside, one that was refused, and the nights."""

    loaded: Delivery
    refused: Delivery
    row: QuarantinedRow
    expired: QuarantinedRow


def make_night(day: date, *, done: int = len(STEPS), state: str = "done", error: str = "") -> NightRun:
    """A night of which `done` steps are done; the next one is failed or running as the night is."""
    night = NightRun.objects.create(business_date=day, state=state, started_at=BEGAN)
    for place, name in enumerate(STEPS):
        own = "done" if place < done else state if place == done else "waiting"
        began = BEGAN + timedelta(seconds=20 * place)
        NightStep.objects.create(
            night=night,
            position=place,
            name=name,
            state=own,
            rows=1_234_567 if own == "done" else None,
            detail={"quarantined": 3} if name == "deliveries" else {},
            error=error if own == "failed" else "",
            started_at=None if own == "waiting" else began,
            ended_at=began + timedelta(seconds=12) if own in ("done", "failed") else None,
        )
    return night


def make_operations(bad_rows: int = 3) -> OperationsCase:
    """Thirty-odd nights, the last one with a reconciliation; two deliveries."""
    for back in range(1, 34):
        make_night(PUBLISHED - timedelta(days=back))
    make_night(PUBLISHED)
    make_reconciliation(PUBLISHED)
    loaded = _delivery("2026-11-20", "loaded")
    file = DeliveryFile.objects.create(
        delivery=loaded, position=0, name="clients.asc", feed="clients", dataset="customers", sha256="0" * 64,
        state="loaded", rows=5_369 + bad_rows, loaded=5_369, quarantined=bad_rows, milliseconds=1_240,
    )  # fmt: skip
    DeliveryFile.objects.create(
        delivery=loaded, position=1, name="trans.asc", feed="transactions", dataset="transactions", sha256="1" * 64,
        state="loaded", rows=1_056_320, loaded=1_056_320, quarantined=0, milliseconds=48_000,
    )  # fmt: skip
    rows = [_bad_row(file, number) for number in range(bad_rows)]
    refused = _delivery("2026-11-19", "refused")
    DeliveryFile.objects.create(
        delivery=refused, position=0, name="trans.asc", feed="transactions", dataset="transactions", sha256="2" * 64,
        state="refused", refusals=[REFUSAL.as_json()], rows=1_056_320,
    )  # fmt: skip
    expired = rows[-1]
    QuarantinedRow.objects.filter(pk=expired.pk).update(raw_ciphertext=None)
    return OperationsCase(loaded, refused, rows[0], expired)


def make_reconciliation(day: date, *, difference: int = -3_320, control: int | None = 3_657_591_290) -> None:
    """Balances agree with the core's total; the bookings add up to something else."""
    DayReconciliation.objects.create(
        business_date=day,
        currency="CNY",
        accounts=4_500,
        closing_sum_minor=3_657_591_290,
        amounts_sum_minor=3_657_591_290 - difference,
        difference_minor=difference,
        accounts_differing=458 if difference else 0,
        control_closing_minor=control,
        computed_at=BEGAN,
    )


def _delivery(folder: str, state: str) -> Delivery:
    return Delivery.objects.create(
        digest=folder.ljust(64, "0"), folder=folder, mapping="canonical", mapping_digest="0" * 64,
        first_date=PUBLISHED, last_date=PUBLISHED, state=state, currency="CNY",
        started_at=BEGAN, finished_at=BEGAN + timedelta(seconds=75),
    )  # fmt: skip


def _bad_row(file: DeliveryFile, number: int) -> QuarantinedRow:
    row = QuarantinedRow.objects.create(
        file=file, line_number=17 + number, raw_ciphertext=encrypt("T" + RAW), masked_text=MASKED,
        expires_at=BEGAN + timedelta(days=30),
    )  # fmt: skip
    code = "not_a_date" if number % 2 == 0 else "unknown_code"
    QuarantineReason.objects.create(row=row, position=0, column="birth_date", code=code, value="not-a-date")
    return row
