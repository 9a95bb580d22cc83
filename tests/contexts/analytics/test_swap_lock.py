"""The swap against a change of customers that is under way on another connection."""

import pytest
from django.db import OperationalError, connections, transaction

from cast import make_cast
from lake_bank import make_lake_bank
from zhike.contexts.analytics.actions import publish_measures
from zhike.contexts.analytics.actions.compute_measures import compute_measures
from zhike.contexts.analytics.models import CustomerMeasures
from zhike.foundation.fence import WHOLE_BANK, fenced


def test_it_waits_shortly_gives_up_and_then_carries_the_change(committed: None, as_loader, monkeypatch) -> None:
    cast = make_cast()
    with fenced(WHOLE_BANK):
        bank = make_lake_bank(cast)
    monkeypatch.setattr(publish_measures, "LOCK_WAIT_MS", 100)
    other = connections["default"].copy(alias="other")
    try:
        with as_loader():
            compute_measures(business_date=bank.last)
            publish_measures.stage_measures(business_date=bank.last)
            other.set_autocommit(False)
            with other.cursor() as cursor:
                cursor.execute("SET ROLE zhike_loader")
                cursor.execute(
                    "UPDATE customers_customer SET owner_id = %s WHERE id = %s", [cast.staff["ye"].pk, cast.mine.pk]
                )
            with pytest.raises(OperationalError, match="lock timeout"), transaction.atomic():
                publish_measures.swap_measures(business_date=bank.last)
            assert not CustomerMeasures.objects.exists()
            other.commit()
            with transaction.atomic():
                assert publish_measures.swap_measures(business_date=bank.last) == 1
            assert CustomerMeasures.objects.get(customer=cast.mine).owner_id == cast.staff["ye"].pk
    finally:
        other.close()
