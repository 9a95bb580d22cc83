"""Belt two: a scope lasts as long as its block, on this connection and nowhere else."""

import threading

import pytest
from django.db import connection, connections, transaction

from cast import make_cast
from zhike.contexts.customers.public import Customer
from zhike.foundation.fence import NOTHING, WHOLE_BANK, FenceSettings, fenced

SETTINGS = ("units", "staff", "customers", "bank")


def _settings() -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT " + ", ".join(f"coalesce(current_setting('zhike.{name}', true), '')" for name in SETTINGS)
        )
        return tuple(cursor.fetchone())


def _backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def test_what_is_set(db: None) -> None:
    with fenced(FenceSettings(units=(3, 1), staff_id=7, customer_ids=(9,), bank=False)):
        assert _settings() == ("{3,1}", "7", "{9}", "")
    with fenced(WHOLE_BANK):
        assert _settings() == ("{}", "", "{}", "on")


def test_a_nested_scope_puts_the_outer_one_back(db: None) -> None:
    with fenced(FenceSettings(units=(1,), staff_id=7)):
        with fenced(WHOLE_BANK):
            assert _settings()[3] == "on"
            with fenced(NOTHING):
                assert _settings() == ("{}", "", "{}", "")
            assert _settings()[3] == "on"
        assert _settings() == ("{1}", "7", "{}", "")


def test_an_exception_puts_the_outer_one_back(db: None) -> None:
    with fenced(FenceSettings(units=(1,))):
        with pytest.raises(RuntimeError), fenced(WHOLE_BANK):
            raise RuntimeError
        assert _settings() == ("{1}", "", "{}", "")


def test_a_failed_statement_puts_the_outer_one_back(db: None) -> None:
    with fenced(FenceSettings(units=(1,))):
        with pytest.raises(Exception, match="division"), fenced(WHOLE_BANK), connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")
        assert _settings() == ("{1}", "", "{}", "")


def test_ids_are_numbers_and_nothing_else(db: None) -> None:
    with pytest.raises(ValueError, match="invalid literal"), fenced(FenceSettings(units=("1} OR true --",))):  # type: ignore[arg-type]
        pass


def test_a_connection_used_again_carries_no_scope(committed: None) -> None:
    cast = make_cast()
    before = _backend()
    with fenced(WHOLE_BANK):
        assert Customer.objects.count() == 3
    assert _backend() == before, "not the same connection, so this proves nothing"
    assert _settings() == ("", "", "", "")
    assert Customer.objects.count() == 0
    with transaction.atomic():
        assert Customer.objects.count() == 0
    with fenced(FenceSettings(staff_id=cast.staff["lin"].pk)):
        assert [customer.pk for customer in Customer.objects.all()] == [cast.mine.pk]


def test_after_an_exception_the_connection_carries_no_scope(committed: None) -> None:
    make_cast()
    before = _backend()
    with pytest.raises(ZeroDivisionError), fenced(WHOLE_BANK):
        assert Customer.objects.count() / 0
    assert _backend() == before
    assert _settings() == ("", "", "", "")
    assert not Customer.objects.exists()


def test_what_an_outer_transaction_did_before_the_scope_stays_outside(committed: None) -> None:
    make_cast()
    with transaction.atomic():
        with fenced(WHOLE_BANK):
            assert Customer.objects.count() == 3
        assert Customer.objects.count() == 0


def test_another_connection_knows_nothing_of_the_scope(committed: None) -> None:
    make_cast()
    seen: list[int] = []

    def look() -> None:
        seen.append(Customer.objects.count())
        connections.close_all()

    with fenced(WHOLE_BANK):
        other = threading.Thread(target=look)
        other.start()
        other.join()
        assert Customer.objects.count() == 3
    assert seen == [0]
