"""Who may know whom, on every table that tells of a customer: each belt alone is enough, both are always worn."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace

import pytest
from django.db import ProgrammingError, connection, models, transaction

from cast import Cast, make_customer
from spec.access.rows import customer_field, make_row, new_row, scoped_models
from zhike.contexts.customers.public import Customer
from zhike.contexts.org.public import Scope, Viewer, scope, unscoped, visible
from zhike.foundation.fence import WHOLE_BANK, fenced

MODELS = scoped_models()
OTHERS = {table: model for table, model in MODELS.items() if model is not Customer}
every_table = pytest.mark.parametrize("model", MODELS.values(), ids=MODELS.keys())
every_other_table = pytest.mark.parametrize("model", OTHERS.values(), ids=OTHERS.keys())

EXPECTED = {
    "lin": {"mine"},
    "chen": {"colleagues"},
    "wu": {"mine", "colleagues"},
    "ye": {"theirs"},
    "zhou": {"mine", "colleagues", "theirs", "nobodys"},
    "gao": {"mine", "colleagues", "theirs", "nobodys"},
    "hu": set(),
    "granted": {"theirs"},
    "owner and grant": {"mine", "nobodys"},
    "unit and owner": {"mine", "colleagues", "theirs"},
    "head office alone": set(),
}


@pytest.fixture
def customers(cast: Cast) -> dict[str, Customer]:
    nobodys = make_customer("C004", "无主客户", cast.units["west"], None)
    return {"mine": cast.mine, "colleagues": cast.colleagues, "theirs": cast.theirs, "nobodys": nobodys}


def _viewer(name: str, cast: Cast, customers: dict[str, Customer]) -> Viewer:
    made = {
        "granted": Scope(customer_ids=(customers["theirs"].pk,)),
        "owner and grant": Scope(staff_id=cast.staff["lin"].pk, customer_ids=(customers["nobodys"].pk,)),
        "unit and owner": Scope(units=(cast.units["east"].pk,), staff_id=cast.staff["ye"].pk),
        "head office alone": Scope(units=(cast.units["head_office"].pk,)),
    }
    return replace(cast.viewer("hu"), scope=made[name]) if name in made else cast.viewer(name)


def _seen(queryset: models.QuerySet[models.Model], customers: dict[str, Customer]) -> set[str]:
    column = "pk" if queryset.model is Customer else "customer_id"
    found = set(queryset.values_list(column, flat=True))
    names = {customer.pk: name for name, customer in customers.items()}
    return {names[pk] for pk in found}


@pytest.fixture
def filled(customers: dict[str, Customer]) -> Callable[[type[models.Model]], None]:
    def fill(model: type[models.Model]) -> None:
        for customer in customers.values():
            make_row(model, customer)

    return fill


@every_table
def test_belt_two_alone(model, cast, customers, filled) -> None:
    """A query that forgot the viewer still sees nothing but the viewer's rows."""
    filled(model)
    for name, expected in EXPECTED.items():
        with scope(_viewer(name, cast, customers)):
            assert _seen(model.objects.all(), customers) == expected, name


@every_table
@pytest.mark.parametrize("off", ["bank setting", "permissive policy"])
def test_belt_one_alone(model, cast, customers, filled, off: str, as_loader) -> None:
    """With the fence open – by setting, or by the night's policy – the predicate still restricts."""
    filled(model)
    role: AbstractContextManager[None] = as_loader() if off == "permissive policy" else nullcontext()
    with role, nullcontext() if off == "permissive policy" else fenced(WHOLE_BANK):
        assert _seen(model.objects.all(), customers) == set(customers), "the fence is not open"
        for name, expected in EXPECTED.items():
            rows = visible(model.objects.all(), _viewer(name, cast, customers), customer_field(model))
            assert _seen(rows, customers) == expected, name


