"""The front door of `org`."""

from zhike.contexts.org.actions.load_organisation import StaffRow, UnitRow, load_staff, load_units
from zhike.contexts.org.models import Post, Staff, Unit
from zhike.contexts.org.queries.units import (
    find_staff_names,
    find_unit_names,
    staff_ids_by_number,
    unit_ids_by_code,
)
from zhike.contexts.org.queries.viewers import list_subtree_ids, scope, unscoped, viewer_of, visible
from zhike.contexts.org.roles import Role, permissions, roles
from zhike.contexts.org.types import Scope, Viewer

__all__ = [
    "Post",
    "Role",
    "Scope",
    "Staff",
    "StaffRow",
    "Unit",
    "UnitRow",
    "Viewer",
    "find_staff_names",
    "find_unit_names",
    "list_subtree_ids",
    "load_staff",
    "load_units",
    "permissions",
    "roles",
    "scope",
    "staff_ids_by_number",
    "unit_ids_by_code",
    "unscoped",
    "viewer_of",
    "visible",
]
