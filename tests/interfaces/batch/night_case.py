"""A bank, its nights here or in processes that can be killed, and a fingerprint of all that a night leaves."""

import contextlib
import hashlib
import json
import os
import signal
import subprocess
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import connection

from cast import Cast, make_cast
from commands import product_environment, zhike
from database.settings import TEST_DATA_DIR
from lake_bank import make_lake_bank
from zhike.contexts.analytics.models import CustomerMeasures, NightFile, TierChange
from zhike.contexts.feeds.models import DayReconciliation
from zhike.contexts.work.models import Task, TimelineEntry
from zhike.foundation import lake
from zhike.foundation.fence import WHOLE_BANK, fenced
from zhike.foundation.models import BankProfile, LakePartition, NightRun
from zhike.foundation.nights import NightEvent
from zhike.foundation.postgres import embedded
from zhike.interfaces.batch.nightly import run_nights

DELIVERED = ("customers", "accounts", "account_holders", "balances", "transactions")
BEFORE, MIDDLE, DAY = date(2025, 11, 18), date(2025, 11, 19), date(2025, 11, 20)
_TABLES = {
    "published": "SELECT * FROM analytics_customer_measures ORDER BY customer_id",
    "tiers": 'SELECT customer_id, from_code, to_code, "on" FROM analytics_tier_change ORDER BY customer_id, "on"',
    "tasks": "SELECT source_key, customer_id, kind, reason_code, reason_params, amount_minor, priority, due_on,"
    " show_from, state, owner_id FROM work_task ORDER BY source_key",
    "timeline": 'SELECT source_key, customer_id, "on", title_code, params FROM work_timeline_entry ORDER BY source_key',
    "reconciliations": "SELECT business_date, accounts, closing_sum_minor, difference_minor FROM feeds_reconciliation"
    " ORDER BY business_date",
    "bank": "SELECT published_business_date, reconciled FROM foundation_bankprofile",
    "steps": "SELECT run.business_date, run.state, step.name, step.state FROM foundation_nightstep AS step"
    " JOIN foundation_nightrun AS run ON run.id = step.night_id ORDER BY run.business_date, step.position",
}


def make_bank() -> Cast:
    """The cast and its lake; the day before its two nights is published."""
    cast = make_cast()
    with fenced(WHOLE_BANK):
        make_lake_bank(cast)
    BankProfile.objects.update(published_business_date=BEFORE)
    return cast


def fingerprint() -> dict[str, str]:
    """A digest of every table a night writes and of the lake."""
    digests = {}
    with fenced(WHOLE_BANK), connection.cursor() as cursor:
        for name, sql in _TABLES.items():
            cursor.execute(sql)
            digests[name] = hashlib.sha256(repr(cursor.fetchall()).encode()).hexdigest()
    parts = LakePartition.objects.order_by("dataset", "business_date").values_list("dataset", "business_date", "digest")
    digests["lake"] = hashlib.sha256(repr(list(parts)).encode()).hexdigest()
    return digests


def rows(name: str) -> list[tuple[object, ...]]:
    with fenced(WHOLE_BANK), connection.cursor() as cursor:
        cursor.execute(_TABLES[name])
        return list(cursor.fetchall())


def environment() -> dict[str, str]:
    """Variables of a product process on this test's database and data folder."""
    names = {"DATABASE_URL": "zhike_app", "DATABASE_OWNER_URL": "zhike_owner", "DATABASE_LOADER_URL": "zhike_loader"}
    database = str(connection.settings_dict["NAME"])
    keys = {name: os.environ[name] for name in ("ZHIKE_SECRET_KEY", "ZHIKE_FIELD_KEYS", "ZHIKE_INDEX_KEY")}
    urls = {name: embedded.url_for(TEST_DATA_DIR, role, database) for name, role in names.items()}
    return product_environment(Path(settings.ZHIKE_DATA_DIR), **keys, **urls)


def night(*options: str) -> subprocess.CompletedProcess[str]:
    """Run `zhike nightly` to its end."""
    return subprocess.run(
        zhike("nightly", "--json", *options), env=environment(), capture_output=True, text=True, timeout=180
    )


def night_killed_in(step: str, day: date = DAY, *, delay: float = 0.0) -> None:
    """Run the night and SIGKILL its process as it says that `step` has begun."""
    command = zhike("nightly", "--json", "--date", day.isoformat())
    with subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            event = json.loads(line)
            if (event["event"], event["step"]) == ("step_started", step):
                if delay:
                    with contextlib.suppress(subprocess.TimeoutExpired):
                        process.wait(delay)
                process.send_signal(signal.SIGKILL)
                break
        else:
            raise AssertionError(f"the night never began {step}")


def run_here(*days: date, again: bool = False) -> list[NightEvent]:
    """Run nights in this process; what they reported. Take the loader's role first."""
    told: list[NightEvent] = []
    run_nights(days, told.append, again=again)
    return told


def begin_anew() -> None:
    """Put the bank back to the day before its first night, over the same database."""
    with fenced(WHOLE_BANK):
        for model in (NightRun, CustomerMeasures, TierChange, NightFile, Task, TimelineEntry, DayReconciliation):
            model.objects.all().delete()
        BankProfile.objects.update(published_business_date=BEFORE, reconciled=None)
    found = LakePartition.objects.exclude(dataset__in=DELIVERED).values_list("dataset", "business_date")
    lake.drop_partitions(list(found))
