from django.db import models

from zhike.contexts.feeds.models.delivery import DeliveryFile


class QuarantinedRow(models.Model):
    """A row that was not loaded. The raw text is encrypted and goes at `expires_at`; the masked form stays."""

    file = models.ForeignKey(DeliveryFile, on_delete=models.CASCADE, related_name="quarantined_rows")
    line_number = models.BigIntegerField()
    raw_ciphertext = models.BinaryField(null=True)
    masked_text = models.CharField(max_length=200, blank=True)
    expires_at = models.DateTimeField()

    class Meta:
        db_table = "feeds_quarantined_row"
        constraints = [models.UniqueConstraint(fields=["file", "line_number"], name="quarantined_row_is_one_a_line")]
        indexes = [
            models.Index(
                fields=["expires_at"], name="quarantine_by_expiry", condition=models.Q(raw_ciphertext__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return f"{self.file_id}:{self.line_number}"


class QuarantineReason(models.Model):
    """One reason against one row; the value is masked."""

    row = models.ForeignKey(QuarantinedRow, on_delete=models.CASCADE, related_name="reasons")
    position = models.PositiveSmallIntegerField()
    column = models.CharField(max_length=60, blank=True)
    code = models.CharField(max_length=30)
    value = models.CharField(max_length=60, blank=True)
    detail = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "feeds_quarantine_reason"
        ordering = ["position"]
        indexes = [models.Index(fields=["code", "row"], name="quarantine_by_reason")]

    def __str__(self) -> str:
        return f"{self.column} {self.code}"
