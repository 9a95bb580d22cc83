"""Master data as delivered: what each canonical data set says of new or changed people, customers and accounts."""

from typing import Any

import numpy as np
import pyarrow as pa

from zhike.interfaces.demonstration.bank import DEMAND, KINDS, NO_DAY, NOBODY, Bank, Numbers
from zhike.interfaces.demonstration.extracts import DeliveryFolder, dates, money
from zhike.interfaces.demonstration.names import addresses, word_list
from zhike.interfaces.demonstration.numbers import (
    card_numbers,
    fixed_lines,
    identity_numbers,
    mobile_numbers,
    passport_numbers,
    social_credit_codes,
)

Columns = dict[str, Any]
PASSPORT_SHARE = 0.005
FIXED_LINE_SHARE = 0.25
EMAIL_SHARE = 0.2


def write_bank(folder: DeliveryFolder, bank: Bank) -> None:
    """Units, staff and products: whole, with the first delivery."""
    units, staff = bank.units, bank.staff
    parent = np.where(units.parent >= 0, units.code[units.parent], "")
    _write(folder, "units", {"unit_code": units.code, "parent_code": parent, "name": units.name, "kind": units.kind})
    _write(
        folder,
        "staff",
        {"staff_no": staff.number, "name": staff.name, "unit_code": units.code[staff.unit], "role": staff.role},
    )
    products = word_list("bank.toml")["product"]
    columns = {name: np.array([product[key] for product in products]) for name, key in _PRODUCT_COLUMNS}
    _write(folder, "products", {**columns, "risk_level": np.array([one.get("risk", "") for one in products])})


_PRODUCT_COLUMNS = (("product_code", "code"), ("name", "name"), ("kind", "kind"))


def write_customers(folder: DeliveryFolder, bank: Bank, rows: Numbers) -> None:
    """Customers of these rows with documents, contacts, owners, cards and standing orders."""
    for write in (_customers, _identities, _contacts, _ownership, _cards, _standing_orders):
        write(folder, bank, rows)


def _rng(bank: Bank, rows: Numbers, purpose: int) -> np.random.Generator:
    """The same customers always get the same numbers, whatever else is written."""
    return np.random.default_rng([bank.seed, purpose, int(rows[0]) if len(rows) else 0])


def _customers(folder: DeliveryFolder, bank: Bank, rows: Numbers) -> None:
    people = bank.customers.where(rows)
    sex = np.where(people.corporate, "", np.where(people.male, "M", "F"))
    _write(
        folder,
        "customers",
        {
            "customer_no": people.number,
            "kind": np.where(people.corporate, "corporate", "personal"),
            "name": people.name,
            "sex": sex,
            "birth_date": pa.array(people.birth.astype(np.int32), mask=people.corporate).cast(pa.date32()),
            "unit_code": bank.units.code[people.unit],
            "opened_on": dates(people.opened),
            "status": np.full(len(people), "active"),
        },
    )


def _identities(folder: DeliveryFolder, bank: Bank, rows: Numbers) -> None:
    people, rng = bank.customers.where(rows), _rng(bank, rows, 1)
    passport = ~people.corporate & (rng.random(len(rows)) < PASSPORT_SHARE)
    birth = np.where(people.corporate, 0, people.birth).astype("datetime64[D]")
    number = identity_numbers(rows, birth, people.male)
    number = np.where(people.corporate, social_credit_codes(rows), number)
    _write(
        folder,
        "identities",
        {
            "customer_no": people.number,
            "document_kind": np.where(people.corporate, "uscc", np.where(passport, "passport", "resident_id")),
            "document_number": np.where(passport, passport_numbers(rows), number),
        },
    )


