from django.db import models


class DayReconciliation(models.Model):
    """Closing balances of a day against the amounts booked up to it and the bank's own total; money in minor units."""

    business_date = models.DateField(primary_key=True)
    currency = models.CharField(max_length=3)
    accounts = models.BigIntegerField()
    closing_sum_minor = models.BigIntegerField()
    amounts_sum_minor = models.BigIntegerField()
    difference_minor = models.BigIntegerField()
    accounts_differing = models.BigIntegerField()
    control_closing_minor = models.BigIntegerField(null=True)
    computed_at = models.DateTimeField()

    class Meta:
        db_table = "feeds_reconciliation"

    def __str__(self) -> str:
        return str(self.business_date)
