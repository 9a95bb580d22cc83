from django.db import models

from zhike.contexts.customers.public import Customer


class TimelineEntry(models.Model):
    """One line of a customer's history, whatever module it came from, so that one keyset query serves them all.

    `title_code` and `params` are worded where shown; `text` is what a person wrote. Fenced.
    """

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    on = models.DateField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=12)
    title_code = models.CharField(max_length=40)
    params = models.JSONField(default=dict)
    text = models.TextField(blank=True)
    by_id = models.BigIntegerField(null=True)
    source_key = models.CharField(max_length=80, unique=True)
    scope_unit_id = models.BigIntegerField()
    owner_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "work_timeline_entry"
        indexes = [models.Index(fields=["customer", "-on", "-id"], name="timeline_by_customer")]
