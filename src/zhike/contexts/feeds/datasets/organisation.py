"""Units and staff of the bank."""

from zhike.contexts.feeds.datasets.declaration import DataSet, Mode, code, reference, text

UNIT_KINDS = ("head_office", "branch", "tier_2_branch", "sub_branch", "outlet", "department")
STAFF_ROLES = (
    "relationship_manager",
    "lobby_manager",
    "outlet_head",
    "sub_branch_head",
    "branch_head",
    "analyst",
    "operations",
    "auditor",
    "system_administrator",
)

UNITS = DataSet(
    name="units",
    meaning="The bank's organisation: every unit with the unit above it.",
    mode=Mode.SNAPSHOT,
    key=("unit_code",),
    in_lake=False,
    master_of="org",
    columns=(
        text("unit_code", "Code of the unit at the bank", required=True, max_length=20),
        reference("parent_code", "Code of the unit above; empty for the head office", "units"),
        text("name", "Name of the unit", required=True, max_length=60),
        code("kind", "Level of the unit", UNIT_KINDS, required=True),
    ),
)

STAFF = DataSet(
    name="staff",
    meaning="People who work in the units, with their post.",
    mode=Mode.SNAPSHOT,
    key=("staff_no",),
    in_lake=False,
    master_of="org",
    columns=(
        text("staff_no", "Staff number, also the sign-in name", required=True, max_length=20),
        text("name", "Name of the person", required=True, max_length=40),
        reference("unit_code", "Unit of the post", "units", required=True),
        code("role", "Role of the post", STAFF_ROLES, required=True),
    ),
)
