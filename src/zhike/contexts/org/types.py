"""What crosses the door of `org`: who is looking, and how far they may see."""

from dataclasses import dataclass, field

from zhike.foundation.fence import FenceSettings


@dataclass(frozen=True)
class Scope:
    """A union: the units, what one owns, customers granted one by one, or the whole bank."""

    units: tuple[int, ...] = ()
    staff_id: int | None = None
    customer_ids: tuple[int, ...] = ()
    bank: bool = False

    def holds(self, *, unit_id: int, owner_id: int | None, customer_id: int) -> bool:
        """Whether a row is among the units, one's own or the grants; reaching the whole bank alone does not count.

        Within what one holds, personal names are shown in full; beyond it they are masked.
        """
        own = self.staff_id is not None and owner_id == self.staff_id
        return own or unit_id in self.units or customer_id in self.customer_ids

    def fence(self) -> FenceSettings:
        """The same union as the database understands it."""
        return FenceSettings(self.units, self.staff_id, self.customer_ids, self.bank)


@dataclass(frozen=True)
class Viewer:
    """The person (or, with a reason, the system) on whose behalf something is read or changed."""

    staff_id: int | None
    name: str
    scope: Scope
    permissions: frozenset[str] = field(default_factory=frozenset)
    unit_id: int | None = None
    unit_name: str = ""
    roles: tuple[str, ...] = ()
    reason: str = ""

    def may(self, permission: str) -> bool:
        """Whether one of the viewer's posts carries `permission`."""
        return permission in self.permissions
