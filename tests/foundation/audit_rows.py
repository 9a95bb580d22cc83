"""Reads the audit log back, as the only role that may."""

import json
from typing import Any

from django.db import connection


def audit_rows(object_kind: str, object_id: str | int) -> list[dict[str, Any]]:
    """Rows about one object, oldest first. Audit rows outlive a test's rollback, so ask for an object of your own."""
    columns = ("action", "actor_id", "object_kind", "object_id", "reason", "detail", "at")
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE zhike_audit_reader")
        cursor.execute(
            f"SELECT {', '.join(columns)} FROM foundation_auditentry"
            " WHERE object_kind = %s AND object_id = %s ORDER BY id",
            [object_kind, str(object_id)],
        )
        rows = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
        for row in rows:
            row["detail"] = json.loads(row["detail"])
        cursor.execute("SET ROLE zhike_app")
    return rows
