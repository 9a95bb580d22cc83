from django.db import models

from zhike.contexts.org.public import Staff, Unit


class Customer(models.Model):
    """A person or a company the bank knows, under one number. Whoever owns the row's scope sees it (fenced)."""

    class Kind(models.TextChoices):
        PERSONAL = "personal"
        CORPORATE = "corporate"

    class Status(models.TextChoices):
        ACTIVE = "active"
        CLOSED = "closed"

    customer_no = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=9, choices=Kind.choices)
    name = models.CharField(max_length=120)
    name_sort_key = models.CharField(max_length=240, db_collation="C")
    sex = models.CharField(max_length=1, blank=True)
    birth_date = models.DateField(null=True)
    opened_on = models.DateField(null=True)
    status = models.CharField(max_length=6, choices=Status.choices, default=Status.ACTIVE)
    scope_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["owner", "name_sort_key", "id"], name="customer_by_owner"),
            models.Index(fields=["scope_unit", "name_sort_key", "id"], name="customer_by_unit"),
        ]

    def __str__(self) -> str:
        return self.customer_no
