"""The audit log: written before what it tells of, kept whatever happens to that, changed by nobody."""

import pytest
from django.db import DatabaseError, connection, transaction

from foundation.audit_rows import audit_rows
from zhike.contexts.org.public import Unit
from zhike.foundation import audit
from zhike.foundation.models import AuditEntry


def test_a_row_survives_the_rollback_of_what_it_tells_of(committed: None) -> None:
    with transaction.atomic():
        Unit.objects.create(code="A1", name="回滚网点", kind="outlet")
        audit.record(action="unit.made", actor_id=7, object_kind="unit", object_id="A1", reason="因", detail={"n": 1})
        transaction.set_rollback(True)
    assert not Unit.objects.filter(code="A1").exists()
    (row,) = audit_rows("unit", "A1")
    assert (row["action"], row["actor_id"], row["reason"], row["detail"]) == ("unit.made", 7, "因", {"n": 1})


def test_a_row_is_there_before_the_transaction_ends(db: None) -> None:
    audit.record(action="spec.seen", actor_id=None, object_kind="spec", object_id="at once")
    assert audit_rows("spec", "at once")


def test_a_row_cannot_be_written_unseen(db: None) -> None:
    """A failure to write raises, so that what cannot be audited does not happen."""
    with pytest.raises(DatabaseError):
        audit.record(action="x" * 61, actor_id=None, object_kind="spec", object_id="too long")
    audit.record(action="spec.after", actor_id=None, object_kind="spec", object_id="after a failure")
    assert audit_rows("spec", "after a failure")


def test_the_application_reads_nothing_back(db: None) -> None:
    with pytest.raises(DatabaseError, match="permission denied"):
        AuditEntry.objects.count()


@pytest.mark.parametrize("change", ["UPDATE {} SET reason = ''", "DELETE FROM {}", "TRUNCATE {}"])
@pytest.mark.parametrize("role", ["app", "owner", "loader"])
def test_nobody_changes_it(db: None, as_owner, as_loader, role: str, change: str) -> None:
    audit.record(action="spec.kept", actor_id=None, object_kind="spec", object_id="kept")
    statement = change.format("foundation_auditentry")
    expected = "the audit log is append-only" if role == "owner" else "permission denied"
    with pytest.raises(DatabaseError, match=expected), transaction.atomic():
        _execute(f"SET LOCAL ROLE zhike_{role}; {statement}")
    assert audit_rows("spec", "kept")


def _execute(statements: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statements)
