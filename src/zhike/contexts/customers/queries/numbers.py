"""From the bank's customer numbers to ids, for loading."""

from collections.abc import Sequence

from django.db import connection


def customer_ids_by_number(numbers: Sequence[str]) -> dict[str, int]:
    """Number → id of those that exist. Sees what the connection may see: the loader everything."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT customer_no, id FROM customers_customer WHERE customer_no = ANY (%s)", [list(numbers)])
        return dict(cursor.fetchall())
