from django.db import models

from zhike.contexts.org.models.staff import Staff
from zhike.contexts.org.models.unit import Unit


class Post(models.Model):
    """A role held in a unit from one day to another; a person may hold several at once."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="posts")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=40)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["staff", "unit", "role", "valid_from"], name="post_is_one_from_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.unit_id}"
