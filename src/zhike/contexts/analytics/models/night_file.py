from django.db import models


class NightFile(models.Model):
    """The read-only DuckDB file of one business date, for pages that show one customer in detail.

    `path` is relative to the data directory. A file without a row is read by nobody and is removed some nights later.
    """

    business_date = models.DateField(unique=True)
    path = models.CharField(max_length=200)
    rows = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    built_at = models.DateTimeField()

    class Meta:
        db_table = "analytics_night_file"
        ordering = ["-business_date"]
