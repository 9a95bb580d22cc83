"""The audit log: rows that cannot be edited and that outlive the rollback of what they tell of."""

import json
import threading
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

SHORTEST_REASON = 2
_LOCAL = threading.local()


class ReasonMissingError(ValueError):
    """What needs a reason was asked for without one: it is refused, nothing was shown and nothing recorded."""


def required_reason(text: str) -> str:
    """The reason as it is recorded; raises ReasonMissingError where it is shorter than two characters."""
    reason = text.replace("\0", "").strip()  # PostgreSQL keeps no NUL
    if len(reason) < SHORTEST_REASON:
        raise ReasonMissingError
    return reason


def record(
    *,
    action: str,
    actor_id: int | None,
    object_kind: str = "",
    object_id: str | int = "",
    reason: str = "",
    detail: dict[str, Any] | None = None,
) -> None:
    """Write one audit row over a second, autocommit connection, before this returns.

    `action` is a verb in the past tense ("identity.revealed"), `detail` holds ids and counts, never personal data.
    A failure to write raises: what cannot be audited must not happen.
    """
    audit = _connection()
    try:
        with audit.cursor() as cursor:
            cursor.execute(
                "INSERT INTO foundation_auditentry (at, action, actor_id, object_kind, object_id, reason, detail)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s)",
                [timezone.now(), action, actor_id, object_kind, str(object_id), reason, json.dumps(detail or {})],
            )
    finally:
        audit.close()  # with a pool this gives the connection back; without, nothing lingers in a worker thread


def _connection() -> BaseDatabaseWrapper:
    main = connections["default"]
    kept: BaseDatabaseWrapper | None = getattr(_LOCAL, "connection", None)
    if kept is None or kept.settings_dict["NAME"] != main.settings_dict["NAME"]:
        _LOCAL.connection = kept = main.copy(alias="audit")
    return kept
