from zhike.contexts.feeds.models.delivery import Delivery, DeliveryFile
from zhike.contexts.feeds.models.quarantine import QuarantinedRow, QuarantineReason
from zhike.contexts.feeds.models.reconciliation import DayReconciliation

__all__ = ["DayReconciliation", "Delivery", "DeliveryFile", "QuarantineReason", "QuarantinedRow"]
