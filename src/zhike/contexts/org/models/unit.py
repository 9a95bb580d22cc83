from django.db import models


class Unit(models.Model):
    """A node of the bank's tree: 总行 → 一级分行 → 二级分行 → 支行 → 网点, and departments at each."""

    class Kind(models.TextChoices):
        HEAD_OFFICE = "head_office"
        BRANCH = "branch"
        TIER_2_BRANCH = "tier_2_branch"
        SUB_BRANCH = "sub_branch"
        OUTLET = "outlet"
        DEPARTMENT = "department"

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=14, choices=Kind.choices)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name
