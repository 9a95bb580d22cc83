from django.db import models


class Product(models.Model):
    """What the bank sells; `risk_level` R1 … R5 where the product carries one."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20)
    risk_level = models.CharField(max_length=2, blank=True)

    def __str__(self) -> str:
        return self.name
