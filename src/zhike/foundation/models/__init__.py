"""Tables of the foundation: the bank itself, the audit log, the nights and the manifest of the lake."""

from zhike.foundation.models.audit_entry import AuditEntry
from zhike.foundation.models.bank import BankProfile, Holiday
from zhike.foundation.models.lake import LakePartition
from zhike.foundation.models.nights import NightRun, NightStep

__all__ = ["AuditEntry", "BankProfile", "Holiday", "LakePartition", "NightRun", "NightStep"]
