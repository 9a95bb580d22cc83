"""The declarations agree with themselves and with the tables they are loaded into."""

from pathlib import Path

import pytest

from zhike.contexts.accounts.models import Product
from zhike.contexts.customers.models import ContactPoint, Customer, IdentityDocument
from zhike.contexts.feeds.datasets import DATA_SETS
from zhike.contexts.feeds.datasets.customers import CONTACT_KINDS, DOCUMENT_KINDS
from zhike.contexts.feeds.datasets.declaration import ColumnType, DataSet
from zhike.contexts.feeds.datasets.document import as_markdown
from zhike.contexts.feeds.datasets.organisation import STAFF_ROLES, UNIT_KINDS
from zhike.contexts.feeds.types import REASON_TEXTS, Reason
from zhike.contexts.org.models import Staff, Unit
from zhike.contexts.org.public import roles


@pytest.mark.parametrize("data_set", DATA_SETS.values(), ids=lambda data_set: data_set.name)
def test_a_declaration_is_complete(data_set: DataSet) -> None:
    names = [column.name for column in data_set.columns]
    assert len(set(names)) == len(names)
    assert set(data_set.key) <= {column.name for column in data_set.columns if column.required}
    assert data_set.meaning
    for column in data_set.columns:
        assert column.meaning
        assert bool(column.codes) == (column.type is ColumnType.CODE), column.name
        assert bool(column.personal_class == "C2") == bool(column.protection.value), column.name


def test_what_is_referred_to_is_loaded_first() -> None:
    order = list(DATA_SETS)
    for data_set in DATA_SETS.values():
        assert all(order.index(name) < order.index(data_set.name) for name in data_set.references), data_set.name


def test_codes_are_those_of_the_tables() -> None:
    assert set(UNIT_KINDS) == set(Unit.Kind.values)
    assert set(STAFF_ROLES) == set(roles())
    assert set(DATA_SETS["customers"].column("kind").codes) == set(Customer.Kind.values)


@pytest.mark.parametrize(
    ("data_set", "column", "model", "field"),
    [
        ("units", "unit_code", Unit, "code"),
        ("units", "name", Unit, "name"),
        ("staff", "staff_no", Staff, "staff_no"),
        ("staff", "name", Staff, "name"),
        ("customers", "customer_no", Customer, "customer_no"),
        ("customers", "name", Customer, "name"),
        ("products", "product_code", Product, "code"),
        ("products", "name", Product, "name"),
    ],
)
def test_texts_fit_their_tables(data_set: str, column: str, model: type, field: str) -> None:
    assert DATA_SETS[data_set].column(column).max_length <= model._meta.get_field(field).max_length  # type: ignore[attr-defined]


def test_kinds_fit_their_tables() -> None:
    assert max(map(len, DOCUMENT_KINDS)) <= IdentityDocument._meta.get_field("kind").max_length
    assert max(map(len, CONTACT_KINDS)) <= ContactPoint._meta.get_field("kind").max_length


def test_the_page_of_data_sets_is_made_from_the_declarations() -> None:
    page = Path(__file__).parents[3] / "docs" / "how-to" / "canonical-data-sets.md"
    assert page.read_text(encoding="utf-8") == as_markdown(), "make it again: see the head of the page"


def test_every_reason_has_a_text_and_a_line_in_the_how_to() -> None:
    page = (Path(__file__).parents[3] / "docs" / "how-to" / "map-a-bank.md").read_text(encoding="utf-8")
    assert set(REASON_TEXTS) == set(Reason)
    assert [reason for reason in Reason if f"`{reason}`" not in page] == []
