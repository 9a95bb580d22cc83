"""Personal data before anything is written to disk: ciphertext and blind index in place of the value."""

from collections.abc import Callable

import pyarrow as pa

from zhike.contexts.customers.public import comparable
from zhike.contexts.feeds.datasets.declaration import Column, DataSet, Protection
from zhike.foundation import encryption, masking

Texts = list[str | None]
_MASKS: dict[str, Callable[[str], str]] = {
    "mobile": masking.mask_mobile,
    "home_phone": masking.mask_mobile,
    "work_phone": masking.mask_mobile,
    "email": masking.mask_email,
    "address": masking.mask_address,
}
_KINDS_WITHOUT_TAIL = ("email", "address")


def protect(data_set: DataSet, table: pa.Table) -> pa.Table:
    """`table` with every C2 column of the data set replaced.

    A column x becomes x_cipher and, unless it is only sealed, x_index; for master data also x_last_four and x_masked,
    which pages show. References were replaced by surrogate ids before.
    """
    for column in data_set.columns:
        if column.protection is Protection.NONE or data_set.surrogate(column):
            continue
        values: Texts = table.column(column.name).to_pylist()
        kinds = _kinds(column, table, len(values))
        plain = [value if value is None else comparable(kind, value) for kind, value in zip(kinds, values, strict=True)]
        table = table.drop_columns([column.name])
        for name, content, arrow_type in _replacements(data_set, column, kinds, plain):
            table = table.append_column(name, pa.array(content, arrow_type))
    return table


def blind_key(column: Column, value: str) -> bytes:
    """The blind index of a key column's value, for rows that were rejected before `protect`."""
    return encryption.blind_index(column.index_kind, comparable(column.index_kind, value))


def blind_keys(column: Column, values: list[str]) -> list[bytes]:
    """Blind indexes of many values of a key column."""
    plain = (comparable(column.index_kind, value) for value in values)
    return [index or b"" for index in encryption.blind_index_many(column.index_kind, plain)]


def _kinds(column: Column, table: pa.Table, rows: int) -> list[str]:
    if column.index_kind.startswith("@"):
        return list(table.column(column.index_kind[1:]).to_pylist())
    return [column.index_kind] * rows


def _replacements(
    data_set: DataSet, column: Column, kinds: list[str], plain: Texts
) -> list[tuple[str, list[object], pa.DataType]]:
    replaced: list[tuple[str, list[object], pa.DataType]] = [
        (f"{column.name}_cipher", list(encryption.encrypt_many(plain)), pa.binary())
    ]
    if column.protection is not Protection.SEALED:
        replaced.append((f"{column.name}_index", _indexes(kinds, plain), pa.binary()))
    if data_set.master_of:
        pairs = list(zip(kinds, plain, strict=True))
        tails: list[object] = [_last_four(kind, value or "") for kind, value in pairs]
        masked: list[object] = [_masked(kind, value or "") for kind, value in pairs]
        replaced.append((f"{column.name}_last_four", tails, pa.string()))
        replaced.append((f"{column.name}_masked", masked, pa.string()))
    return replaced


def _indexes(kinds: list[str], plain: Texts) -> list[object]:
    if len(set(kinds)) == 1:
        different = list(dict.fromkeys(plain))  # counterparties repeat
        indexes = dict(zip(different, encryption.blind_index_many(kinds[0], different), strict=True))
        return [indexes[value] for value in plain]
    return [encryption.blind_index(k, v) if v else None for k, v in zip(kinds, plain, strict=True)]


def _last_four(kind: str, value: str) -> str:
    return "" if kind in _KINDS_WITHOUT_TAIL else value[-4:]


def _masked(kind: str, value: str) -> str:
    return _MASKS.get(kind, masking.mask_card if kind in ("account", "card") else masking.mask_document)(value)[:60]