@every_table
def test_both_together(model, cast, customers, filled) -> None:
    filled(model)
    for name, expected in EXPECTED.items():
        viewer = _viewer(name, cast, customers)
        with scope(viewer):
            assert _seen(visible(model.objects.all(), viewer, customer_field(model)), customers) == expected, name


@every_table
def test_without_any_scope_there_is_nothing(model, customers, filled) -> None:
    filled(model)
    assert not model.objects.exists()


@every_table
def test_the_owner_of_the_tables_is_fenced_too(model, customers, filled, as_owner) -> None:
    filled(model)
    with as_owner():
        assert not model.objects.exists()


@every_table
def test_an_unscoped_viewer_sees_all_and_must_say_why(model, customers, filled) -> None:
    filled(model)
    with scope(unscoped(reason="a specification")):
        assert _seen(model.objects.all(), customers) == set(customers)
    with pytest.raises(ValueError, match="reason"):
        unscoped(reason="")


def _change(statement: Callable[[], int]) -> int | None:
    """How many rows a statement changed; None where the database refused it."""
    try:
        with transaction.atomic():
            return statement()
    except ProgrammingError as error:
        if getattr(error.__cause__, "sqlstate", "") != "42501":  # insufficient_privilege: policy or grant
            raise
        return None


def _digest(model: type[models.Model]) -> str:
    with fenced(WHOLE_BANK), connection.cursor() as cursor:
        cursor.execute(f"SELECT md5(string_agg(row::text, '|' ORDER BY row::text)) FROM {model._meta.db_table} AS row")
        return str(cursor.fetchone()[0])


@every_table
def test_others_rows_are_neither_changed_nor_removed(model, cast, customers, filled) -> None:
    filled(model)
    before = _digest(model)
    with scope(cast.viewer("lin")):
        beyond = model.objects.exclude(owner_id=cast.staff["lin"].pk)
        assert not _change(lambda: beyond.update(owner_id=cast.staff["lin"].pk))
        assert not _change(lambda: beyond._raw_delete(beyond.db))
    assert _digest(model) == before


@every_table
def test_a_row_cannot_be_moved_out_of_the_scope(model, cast, customers, filled) -> None:
    """Handing a customer to another outlet is refused by the fence; it goes through an audited path."""
    filled(model)
    before = _digest(model)
    away = {"scope_unit_id": cast.units["west"].pk, "owner_id": cast.staff["ye"].pk}
    for name in ("lin", "wu"):
        with scope(cast.viewer(name)):
            assert _change(lambda: model.objects.all().update(**away)) is None, name
    assert _digest(model) == before


@every_other_table
def test_a_row_cannot_be_put_beyond_the_scope(model, cast, customers) -> None:
    with scope(unscoped(reason="the row a new one may need, such as its account")):
        row = new_row(model, customers["theirs"])
    with scope(cast.viewer("wu")):
        assert _change(lambda: row.save(force_insert=True) or 1) is None
    with fenced(WHOLE_BANK):
        assert not model.objects.filter(customer_id=customers["theirs"].pk, scope_unit_id=row.scope_unit_id).filter(
            pk=row.pk
        )


def test_a_customer_cannot_be_made_beyond_the_scope(cast, customers) -> None:
    row = Customer(
        customer_no="C900", kind="personal", name="新客户", name_sort_key="x", scope_unit=cast.units["west"], owner=None
    )
    with scope(cast.viewer("wu")):
        assert _change(lambda: row.save(force_insert=True) or 1) is None
        row.scope_unit = cast.units["east"]
        assert _change(lambda: row.save(force_insert=True) or 1) == 1


def test_these_specifications_see_the_tables_they_are_about() -> None:
    """Had the discovery gone blind, everything above would pass."""
    assert set(MODELS) >= {
        "customers_customer",
        "customers_identity",
        "customers_contact",
        "customers_search_token",
        "accounts_account",
        "accounts_holder",
        "work_task",
        "work_contact_record",
        "work_timeline_entry",
    }
