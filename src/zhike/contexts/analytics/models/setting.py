from django.db import models


class AnalyticsSetting(models.Model):
    """A threshold of a measure: a row with its reason and first day, so that no figure of a rule hides in code.

    `currency` is "" where the value is no amount. The row with the latest `valid_from` not after the business date
    counts; a night without a row it needs fails and names the row.
    """

    code = models.CharField(max_length=40)
    currency = models.CharField(max_length=3, blank=True)
    value = models.BigIntegerField()
    reason = models.CharField(max_length=300)
    set_by = models.CharField(max_length=60)
    valid_from = models.DateField()

    class Meta:
        db_table = "analytics_setting"
        constraints = [
            models.UniqueConstraint(fields=["code", "currency", "valid_from"], name="setting_is_one_from_a_day")
        ]
