"""Accounts within a viewer's scope."""

from collections.abc import Iterable

from zhike.contexts.accounts.models import Account, AccountHolder, Product
from zhike.contexts.accounts.types import AccountHead
from zhike.contexts.customers.public import comparable
from zhike.contexts.org.public import Viewer, visible
from zhike.foundation.encryption import blind_index


def list_accounts_of_customer(customer_id: int, *, viewer: Viewer) -> list[AccountHead]:
    """Accounts the customer owns or may use, owned ones first, then by kind and opening day.

    An account of a customer beyond the viewer's scope, which this one may use, is not listed: it is its owner's.
    """
    holders = list(
        visible(AccountHolder.objects.filter(customer_id=customer_id), viewer, "customer_id").values_list(
            "account_id", "role"
        )
    )
    roles = dict(holders)
    rows = visible(Account.objects.filter(pk__in=roles), viewer, "customer_id").order_by("kind", "opened_on", "pk")
    names = dict(Product.objects.values_list("code", "name"))
    heads = [_head(row, names.get(row.product_code, ""), roles[row.pk]) for row in rows]
    return sorted(heads, key=lambda head: head.holder_role != AccountHolder.Role.OWNER)


def find_customer_ids_by_account(digits: str, *, viewer: Viewer, limit: int = 20) -> list[int]:
    """Customers behind an account number, written with blanks or without, or behind its last four digits."""
    number = comparable("account", digits)
    rows = visible(Account.objects.filter(customer__isnull=False), viewer, "customer_id")
    if len(number) == 4:
        rows = rows.filter(last_four=number)
    else:
        rows = rows.filter(number_index=blind_index("account", number))
    return list(dict.fromkeys(rows.order_by("customer_id").values_list("customer_id", flat=True)[:limit]))


def find_last_fours(account_ids: Iterable[int], *, viewer: Viewer) -> dict[int, str]:
    """Id → last four digits of those the viewer may see."""
    rows = visible(Account.objects.filter(pk__in=set(account_ids)), viewer, "customer_id")
    return dict(rows.values_list("pk", "last_four"))


def _head(row: Account, product_name: str, role: str) -> AccountHead:
    return AccountHead(
        id=row.pk,
        last_four=row.last_four,
        kind=row.kind,
        product_name=product_name,
        currency=row.currency,
        opened_on=row.opened_on,
        maturity_on=row.maturity_on,
        annual_rate_bp=row.annual_rate_bp,
        status=row.status,
        holder_role=role,
    )
