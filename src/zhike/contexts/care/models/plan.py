from django.db import models


class CarePlanRule(models.Model):
    """How many contacts a month a customer of a tier is owed, from a day on (分层维护, CARE-2).

    A tier without a row is owed none. The row with the latest `valid_from` not after the day counts.
    """

    tier_code = models.CharField(max_length=20)
    contacts_per_month = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=300)
    set_by = models.CharField(max_length=60)
    valid_from = models.DateField()

    class Meta:
        db_table = "care_plan_rule"
        constraints = [
            models.UniqueConstraint(fields=["tier_code", "valid_from"], name="care_plan_is_one_from_a_day"),
            models.CheckConstraint(
                condition=models.Q(contacts_per_month__lte=20), name="care_plan_contacts_are_plausible"
            ),
        ]
