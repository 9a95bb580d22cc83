"""Hands staged master data to the contexts that own it."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from itertools import islice
from typing import Any

import pyarrow as pa

from zhike.contexts.accounts.public import (
    AccountRow,
    HolderRow,
    ProductRow,
    account_ids_by_index,
    load_accounts,
    load_holders,
    load_products,
)
from zhike.contexts.customers.public import (
    CustomerRow,
    OwnershipRow,
    ProtectedRow,
    customer_ids_by_number,
    load_contacts,
    load_customers,
    load_identities,
    load_ownership,
)
from zhike.contexts.feeds.datasets.declaration import DataSet
from zhike.contexts.feeds.loading.stage import Stage
from zhike.contexts.org.public import StaffRow, UnitRow, load_staff, load_units

KEYS_A_QUERY = 50_000
_Load = Callable[..., object]
_LOADS: dict[str, tuple[_Load, Callable[..., Any], tuple[str, ...]]] = {
    "units": (load_units, UnitRow, ("unit_code", "parent_code", "name", "kind")),
    "staff": (load_staff, StaffRow, ("staff_no", "name", "unit_id", "role")),
    "customers": (
        load_customers,
        CustomerRow,
        ("customer_no", "kind", "name", "sex", "birth_date", "unit_id", "opened_on", "status"),
    ),
    "identities": (
        load_identities,
        ProtectedRow,
        (
            "customer_id",
            "document_kind",
            "document_number_cipher",
            "document_number_index",
            "document_number_last_four",
            "document_number_masked",
        ),
    ),
    "contacts": (
        load_contacts,
        ProtectedRow,
        ("customer_id", "contact_kind", "value_cipher", "value_index", "value_last_four", "value_masked"),
    ),
    "ownership": (load_ownership, OwnershipRow, ("customer_id", "staff_id")),
    "products": (load_products, ProductRow, ("product_code", "name", "kind", "risk_level")),
    "accounts": (
        load_accounts,
        AccountRow,
        (
            "account_no_index",
            "account_no_cipher",
            "account_no_last_four",
            "kind",
            "product_code",
            "unit_id",
            "currency",
            "opened_on",
            "maturity_on",
            "annual_rate_bp",
            "status",
            "closed_on",
        ),
    ),
    "account_holders": (load_holders, HolderRow, ("account_id", "customer_id", "holder_role")),
}
_OWN_IDS: dict[str, tuple[str, Callable[[list[Any]], Mapping[Any, int]], pa.DataType]] = {
    "customers": ("customer_no", customer_ids_by_number, pa.string()),
    "accounts": ("account_no_index", account_ids_by_index, pa.binary()),
}


def load_masters(stage: Stage, *, by: int | None, at: datetime) -> None:
    """Call the load action of the staged data set, if it has one, in the caller's transaction."""
    if stage.data_set.name not in _LOADS or stage.is_empty:
        return
    load, row_type, columns = _LOADS[stage.data_set.name]
    load((row_type(*row) for row in stage.rows(list(columns))), by=by, at=at)


def register_own_ids(stage: Stage) -> None:
    """Create the table own_ids(key, id) in the stage's connection for a master just loaded."""
    column, find_ids, key_type = _OWN_IDS[stage.data_set.name]
    connection = stage.connect()
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE own_ids (key {'BLOB' if key_type == pa.binary() else 'VARCHAR'}, id BIGINT)"
    )
    keys = list(stage.rows([column]))
    for chunk in _chunks(row[0] for row in keys):
        ids = find_ids(chunk)
        found = pa.table({"key": pa.array(ids.keys(), key_type), "id": pa.array(ids.values(), pa.int64())})
        connection.register("found_ids", found)
        connection.execute("INSERT INTO own_ids SELECT key, id FROM found_ids")
        connection.unregister("found_ids")


def own_key(data_set: DataSet) -> str:
    """The staged column that `own_ids` is keyed by."""
    return _OWN_IDS[data_set.name][0]


def _chunks(keys: Iterable[Any]) -> Iterable[list[Any]]:
    iterator = iter(keys)
    while chunk := list(islice(iterator, KEYS_A_QUERY)):
        yield chunk
