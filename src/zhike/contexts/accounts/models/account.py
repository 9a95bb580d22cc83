from django.db import models

from zhike.contexts.customers.public import Customer


class Account(models.Model):
    """An account. The number is kept as ciphertext and blind index; balances live in the lake, keyed by `id`.

    `customer` is the first owner in the order of customer numbers; whoever else may dispose stands in AccountHolder.
    An account whose owner is not delivered yet has none and is seen by nobody.
    """

    class Status(models.TextChoices):
        ACTIVE = "active"
        CLOSED = "closed"

    number_index = models.BinaryField(unique=True)
    number_ciphertext = models.BinaryField()
    last_four = models.CharField(max_length=4)
    kind = models.CharField(max_length=20)
    product_code = models.CharField(max_length=20, blank=True)
    currency = models.CharField(max_length=3)
    opened_on = models.DateField(null=True)
    maturity_on = models.DateField(null=True)
    annual_rate_bp = models.IntegerField(null=True)
    status = models.CharField(max_length=6, choices=Status.choices, default=Status.ACTIVE)
    closed_on = models.DateField(null=True)
    unit_id = models.BigIntegerField(null=True)
    customer = models.ForeignKey(Customer, null=True, on_delete=models.PROTECT, related_name="+")
    scope_unit_id = models.BigIntegerField(null=True)
    owner_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["customer", "kind"], name="account_by_customer"),
            models.Index(fields=["last_four"], name="account_by_last_four"),
            models.Index(fields=["maturity_on"], name="account_by_maturity"),
        ]


class AccountHolder(models.Model):
    """Who owns or may use an account."""

    class Role(models.TextChoices):
        OWNER = "owner"
        AUTHORISED = "authorised"

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="holders")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=10, choices=Role.choices)
    scope_unit_id = models.BigIntegerField()
    owner_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "accounts_holder"
        constraints = [models.UniqueConstraint(fields=["account", "customer"], name="holder_is_one_an_account")]
        indexes = [models.Index(fields=["customer"], name="holder_by_customer")]
