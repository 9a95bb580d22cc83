from django.db import models

from zhike.contexts.customers.public import Customer


class TierScheme(models.Model):
    """How customers are divided into tiers (客户分层) from a day on, for a bank that counts in `currency`."""

    name = models.CharField(max_length=60)
    currency = models.CharField(max_length=3)
    valid_from = models.DateField()
    reason = models.CharField(max_length=300)
    set_by = models.CharField(max_length=60)

    class Meta:
        db_table = "analytics_tier_scheme"
        constraints = [models.UniqueConstraint(fields=["currency", "valid_from"], name="tier_scheme_is_one_from_a_day")]


class TierBand(models.Model):
    """One band: from `lower_minor` of month-average assets up to the floor of the next rank; rank 1 is the lowest."""

    class Colour(models.TextChoices):
        GOLD = "gold"
        VIOLET = "violet"
        BLUE = "blue"
        GREY = "grey"

    scheme = models.ForeignKey(TierScheme, on_delete=models.CASCADE, related_name="bands")
    code = models.CharField(max_length=20)
    label_zh = models.CharField(max_length=20)
    label_en = models.CharField(max_length=20)
    lower_minor = models.BigIntegerField()
    rank = models.SmallIntegerField()
    colour = models.CharField(max_length=8, choices=Colour.choices)

    class Meta:
        db_table = "analytics_tier_band"
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "code"], name="tier_band_is_one_a_code"),
            models.UniqueConstraint(fields=["scheme", "rank"], name="tier_band_is_one_a_rank"),
            models.UniqueConstraint(fields=["scheme", "lower_minor"], name="tier_band_is_one_a_floor"),
        ]


class TierChange(models.Model):
    """A customer went from one tier to another on a business date. Fenced."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    from_code = models.CharField(max_length=20)
    to_code = models.CharField(max_length=20)
    on = models.DateField()
    scope_unit_id = models.BigIntegerField()
    owner_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "analytics_tier_change"
        constraints = [models.UniqueConstraint(fields=["customer", "on"], name="tier_change_is_one_a_day")]
        indexes = [models.Index(fields=["customer", "-on"], name="tier_change_by_customer")]
