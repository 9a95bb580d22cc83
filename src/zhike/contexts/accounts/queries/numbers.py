"""From account numbers, by their blind index, to ids, for loading."""

from collections.abc import Sequence

from django.db import connection


def account_ids_by_index(indexes: Sequence[bytes]) -> dict[bytes, int]:
    """Blind index of kind "account" → id of those that exist. Sees what the connection may see."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number_index, id FROM accounts_account WHERE number_index = ANY (%s::bytea[])", [list(indexes)]
        )
        return {bytes(index): account_id for index, account_id in cursor.fetchall()}


def product_codes() -> dict[str, int]:
    """Code → id of every product (some thousands at most)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT code, id FROM accounts_product")
        return dict(cursor.fetchall())
