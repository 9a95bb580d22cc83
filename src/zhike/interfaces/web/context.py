"""What the layout needs on every page; nothing is read until a template asks for it."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.http import HttpRequest

from zhike.contexts.org.public import Viewer
from zhike.foundation import calendar
from zhike.foundation.models import BankProfile
from zhike.interfaces.web.navigation import Item, Words, customers_label, groups_for
from zhike.interfaces.web.preferences import Preferences


@dataclass
class Shell:
    """The frame around a page: bank, viewer, navigation, preferences. `viewer` is None before signing in."""

    request: HttpRequest
    counts: dict[str, int] = field(default_factory=dict)  # by url name, what a view has counted already

    @property
    def viewer(self) -> Viewer | None:
        return getattr(self.request, "viewer", None)

    @property
    def preferences(self) -> Preferences:
        return getattr(self.request, "preferences", Preferences())

    @cached_property
    def bank(self) -> BankProfile:
        return calendar.bank()

    @cached_property
    def navigation(self) -> list[tuple[Words, list[Item]]]:
        return groups_for(self.viewer, self.request.path, self.bank, self.counts) if self.viewer else []

    @property
    def customers_label(self) -> Words:
        return customers_label(self.viewer) if self.viewer else ""

    @property
    def tabs(self) -> list[Item]:
        return [item for _title, items in self.navigation for item in items if item.tab]


def shell_of(request: HttpRequest) -> Shell:
    """The one frame of this request; a view may put what it counted into `counts`."""
    if not hasattr(request, "shell"):
        request.shell = Shell(request)  # type: ignore[attr-defined]
    return request.shell  # type: ignore[attr-defined]


def shell(request: HttpRequest) -> dict[str, Any]:
    """`shell` for every template."""
    return {"shell": shell_of(request)}
