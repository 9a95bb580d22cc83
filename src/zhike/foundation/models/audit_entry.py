from django.db import models


class AuditEntry(models.Model):
    """Who did what to which object, when and why. The application may add rows; it may neither read nor change them."""

    at = models.DateTimeField()
    action = models.CharField(max_length=60)
    actor_id = models.BigIntegerField(null=True)
    object_kind = models.CharField(max_length=40, blank=True)
    object_id = models.CharField(max_length=60, blank=True)
    reason = models.TextField(blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["object_kind", "object_id", "at"], name="audit_by_object"),
            models.Index(fields=["actor_id", "at"], name="audit_by_actor"),
        ]
