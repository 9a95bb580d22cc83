"""The step `publication` and the moment of the swap: COPY into a table nobody reads, then one rename.

Filling takes as long as it takes and disturbs nobody. The swap is short, waits little for running changes of customers,
and runs in the transaction of its caller, so that the figures and the data date change at once.
"""

from collections.abc import Iterator
from datetime import date

import pyarrow as pa
import pyarrow.csv as pa_csv
from django.db import connection, transaction

from zhike.contexts.analytics.actions.build_night_file import MeasuresMissingError
from zhike.contexts.analytics.models import CustomerMeasures
from zhike.contexts.analytics.queries.engine import night_engine
from zhike.contexts.analytics.queries.night_lake import measures_of

LOCK_WAIT_MS = 2_000
_ROWS_A_BLOCK = 50_000
_OF_THE_CUSTOMER = ("scope_unit_id", "owner_id")  # the night never carries who owns whom
_COLUMNS = ", ".join(
    field.attname for field in CustomerMeasures._meta.concrete_fields if field.attname not in _OF_THE_CUSTOMER
)


@transaction.atomic
def stage_measures(*, business_date: date) -> int:
    """Fill and seal the table that is to be published; returns its rows. Only the loader's role may.

    Owner and unit are the customers' of this moment; swap_measures corrects those that change until then. Raises
    MeasuresMissingError.
    """
    paths = measures_of(business_date)
    if not paths:
        raise MeasuresMissingError(f"no measures of {business_date}: run that step first")
    with connection.cursor() as cursor:
        cursor.execute("SELECT analytics_prepare_measures()")
        cursor.execute(
            f"CREATE TEMP TABLE arriving_measures ON COMMIT DROP AS SELECT {_COLUMNS}"  # noqa: S608 - our own names
            " FROM analytics_customer_measures WITH NO DATA"
        )
        with cursor.copy(f"COPY arriving_measures ({_COLUMNS}) FROM STDIN (FORMAT csv)") as copy:
            for block in _blocks(paths):
                copy.write(block)
        cursor.execute(
            f"INSERT INTO analytics_customer_measures_next ({_COLUMNS}, scope_unit_id, owner_id)"  # noqa: S608
            f" SELECT {_COLUMNS}, customer.scope_unit_id, customer.owner_id FROM arriving_measures AS arriving"
            " JOIN customers_customer AS customer ON customer.id = arriving.customer_id"
        )
        rows = int(cursor.rowcount)
        cursor.execute("SELECT analytics_seal_measures()")
        cursor.execute("DROP TABLE arriving_measures")
    return rows


def swap_measures(*, business_date: date) -> int:
    """Make the staged table the published one, in the caller's transaction; returns the rows whose owner or unit had
    changed since. Raises OperationalError where a change of customers outlasts LOCK_WAIT_MS: roll back, try again.
    """
    if _staged_date() != business_date:  # another night was staged since, or this one was swapped in already
        stage_measures(business_date=business_date)
    with connection.cursor() as cursor:
        cursor.execute("SELECT analytics_swap_measures(%s)", [LOCK_WAIT_MS])
        return int(cursor.fetchone()[0])


def _staged_date() -> date | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('analytics_customer_measures_next') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return None
        cursor.execute("SELECT business_date FROM analytics_customer_measures_next LIMIT 1")
        row = cursor.fetchone()
        return row[0] if row else None


def _blocks(paths: list[str]) -> Iterator[bytes]:
    """The partition as CSV, a block at a time; nothing of it touches the disk again."""
    with night_engine() as database:
        reader = database.read_parquet(paths).project(_COLUMNS).to_arrow_reader(_ROWS_A_BLOCK)
        for batch in reader:
            sink = pa.BufferOutputStream()
            pa_csv.write_csv(batch, sink, pa_csv.WriteOptions(include_header=False))
            yield sink.getvalue().to_pybytes()
