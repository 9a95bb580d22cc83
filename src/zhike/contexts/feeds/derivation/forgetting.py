"""What follows from bookings and balances is forgotten from the first day that changed; the next night rebuilds it."""

from datetime import date

from zhike.contexts.feeds.models import DayReconciliation
from zhike.foundation import lake

BALANCES = "balances"
DIFFERENCES = "balance_differences"


def forget_from(first: date, *, derived: bool) -> None:
    """Drop reconciliations, and balances where they are derived, of `first` and all later days; one transaction."""
    data_sets = (BALANCES, DIFFERENCES) if derived else (DIFFERENCES,)
    lake.drop_partitions((name, day) for name in data_sets for day in lake.partition_dates(name, since=first))
    DayReconciliation.objects.filter(business_date__gte=first).delete()
