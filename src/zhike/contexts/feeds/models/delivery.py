from django.db import models


class Delivery(models.Model):
    """A folder of files a bank delivered, recognised by the digest over mapping, manifest and files.

    `derivation` is how balances follow from the transactions, null where they are delivered; `closing_totals` holds the
    bank's own sums of closing balances, minor units by ISO date.
    """

    class State(models.TextChoices):
        LOADING = "loading"
        LOADED = "loaded"
        REFUSED = "refused"

    digest = models.CharField(max_length=64, unique=True)
    folder = models.CharField(max_length=200)
    mapping = models.CharField(max_length=80)
    mapping_digest = models.CharField(max_length=64)
    manifest_digest = models.CharField(max_length=64, blank=True)
    first_date = models.DateField()
    last_date = models.DateField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.LOADING)
    currency = models.CharField(max_length=3)
    derivation = models.JSONField(null=True)
    closing_totals = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    by_id = models.BigIntegerField(null=True)
    attempts = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "feeds_delivery"
        indexes = [models.Index(fields=["last_date", "id"], name="delivery_by_date")]

    def __str__(self) -> str:
        return f"{self.folder} {self.first_date}–{self.last_date}"


class DeliveryFile(models.Model):
    """One feed of one file: what came in and where every row of it went; `refusals` are codes with values."""

    class State(models.TextChoices):
        LOADED = "loaded"
        REFUSED = "refused"

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="files")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    feed = models.CharField(max_length=60)
    dataset = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=State.choices)
    refusals = models.JSONField(default=list)
    rows = models.BigIntegerField(default=0)
    loaded = models.BigIntegerField(default=0)
    quarantined = models.BigIntegerField(default=0)
    sums = models.JSONField(default=dict)
    milliseconds = models.BigIntegerField(default=0)

    class Meta:
        db_table = "feeds_delivery_file"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["delivery", "name", "feed"], name="feed_is_one_a_delivery"),
            models.CheckConstraint(
                condition=models.Q(state="refused", loaded=0, quarantined=0)
                | models.Q(state="loaded", rows=models.F("loaded") + models.F("quarantined")),
                name="every_row_is_loaded_or_quarantined",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.feed}"
