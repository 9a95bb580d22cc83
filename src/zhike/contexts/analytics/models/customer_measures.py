from django.db import models

from zhike.contexts.customers.public import Customer


class CustomerMeasures(models.Model):
    """The published figures of a customer that join with permissions and work lists; all others lie in the lake.

    The night writes a new table beside this one and renames it, so no constraint points in or out. Owner and unit are
    the customer's at the moment of the swap. Fenced. Amounts are minor units of the bank's base currency.
    """

    customer = models.OneToOneField(
        Customer, primary_key=True, db_constraint=False, on_delete=models.DO_NOTHING, related_name="+"
    )
    business_date = models.DateField()
    aum_minor = models.BigIntegerField()
    aum_previous_minor = models.BigIntegerField()
    aum_month_average_minor = models.BigIntegerField()
    three_month_mean_minor = models.BigIntegerField(null=True)
    drop_bp = models.IntegerField(null=True)
    large_in_minor = models.BigIntegerField()
    large_out_minor = models.BigIntegerField()
    liabilities_minor = models.BigIntegerField()
    tier_code = models.CharField(max_length=20)
    tier_rank = models.SmallIntegerField()
    next_tier_gap_minor = models.BigIntegerField(null=True)
    scope_unit_id = models.BigIntegerField()
    owner_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "analytics_customer_measures"
        indexes = [
            models.Index(fields=["owner_id", "-aum_minor", "customer_id"], name="measures_by_owner_aum"),
            models.Index(fields=["scope_unit_id", "-aum_minor", "customer_id"], name="measures_by_unit_aum"),
            models.Index(fields=["-aum_minor", "customer_id"], name="measures_by_aum"),
            models.Index(
                fields=["owner_id", "-aum_month_average_minor", "customer_id"], name="measures_by_owner_average"
            ),
            models.Index(
                fields=["scope_unit_id", "-aum_month_average_minor", "customer_id"], name="measures_by_unit_average"
            ),
            models.Index(
                fields=["scope_unit_id", "-drop_bp", "customer_id"],
                name="measures_by_unit_drop",
                condition=models.Q(drop_bp__gt=0),
            ),
        ]
