"""From the bank's own keys to our ids, whatever context keeps them."""

from collections.abc import Callable, Mapping, Sequence

import pyarrow as pa

from zhike.contexts.accounts.public import account_ids_by_index, product_codes
from zhike.contexts.customers.public import customer_ids_by_number
from zhike.contexts.feeds.datasets import DATA_SETS
from zhike.contexts.feeds.datasets.declaration import ColumnType, DataSet
from zhike.contexts.feeds.loading.protection import blind_keys
from zhike.contexts.feeds.mapping import MappingError
from zhike.contexts.org.public import staff_ids_by_number, unit_ids_by_code

ARROW_TYPES = {
    ColumnType.TEXT: pa.string(),
    ColumnType.CODE: pa.string(),
    ColumnType.DATE: pa.date32(),
    ColumnType.INTEGER: pa.int64(),
    ColumnType.MONEY: pa.int64(),
    ColumnType.BOOLEAN: pa.bool_(),
}


def resolve(data_set: str, keys: Sequence[str]) -> Mapping[str, int]:
    """Id by key of those keys of the data set that are loaded; KeyError for a data set nothing refers to."""
    return _RESOLVERS[data_set](keys) if keys else {}


def constant_rows(data_set: DataSet, rows: Sequence[Mapping[str, str]]) -> pa.Table:
    """Rows written in the mapping itself, typed as accepted rows are; MappingError names a reference not known."""
    columns: dict[str, pa.Array] = {"line_number": pa.array(range(1, len(rows) + 1), pa.int64())}
    for column in data_set.columns:
        values = [row.get(column.name) for row in rows]
        surrogate = data_set.surrogate(column)
        if surrogate:
            known = resolve(column.references, [value for value in values if value])
            if unknown := [value for value in values if value and value not in known]:
                raise MappingError(f"constants {data_set.name}: {column.name} {unknown[0]} is not known")
            columns[surrogate] = pa.array([known[value] if value else None for value in values], pa.int64())
        else:
            name = column.name if column.protection.value else data_set.kept_name(column)
            columns[name] = pa.array(values, ARROW_TYPES[column.type])
    return pa.table(columns)


def _accounts(keys: Sequence[str]) -> dict[str, int]:
    indexes = blind_keys(DATA_SETS["accounts"].column("account_no"), list(keys))
    ids = account_ids_by_index(indexes)
    return {key: ids[index] for key, index in zip(keys, indexes, strict=True) if index in ids}


def _among(all_ids: Callable[[], dict[str, int]]) -> Callable[[Sequence[str]], dict[str, int]]:
    def chosen(keys: Sequence[str]) -> dict[str, int]:
        ids = all_ids()
        return {key: ids[key] for key in keys if key in ids}

    return chosen


_RESOLVERS: dict[str, Callable[[Sequence[str]], dict[str, int]]] = {
    "units": _among(unit_ids_by_code),
    "staff": _among(staff_ids_by_number),
    "products": _among(product_codes),
    "customers": customer_ids_by_number,
    "accounts": _accounts,
}
