"""Customers, documents, contacts and ownership as the core system delivers them: set-based, in one transaction each.

Rows that repeat a customer's scope are written under a share lock on the customer, so that a hand-over beside the load
waits and then carries them along.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import NamedTuple

from django.db.backends.utils import CursorWrapper

from zhike.contexts.customers.actions.ownership import rescope_customers
from zhike.contexts.customers.rules.names import search_tokens, sort_key
from zhike.foundation.staging_table import copy_rows, in_chunks, staged_rows


class CustomerRow(NamedTuple):
    """A customer; `unit_id` is the unit that keeps it."""

    customer_no: str
    kind: str
    name: str
    sex: str | None
    birth_date: date | None
    unit_id: int
    opened_on: date | None
    status: str


class ProtectedRow(NamedTuple):
    """An identity document or contact point whose value is encrypted already."""

    customer_id: int
    kind: str
    ciphertext: bytes
    blind_index: bytes
    last_four: str
    masked: str


class OwnershipRow(NamedTuple):
    """Who looks after a customer."""

    customer_id: int
    staff_id: int


def load_customers(rows: Iterable[CustomerRow], *, by: int | None, at: datetime) -> int:
    """Insert or update customers by number; returns how many rows were new or differed.

    A changed name renews sort key and search tokens; a changed unit moves every row that repeats the scope. The owner
    is left as it is.
    """
    definition = """customer_no varchar PRIMARY KEY, kind varchar, name varchar, sex varchar, birth_date date,
        unit_id bigint, opened_on date, status varchar"""
    with staged_rows("staged_customer", definition, rows) as cursor:
        cursor.execute("""
            SELECT customer.id FROM staged_customer AS staged JOIN customers_customer AS customer USING (customer_no)
            WHERE customer.scope_unit_id <> staged.unit_id
        """)
        moved = [row[0] for row in cursor.fetchall()]
        _stage_names(cursor)
        cursor.execute(_UPSERT_CUSTOMERS)
        changed = cursor.rowcount
        cursor.execute(_FORGET_TOKENS)
        cursor.execute(_REMEMBER_TOKENS)
        cursor.execute("DROP TABLE staged_key, staged_token")
        rescope_customers(moved)
    return changed


def load_identities(rows: Iterable[ProtectedRow], *, by: int | None, at: datetime) -> int:
    """Insert or update identity documents, one of a kind a customer; returns how many were new or differed."""
    return _load_protected("customers_identity", "number", rows)


def load_contacts(rows: Iterable[ProtectedRow], *, by: int | None, at: datetime) -> int:
    """Insert or update contact points, one of a kind a customer; returns how many were new or differed."""
    return _load_protected("customers_contact", "value", rows)


def load_ownership(rows: Iterable[OwnershipRow], *, by: int | None, at: datetime) -> int:
    """Set the owner of customers and carry it into every row that repeats it; returns how many owners changed."""
    with staged_rows("staged_ownership", "customer_id bigint PRIMARY KEY, staff_id bigint", rows) as cursor:
        cursor.execute("""
            UPDATE customers_customer AS customer SET owner_id = staged.staff_id
            FROM staged_ownership AS staged
            WHERE customer.id = staged.customer_id AND customer.owner_id IS DISTINCT FROM staged.staff_id
            RETURNING customer.id
        """)
        changed = [row[0] for row in cursor.fetchall()]
        rescope_customers(changed)
    return len(changed)


def _stage_names(cursor: CursorWrapper) -> None:
    """Sort keys and search tokens of the names that are new or differ, computed chunk by chunk."""
    cursor.execute("CREATE TEMPORARY TABLE staged_key (customer_no varchar, sort_key varchar) ON COMMIT DROP")
    cursor.execute("CREATE TEMPORARY TABLE staged_token (customer_no varchar, token varchar) ON COMMIT DROP")
    for chunk in in_chunks(cursor, _CHANGED_NAMES):
        keys = ((number, sort_key(name, is_person=kind == "personal")) for number, name, kind in chunk)
        copy_rows(cursor, "staged_key", keys)
        copy_rows(cursor, "staged_token", _tokens(chunk))
    cursor.execute("ANALYZE staged_key, staged_token")


def _tokens(chunk: list[tuple[str, str, str]]) -> Iterator[tuple[str, str]]:
    for number, name, kind in chunk:
        for token in search_tokens(name, is_person=kind == "personal"):
            yield number, token


def _load_protected(table: str, value: str, rows: Iterable[ProtectedRow]) -> int:
    definition = """customer_id bigint, kind varchar, ciphertext bytea, blind_index bytea, last_four varchar,
        masked varchar"""
    with staged_rows("staged_protected", definition, rows) as cursor:
        cursor.execute(f"""
            INSERT INTO {table}
                (customer_id, kind, {value}_ciphertext, {value}_index, last_four, masked, scope_unit_id, owner_id)
            SELECT staged.customer_id, staged.kind, staged.ciphertext, staged.blind_index, staged.last_four,
                   staged.masked, customer.scope_unit_id, customer.owner_id
            FROM staged_protected AS staged JOIN customers_customer AS customer ON customer.id = staged.customer_id
            FOR SHARE OF customer
            ON CONFLICT (customer_id, kind) DO UPDATE
            SET {value}_ciphertext = excluded.{value}_ciphertext, {value}_index = excluded.{value}_index,
                last_four = excluded.last_four, masked = excluded.masked
            WHERE {table}.{value}_index <> excluded.{value}_index
        """)  # noqa: S608 - both names are ours
        return int(cursor.rowcount)


_CHANGED_NAMES = """
    SELECT staged.customer_no, staged.name, staged.kind
    FROM staged_customer AS staged LEFT JOIN customers_customer AS customer USING (customer_no)
    WHERE (customer.name, customer.kind) IS DISTINCT FROM (staged.name, staged.kind)
