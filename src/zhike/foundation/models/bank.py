from django.db import models


class BankProfile(models.Model):
    """The one bank of this installation, its money and its day."""

    class Clock(models.TextChoices):
        DATA = "data", "the day after the last published business date"
        WALL = "wall", "the wall clock"

    only = models.BooleanField(default=True, unique=True, editable=False)
    name = models.CharField(max_length=100)
    base_currency = models.CharField(max_length=3, default="CNY")
    clock = models.CharField(max_length=4, choices=Clock.choices, default=Clock.WALL)
    published_business_date = models.DateField(null=True)
    published_at = models.DateTimeField(null=True)
    reconciled = models.BooleanField(null=True)
    is_demonstration = models.BooleanField(default=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(only=True), name="bank_is_one")]


class Holiday(models.Model):
    """A day whose work differs from its weekday, by notice of the State Council or of the bank."""

    day = models.DateField(primary_key=True)
    is_workday = models.BooleanField()
    name = models.CharField(max_length=40, blank=True)
