"""The step `file`: the read-only DuckDB file behind the pages of one customer, built aside and renamed."""

import hashlib
import os
import uuid
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
from django.conf import settings

from zhike.contexts.analytics.actions.inputs import load_inputs
from zhike.contexts.analytics.measures.running import compute
from zhike.contexts.analytics.models import NightFile
from zhike.contexts.analytics.queries.details import FLOW_DAYS
from zhike.contexts.analytics.queries.engine import night_engine
from zhike.contexts.analytics.queries.night_lake import measures_of
from zhike.contexts.analytics.queries.parameters import get_parameters
from zhike.foundation import calendar
from zhike.foundation.duckdb_text import literal, parquet_files

FOLDER = "nights"
MONTHS = 13
DAYS = 30
KEPT = 3  # files of earlier nights, for requests that began on them
# table → order of its rows: what is asked for together lies together
_TABLES = {
    "aum_history": "customer_id, point, business_date, kind",
    "flows": "customer_id, business_date, direction, kind, counterparty_bank, own_account_elsewhere",
    "account_balances": "account_id",
}


class MeasuresMissingError(LookupError):
    """The night's measures are not in the lake."""


def build_night_file(*, business_date: date, run: str, at: datetime) -> NightFile:
    """Build `nights/night-<date>-<run>.duckdb` from the lake and make it the one of its date.

    It holds no personal data but customer ids and never says who owns whom. Raises MeasuresMissingError.
    """
    measures = measures_of(business_date)
    if not measures:
        raise MeasuresMissingError(f"no measures of {business_date}: run that step first")
    folder = Path(settings.ZHIKE_DATA_DIR) / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside = folder / f".aside-{run}-{os.getpid()}.duckdb"
    aside.unlink(missing_ok=True)
    rows = _build(aside, measures, business_date)
    path = folder / f"night-{business_date.isoformat()}-{run}.duckdb"
    digest = _digest(aside)
    aside.replace(path)
    file, _new = NightFile.objects.update_or_create(
        business_date=business_date,
        defaults={"path": f"{FOLDER}/{path.name}", "rows": rows, "digest": digest, "built_at": at},
    )
    return file


def remove_old_night_files() -> int:
    """Remove files of nights long past and those no row knows; the published night and its neighbours stay."""
    published = calendar.business_date()
    if published is None:
        return 0
    earlier = NightFile.objects.filter(business_date__lt=published).order_by("-business_date")
    NightFile.objects.filter(pk__in=list(earlier.values_list("pk", flat=True)[KEPT:])).delete()
    known = {Path(path).name for path in NightFile.objects.values_list("path", flat=True)}
    removed = 0
    for path in (Path(settings.ZHIKE_DATA_DIR) / FOLDER).glob("*.duckdb"):
        if path.name not in known:
            path.unlink(missing_ok=True)
            removed += 1
    return removed


def history_days(business_date: date) -> list[tuple[str, date]]:
    """The days whose assets the file holds: month-ends and the business date as `month`, the last days as `day`."""
    ends, first = [business_date], business_date.replace(day=1)
    while len(ends) <= MONTHS:
        ends.append(first - timedelta(days=1))
        first = ends[-1].replace(day=1)
    days = [business_date - timedelta(days=number) for number in range(DAYS)]
    return [("month", day) for day in sorted(set(ends))] + [("day", day) for day in sorted(days)]


def _build(path: Path, measures: list[str], business_date: date) -> int:
    parameters = get_parameters(business_date, flows_since=business_date - timedelta(days=FLOW_DAYS - 1))
    days = ", ".join(f"('{point}', DATE '{day}')" for point, day in history_days(business_date))
    with night_engine() as connection:
        load_inputs(connection, list(_TABLES), parameters)
        connection.execute(f"CREATE TEMP TABLE history_days AS FROM (VALUES {days}) AS asked(point, business_date)")
        compute(connection, list(_TABLES), parameters)
        night = f"building_{uuid.uuid4().hex}"
        connection.execute(f"ATTACH {literal(path)} AS {night}")
        try:
            return _fill(connection, night, measures)
        finally:
            connection.execute(f"DETACH {night}")


def _fill(connection: duckdb.DuckDBPyConnection, night: str, measures: list[str]) -> int:
    connection.execute(f"CREATE TABLE {night}.measures AS FROM {parquet_files(measures)} ORDER BY customer_id")
    for name, order in _TABLES.items():
        connection.execute(f"CREATE TABLE {night}.{name} AS FROM {name} ORDER BY {order}")
    connection.execute(f"CREATE UNIQUE INDEX measures_by_customer ON {night}.measures (customer_id)")
    connection.execute(f"CREATE UNIQUE INDEX account_balances_by_account ON {night}.account_balances (account_id)")
    connection.execute(f"CHECKPOINT {night}")
    found = connection.execute(f"SELECT count(*) FROM {night}.measures").fetchone()  # noqa: S608 - our own name
    return int(found[0]) if found else 0


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
