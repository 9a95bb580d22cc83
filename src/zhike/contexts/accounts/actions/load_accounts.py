"""Products, accounts and holders as the core system delivers them: set-based, in one transaction each."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from zhike.foundation.staging_table import staged_rows


class ProductRow(NamedTuple):
    """A product of the bank."""

    code: str
    name: str
    kind: str
    risk_level: str | None


class AccountRow(NamedTuple):
    """An account; the number is encrypted already and known by its blind index of kind "account"."""

    number_index: bytes
    number_ciphertext: bytes
    last_four: str
    kind: str
    product_code: str | None
    unit_id: int
    currency: str
    opened_on: date | None
    maturity_on: date | None
    annual_rate_bp: int | None
    status: str
    closed_on: date | None


class HolderRow(NamedTuple):
    """Who owns (role "owner") or may use ("authorised") an account."""

    account_id: int
    customer_id: int
    role: str


def load_products(rows: Iterable[ProductRow], *, by: int | None, at: datetime) -> int:
    """Insert or update products by code; returns how many were new or differed."""
    definition = "code varchar, name varchar, kind varchar, risk_level varchar"
    with staged_rows("staged_product", definition, rows) as cursor:
        cursor.execute("""
            INSERT INTO accounts_product AS product (code, name, kind, risk_level)
            SELECT code, name, kind, coalesce(risk_level, '') FROM staged_product
            ON CONFLICT (code) DO UPDATE
            SET name = excluded.name, kind = excluded.kind, risk_level = excluded.risk_level
            WHERE (product.name, product.kind, product.risk_level)
                IS DISTINCT FROM (excluded.name, excluded.kind, excluded.risk_level)
        """)
        return int(cursor.rowcount)


def load_accounts(rows: Iterable[AccountRow], *, by: int | None, at: datetime) -> int:
    """Insert or update accounts by number; returns how many were new or differed. Holders come with `load_holders`."""
    definition = """number_index bytea, number_ciphertext bytea, last_four varchar, kind varchar, product_code varchar,
        unit_id bigint, currency varchar, opened_on date, maturity_on date, annual_rate_bp integer, status varchar,
        closed_on date"""
    with staged_rows("staged_account", definition, rows) as cursor:
        cursor.execute("""
            INSERT INTO accounts_account AS account
                (number_index, number_ciphertext, last_four, kind, product_code, unit_id, currency, opened_on,
                 maturity_on, annual_rate_bp, status, closed_on)
            SELECT number_index, number_ciphertext, last_four, kind, coalesce(product_code, ''), unit_id, currency,
                   opened_on, maturity_on, annual_rate_bp, status, closed_on
            FROM staged_account
            ON CONFLICT (number_index) DO UPDATE
            SET kind = excluded.kind, product_code = excluded.product_code, unit_id = excluded.unit_id,
                currency = excluded.currency, opened_on = excluded.opened_on, maturity_on = excluded.maturity_on,
                annual_rate_bp = excluded.annual_rate_bp, status = excluded.status, closed_on = excluded.closed_on
            WHERE (account.kind, account.product_code, account.unit_id, account.currency, account.opened_on,
                   account.maturity_on, account.annual_rate_bp, account.status, account.closed_on)
                IS DISTINCT FROM (excluded.kind, excluded.product_code, excluded.unit_id, excluded.currency,
                   excluded.opened_on, excluded.maturity_on, excluded.annual_rate_bp, excluded.status,
                   excluded.closed_on)
        """)
        return int(cursor.rowcount)


def load_holders(rows: Iterable[HolderRow], *, by: int | None, at: datetime) -> int:
    """Insert or update holders; returns how many were new or differed.

    The account takes its scope from the first owner in the order of customer numbers.
    """
    definition = "account_id bigint, customer_id bigint, role varchar"
    with staged_rows("staged_holder", definition, rows) as cursor:
        cursor.execute("""
            INSERT INTO accounts_holder AS holder (account_id, customer_id, role, scope_unit_id, owner_id)
            SELECT staged.account_id, staged.customer_id, staged.role, customer.scope_unit_id, customer.owner_id
            FROM staged_holder AS staged JOIN customers_customer AS customer ON customer.id = staged.customer_id
            FOR SHARE OF customer
            ON CONFLICT (account_id, customer_id) DO UPDATE SET role = excluded.role
            WHERE holder.role <> excluded.role
        """)
        changed = int(cursor.rowcount)
        cursor.execute("""
            UPDATE accounts_account AS account
            SET customer_id = first.customer_id, scope_unit_id = first.scope_unit_id, owner_id = first.owner_id
            FROM (
                SELECT DISTINCT ON (holder.account_id)
                       holder.account_id, customer.id AS customer_id, customer.scope_unit_id, customer.owner_id
                FROM accounts_holder AS holder JOIN customers_customer AS customer ON customer.id = holder.customer_id
                WHERE holder.role = 'owner' AND holder.account_id IN (SELECT account_id FROM staged_holder)
                ORDER BY holder.account_id, customer.customer_no
            ) AS first
            WHERE account.id = first.account_id
              AND (account.customer_id, account.scope_unit_id, account.owner_id)
                  IS DISTINCT FROM (first.customer_id, first.scope_unit_id, first.owner_id)
        """)
    return changed
