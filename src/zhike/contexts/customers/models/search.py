from django.db import models

from zhike.contexts.customers.models.personal_data import ScopedRow


class SearchToken(ScopedRow):
    """One way to type a customer's name: a tail of the name, of its pinyin or of its initials.

    Every tail is a row, so that "part of a name" is a prefix, and a prefix is two plain comparisons: the only kind of
    filter PostgreSQL uses an index for under row-level security (LIKE and trigrams are not leakproof).
    """

    token = models.CharField(max_length=60, db_collation="C")

    class Meta:
        db_table = "customers_search_token"
        constraints = [models.UniqueConstraint(fields=["customer", "token"], name="search_token_is_one")]
        indexes = [
            models.Index(fields=["token"], name="search_by_token"),
            models.Index(fields=["owner_id", "token"], name="search_by_owner_token"),
            models.Index(fields=["scope_unit_id", "token"], name="search_by_unit_token"),
        ]