"""
_UPSERT_CUSTOMERS = """
    INSERT INTO customers_customer AS customer
        (customer_no, kind, name, name_sort_key, sex, birth_date, opened_on, status, scope_unit_id)
    SELECT staged.customer_no, staged.kind, staged.name, coalesce(staged_key.sort_key, known.name_sort_key),
           coalesce(staged.sex, ''), staged.birth_date, staged.opened_on, staged.status, staged.unit_id
    FROM staged_customer AS staged
    LEFT JOIN staged_key USING (customer_no)
    LEFT JOIN customers_customer AS known USING (customer_no)
    ON CONFLICT (customer_no) DO UPDATE
    SET kind = excluded.kind, name = excluded.name, name_sort_key = excluded.name_sort_key, sex = excluded.sex,
        birth_date = excluded.birth_date, opened_on = excluded.opened_on, status = excluded.status,
        scope_unit_id = excluded.scope_unit_id
    WHERE (customer.kind, customer.name, customer.name_sort_key, customer.sex, customer.birth_date,
           customer.opened_on, customer.status, customer.scope_unit_id)
        IS DISTINCT FROM (excluded.kind, excluded.name, excluded.name_sort_key, excluded.sex, excluded.birth_date,
           excluded.opened_on, excluded.status, excluded.scope_unit_id)
"""
_FORGET_TOKENS = """
    DELETE FROM customers_search_token AS token USING customers_customer AS customer, staged_key
    WHERE token.customer_id = customer.id AND customer.customer_no = staged_key.customer_no
"""
_REMEMBER_TOKENS = """
    INSERT INTO customers_search_token (customer_id, token, scope_unit_id, owner_id)
    SELECT customer.id, staged.token, customer.scope_unit_id, customer.owner_id
    FROM staged_token AS staged JOIN customers_customer AS customer USING (customer_no)
    FOR SHARE OF customer
"""
