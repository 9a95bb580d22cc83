from django.db import models

from zhike.contexts.customers.models.customer import Customer


class ScopedRow(models.Model):
    """Repeats the customer's scope, so that the fence needs no join. Kept in step by `rescope`."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    scope_unit_id = models.BigIntegerField()
    owner_id = models.BigIntegerField(null=True)

    class Meta:
        abstract = True


class IdentityDocument(ScopedRow):
    """An identity document: the number only as ciphertext, found by blind index, recognised by its last four."""

    kind = models.CharField(max_length=16)
    number_ciphertext = models.BinaryField()
    number_index = models.BinaryField()
    last_four = models.CharField(max_length=4)
    masked = models.CharField(max_length=60)

    class Meta:
        db_table = "customers_identity"
        constraints = [models.UniqueConstraint(fields=["customer", "kind"], name="identity_is_one_a_kind")]
        indexes = [
            models.Index(fields=["number_index"], name="identity_by_number"),
            models.Index(fields=["last_four"], name="identity_by_last_four"),
        ]


class ContactPoint(ScopedRow):
    """A phone, e-mail or address: ciphertext, blind index, last four, and the masked form pages show."""

    kind = models.CharField(max_length=12)
    value_ciphertext = models.BinaryField()
    value_index = models.BinaryField()
    last_four = models.CharField(max_length=4, blank=True)
    masked = models.CharField(max_length=60)

    class Meta:
        db_table = "customers_contact"
        constraints = [models.UniqueConstraint(fields=["customer", "kind"], name="contact_is_one_a_kind")]
        indexes = [
            models.Index(fields=["value_index"], name="contact_by_value"),
            models.Index(fields=["last_four"], name="contact_by_last_four"),
        ]
