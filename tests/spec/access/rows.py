"""Every table with customers' data, found in the models, and rows in each of them whatever its columns are.

A table added tomorrow is under these specifications without a line here.
"""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from django.apps import apps
from django.db import connection, models

from zhike.contexts.customers.public import Customer
from zhike.foundation import scope_columns
from zhike.foundation.fence import WHOLE_BANK, fenced

_NUMBERS = count(1)
SCOPE_COLUMNS = {"scope_unit_id", "owner_id"}


def _columns(model: type[models.Model]) -> set[str]:
    return {field.column for field in model._meta.concrete_fields}


def scoped_models() -> dict[str, type[models.Model]]:
    """Table → model of every table that carries a customer's scope; made as this module is imported."""
    return {model._meta.db_table: model for model in apps.get_models() if _columns(model) >= SCOPE_COLUMNS}


def models_of_customers() -> dict[str, type[models.Model]]:
    """Table → model of every table that points to a customer, by key or by column."""
    return {
        model._meta.db_table: model
        for model in apps.get_models()
        if model is Customer
        or "customer_id" in _columns(model)
        or any(field.related_model is Customer for field in model._meta.concrete_fields)
        or _columns(model) & SCOPE_COLUMNS
    }


def customer_field(model: type[models.Model]) -> str:
    """The field `visible` takes for customers granted one by one."""
    return "id" if model is Customer else scope_columns.registered()[model._meta.db_table]


def fenced_tables() -> set[str]:
    """Tables the database itself puts behind row-level security, for their owner too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity AND relkind = 'r'")
        return {row[0] for row in cursor.fetchall()}


def make_row(model: type[models.Model], customer: Customer) -> models.Model:
    """A row of `model` that belongs to `customer`, every required column filled with something that fits."""
    if model is Customer:
        return customer
    with fenced(WHOLE_BANK):
        row = new_row(model, customer)
        row.save(force_insert=True)
    return row


def new_row(model: type[models.Model], customer: Customer, **given: Any) -> models.Model:
    """The same, not saved yet; `given` columns win."""
    values: dict[str, Any] = {
        "customer_id": customer.pk,
        "scope_unit_id": customer.scope_unit_id,
        "owner_id": customer.owner_id,
        **given,
    }
    for field in model._meta.concrete_fields:
        if field.attname in values or (field.primary_key and isinstance(field, models.AutoField)):
            continue
        if not field.null and not field.has_default():
            values[field.attname] = _value(field, customer)
    return model(**values)


def _value(field: models.Field, customer: Customer) -> Any:
    number = next(_NUMBERS)
    if field.remote_field is not None:
        return make_row(field.related_model, customer).pk  # type: ignore[arg-type]
    if field.choices:
        return field.choices[0][0]
    for kind, value in (
        (models.BinaryField, f"{number:016d}".encode()),
        (models.BooleanField, False),
        (models.DateTimeField, datetime(2026, 3, 2, 1, 0, tzinfo=UTC)),
        (models.DateField, date(2026, 3, 2)),
        (models.DecimalField, Decimal(1)),
        (models.IntegerField, number),
        (models.JSONField, {}),
        (models.CharField, str(number)[: field.max_length]),
        (models.TextField, str(number)),
    ):
        if isinstance(field, kind):
            return value
    raise AssertionError(f"no value for {field}")
