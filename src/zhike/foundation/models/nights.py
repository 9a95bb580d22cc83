from django.db import models


class NightRun(models.Model):
    """The night that turns one business date into published results."""

    class State(models.TextChoices):
        RUNNING = "running"
        FAILED = "failed"
        DONE = "done"

    business_date = models.DateField(unique=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.RUNNING)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-business_date"]


class NightStep(models.Model):
    """One named step of a night: what it read and wrote, how long it took, why it failed."""

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        FAILED = "failed"
        DONE = "done"

    night = models.ForeignKey(NightRun, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=40)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    rows = models.BigIntegerField(null=True)
    detail = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["night", "name"], name="step_is_one_a_night")]