def _contacts(folder: DeliveryFolder, bank: Bank, rows: Numbers) -> None:
    people, rng = bank.customers.where(rows), _rng(bank, rows, 2)
    count = len(rows)
    email = np.char.add(np.char.add("customer", people.number), "@example.com")
    reached = (
        ("mobile", mobile_numbers(rng, count), np.ones(count, dtype=bool)),
        ("address", addresses(rng, count), rng.random(count) < 0.9),
        ("home_phone", fixed_lines(rng, count), ~people.corporate & (rng.random(count) < FIXED_LINE_SHARE)),
        ("work_phone", fixed_lines(rng, count), people.corporate),
        ("email", email, rng.random(count) < EMAIL_SHARE),
    )
    for kind, value, has in reached:
        number = people.number[has]
        columns = {"customer_no": number, "contact_kind": np.full(len(number), kind), "value": value[has]}
        _write(folder, "contacts", columns)


def _ownership(folder: DeliveryFolder, bank: Bank, rows: Numbers) -> None:
    people = bank.customers.where(rows)
    people = people.where(people.owner != NOBODY)
    _write(folder, "ownership", {"customer_no": people.number, "staff_no": bank.staff.number[people.owner]})


def _cards(folder: DeliveryFolder, bank: Bank, rows: Numbers) -> None:
    """A debit card on each personal demand account, a gold card where the customer is owned."""
    people = bank.customers.where(rows)
    personal = ~people.corporate
    people, rows = people.where(personal), rows[personal]
    _write(
        folder,
        "cards",
        {
            "card_no": card_numbers(rows),
            "account_no": bank.accounts.number[people.demand],
            "customer_no": people.number,
            "card_kind": np.where(people.owner != NOBODY, "C002", "C001"),
            "issued_on": dates(people.opened),
        },
    )


def _standing_orders(folder: DeliveryFolder, bank: Bank, rows: Numbers) -> None:
    """Rents: the data set is a snapshot, so it is written whole whenever a newcomer (`rows`) may have added one."""
    people = bank.customers.where(bank.customers.rent > 0)
    _write(
        folder,
        "standing_orders",
        {
            "order_no": np.char.add("SO", people.number),
            "account_no": bank.accounts.number[people.demand],
            "counterparty_bank": bank.parties.bank[people.rent_party],
            "counterparty_account": bank.parties.account[people.rent_party],
            "amount": money(people.rent),
            "kind": np.full(len(people), "household"),
        },
    )


def write_accounts(folder: DeliveryFolder, bank: Bank, changed: Numbers, new: Numbers) -> None:
    """Accounts opened or closed, and the holders of the new ones."""
    accounts = bank.accounts.where(changed)
    codes = np.array([product["code"] for product in word_list("bank.toml")["product"]])
    status = np.where(accounts.closed == NO_DAY, "active", "closed")
    _write(
        folder,
        "accounts",
        {
            "account_no": accounts.number,
            "product_code": codes[accounts.product],
            "kind": np.array(KINDS)[accounts.kind],
            "unit_code": bank.units.code[bank.customers.unit[accounts.holder]],
            "currency": np.full(len(accounts), "CNY"),
            "opened_on": dates(accounts.opened),
            "maturity_on": dates(accounts.maturity),
            "annual_rate_bp": accounts.rate_bp,
            "status": status,
            "closed_on": dates(accounts.closed),
        },
    )
    accounts = bank.accounts.where(new)
    holders = _owners_and_authorised(bank, new)
    for number, holder, role in holders:
        columns = {"account_no": number, "customer_no": holder, "holder_role": np.full(len(number), role)}
        _write(folder, "account_holders", columns)


def _owners_and_authorised(bank: Bank, new: Numbers) -> list[tuple[Any, Any, str]]:
    """Each new account's owner; for one company account in three a person who may use it."""
    accounts, people = bank.accounts.where(new), bank.customers
    company = (accounts.kind == DEMAND) & people.corporate[accounts.holder] & (accounts.holder % 3 == 0)
    persons = np.flatnonzero(~people.corporate)
    authorised = persons[accounts.holder[company] * 7 % len(persons)]
    return [
        (accounts.number, people.number[accounts.holder], "owner"),
        (accounts.number[company], people.number[authorised], "authorised"),
    ]


def _write(folder: DeliveryFolder, dataset: str, columns: Columns) -> None:
    folder.sheet(dataset, columns).write(columns)
