from django.db import models


class LakePartition(models.Model):
    """One file of the lake that counts. A file without such a row does not exist for any reader."""

    dataset = models.CharField(max_length=40)
    business_date = models.DateField()
    path = models.CharField(max_length=400)
    rows = models.BigIntegerField()
    sums = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    written_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dataset", "business_date"], name="partition_is_one_a_day")]
