"""Belt two of data scope: what the database lets a connection see, set for one transaction and no longer."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction


@dataclass(frozen=True)
class FenceSettings:
    """The union a connection may see: units by id, one staff member's own, customers by id, or the whole bank."""

    units: tuple[int, ...] = ()
    staff_id: int | None = None
    customer_ids: tuple[int, ...] = ()
    bank: bool = False


NOTHING = FenceSettings()
WHOLE_BANK = FenceSettings(bank=True)

_SET = (
    "SELECT set_config('zhike.units', %s, true), set_config('zhike.staff', %s, true),"
    " set_config('zhike.customers', %s, true), set_config('zhike.bank', %s, true)"
)
_GET = (
    "SELECT current_setting('zhike.units', true), current_setting('zhike.staff', true),"
    " current_setting('zhike.customers', true), current_setting('zhike.bank', true)"
)


@contextmanager
def fenced(settings: FenceSettings) -> Iterator[None]:
    """Open a transaction whose statements see only what `settings` names; a nested call puts the outer scope back.

    The settings live as long as the transaction, so a connection given back to a pool carries no scope.
    """
    nested = connection.in_atomic_block
    with transaction.atomic():
        before = _current() if nested else None
        _apply(_as_text(settings))
        yield
        # after an exception the roll-back restores the settings, so only the quiet way out has to
        if before is not None:
            _apply(before)


def _as_text(settings: FenceSettings) -> tuple[str, str, str, str]:
    return (
        _array(settings.units),
        "" if settings.staff_id is None else str(int(settings.staff_id)),
        _array(settings.customer_ids),
        "on" if settings.bank else "",
    )


def _array(ids: tuple[int, ...]) -> str:
    return "{" + ",".join(str(int(number)) for number in ids) + "}"


def _current() -> tuple[str, str, str, str]:
    with connection.cursor() as cursor:
        cursor.execute(_GET)
        units, staff, customers, bank = cursor.fetchone()
    return units or "", staff or "", customers or "", bank or ""


def _apply(texts: tuple[str, str, str, str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_SET, texts)
