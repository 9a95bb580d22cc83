from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class StaffAccounts(BaseUserManager["Staff"]):
    """Finds a staff member by number at sign-in."""


class Staff(AbstractBaseUser):
    """A person who works in the bank and signs in with the staff number."""

    class Theme(models.TextChoices):
        AUTO = "auto"
        LIGHT = "light"
        DARK = "dark"

    staff_no = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=40)
    is_active = models.BooleanField(default=True)
    is_demonstration = models.BooleanField(default=False)
    language = models.CharField(max_length=10, default="zh-hans")
    theme = models.CharField(max_length=5, choices=Theme.choices, default=Theme.AUTO)
    settings = models.JSONField(default=dict, blank=True)

    objects: ClassVar[StaffAccounts] = StaffAccounts()

    USERNAME_FIELD = "staff_no"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name
