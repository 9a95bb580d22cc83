"""The front door of `feeds`."""

from zhike.contexts.feeds.actions.derive_balances import derive_balances, derive_balances_history
from zhike.contexts.feeds.actions.ingest_delivery import DeliveryInProgressError, ingest_delivery
from zhike.contexts.feeds.actions.quarantined_text import (
    RowNotFound,
    expire_quarantined_text,
    reveal_quarantined_row,
)
from zhike.contexts.feeds.actions.reconcile import reconcile
from zhike.contexts.feeds.datasets import DATA_SETS
from zhike.contexts.feeds.loading.manifest import DeliveryError
from zhike.contexts.feeds.mapping import Mapping, MappingError, load_mapping
from zhike.contexts.feeds.queries.deliveries import (
    find_delivery,
    is_delivered,
    list_deliveries,
    list_waiting_folders,
)
from zhike.contexts.feeds.queries.quarantine import count_quarantined, find_quarantined_row, list_quarantined
from zhike.contexts.feeds.queries.reconciliations import (
    find_reconciliation,
    list_differing_accounts,
    list_reconciliations,
)
from zhike.contexts.feeds.types import (
    REASON_TEXTS,
    DeliveryHead,
    DeliveryResult,
    DeliveryState,
    DerivationResult,
    DifferingAccount,
    FileResult,
    IngestProgress,
    QuarantinedRowHead,
    Reason,
    Reconciliation,
    RowReason,
)

__all__ = [
    "DATA_SETS",
    "REASON_TEXTS",
    "DeliveryError",
    "DeliveryHead",
    "DeliveryInProgressError",
    "DeliveryResult",
    "DeliveryState",
    "DerivationResult",
    "DifferingAccount",
    "FileResult",
    "IngestProgress",
    "Mapping",
    "MappingError",
    "QuarantinedRowHead",
    "Reason",
    "Reconciliation",
    "RowNotFound",
    "RowReason",
    "count_quarantined",
    "derive_balances",
    "derive_balances_history",
    "expire_quarantined_text",
    "find_delivery",
    "find_quarantined_row",
    "find_reconciliation",
    "ingest_delivery",
    "is_delivered",
    "list_deliveries",
    "list_differing_accounts",
    "list_quarantined",
    "list_reconciliations",
    "list_waiting_folders",
    "load_mapping",
    "reconcile",
    "reveal_quarantined_row",
]
