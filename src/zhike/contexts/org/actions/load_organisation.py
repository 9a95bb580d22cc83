"""Units and staff as the core system delivers them: one statement each, whatever their number."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.utils import timezone

from zhike.contexts.org.queries.units import staff_ids_by_number, unit_ids_by_code
from zhike.foundation.staging_table import staged_rows


class UnitRow(NamedTuple):
    """A unit; `parent_code` is None for the head office and otherwise known or among the same rows."""

    code: str
    parent_code: str | None
    name: str
    kind: str


class StaffRow(NamedTuple):
    """A person with the post the core system knows."""

    staff_no: str
    name: str
    unit_id: int
    role: str


def load_units(rows: Iterable[UnitRow], *, by: int | None, at: datetime) -> dict[str, int]:
    """Insert or update units by code; returns code → id of every unit. Units that are not delivered stay."""
    definition = "code varchar, parent_code varchar, name varchar, kind varchar"
    with staged_rows("staged_unit", definition, rows) as cursor:
        cursor.execute("""
            INSERT INTO org_unit (code, name, kind) SELECT code, name, kind FROM staged_unit
            ON CONFLICT (code) DO UPDATE SET name = excluded.name, kind = excluded.kind
            WHERE (org_unit.name, org_unit.kind) IS DISTINCT FROM (excluded.name, excluded.kind)
        """)
        cursor.execute("""
            UPDATE org_unit AS unit SET parent_id = parent.id
            FROM staged_unit AS staged LEFT JOIN org_unit AS parent ON parent.code = staged.parent_code
            WHERE unit.code = staged.code AND unit.parent_id IS DISTINCT FROM parent.id
        """)
    return unit_ids_by_code()


def load_staff(rows: Iterable[StaffRow], *, by: int | None, at: datetime) -> dict[str, int]:
    """Insert or update staff by number; returns number → id of everybody.

    New people get no usable password. Whoever is delivered with a unit and role not held so far is transferred: the
    posts held end the day before `at`, the new one begins on it. Further posts given in Zhike stay as long as the
    delivered post does not change.
    """
    definition = "staff_no varchar, name varchar, unit_id bigint, role varchar"
    today = timezone.localdate(at)
    with staged_rows("staged_staff", definition, rows) as cursor:
        cursor.execute("""
            INSERT INTO org_staff
                (staff_no, name, password, is_active, is_demonstration, language, theme, settings)
            SELECT staff_no, name, '!', true, false, 'zh-hans', 'auto', '{}' FROM staged_staff
            ON CONFLICT (staff_no) DO UPDATE SET name = excluded.name WHERE org_staff.name <> excluded.name
        """)
        cursor.execute(
            """
            CREATE TEMPORARY TABLE new_post ON COMMIT DROP AS
            SELECT staff.id AS staff_id, staged.unit_id, staged.role
            FROM staged_staff AS staged JOIN org_staff AS staff USING (staff_no)
            WHERE NOT EXISTS (
                SELECT FROM org_post AS post
                WHERE post.staff_id = staff.id AND post.unit_id = staged.unit_id AND post.role = staged.role
                  AND (post.valid_to IS NULL OR post.valid_to >= %s)
            )
            """,
            [today],
        )
        cursor.execute(
            """
            UPDATE org_post AS post SET valid_to = GREATEST(%s::date - 1, post.valid_from)
            FROM new_post WHERE post.staff_id = new_post.staff_id AND (post.valid_to IS NULL OR post.valid_to >= %s)
            """,
            [today, today],
        )
        cursor.execute(
            """
            INSERT INTO org_post (staff_id, unit_id, role, valid_from)
            SELECT staff_id, unit_id, role, %s FROM new_post
            ON CONFLICT (staff_id, unit_id, role, valid_from) DO UPDATE SET valid_to = NULL
            """,
            [today],
        )
        cursor.execute("DROP TABLE new_post")
    return staff_ids_by_number()
