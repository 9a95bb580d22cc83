"""A bank small enough to check by hand: accounts, bookings and balances in the lake, as the feeds leave them."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
from django.utils import timezone

from cast import Cast
from zhike.contexts.customers.models import Customer
from zhike.contexts.feeds.models import Delivery
from zhike.foundation import lake
from zhike.foundation.models import BankProfile
from zhike.foundation.money import to_minor

_SCHEMAS = {
    "customers": {"business_date": pa.date32(), "customer_id": pa.int64(), "kind": pa.string(), "unit_id": pa.int64()},
    "accounts": {
        "business_date": pa.date32(),
        "account_id": pa.int64(),
        "kind": pa.string(),
        "product_code": pa.string(),
        "currency": pa.string(),
        "opened_on": pa.date32(),
        "maturity_on": pa.date32(),
        "closed_on": pa.date32(),
    },
    "account_holders": {
        "business_date": pa.date32(),
        "account_id": pa.int64(),
        "customer_id": pa.int64(),
        "holder_role": pa.string(),
    },
    "balances": {"business_date": pa.date32(), "account_id": pa.int64(), "balance_minor": pa.int64()},
    "transactions": {
        "business_date": pa.date32(),
        "transaction_no": pa.string(),
        "account_id": pa.int64(),
        "direction": pa.string(),
        "amount_minor": pa.int64(),
        "balance_after_minor": pa.int64(),
        "kind": pa.string(),
        "channel": pa.string(),
        "counterparty_bank": pa.string(),
        "own_account_elsewhere": pa.bool_(),
    },
}


@dataclass
class LakeBank:
    """Days from `first` to `last`, all delivered. Call `save` once everything is booked."""

    first: date
    last: date
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    closing: dict[int, int] = field(default_factory=dict)

    def account(
        self, account_id: int, owner: Customer, opening: str, *, kind: str = "demand_deposit", currency: str = "CNY"
    ) -> None:
        """An account that stands at `opening` (yuan) on the first day."""
        self.rows["accounts"].append(
            {
                "business_date": self.first,
                "account_id": account_id,
                "kind": kind,
                "currency": currency,
                "opened_on": self.first,
            }
        )
        self.rows["account_holders"].append(
            {
                "business_date": self.first,
                "account_id": account_id,
                "customer_id": owner.pk,
                "holder_role": "owner",
            }
        )
        self.closing[account_id] = to_minor(Decimal(opening))
        self._closed(self.first, account_id)

    def book(self, on: date, account_id: int, amount: str, *, bank: str = "", elsewhere: bool = False) -> None:
        """A transfer in, or out where `amount` is negative; book the days in order."""
        minor = to_minor(Decimal(amount))
        self.closing[account_id] += minor
        self.rows["transactions"].append(
            {
                "business_date": on,
                "transaction_no": f"t{len(self.rows['transactions']) + 1:05}",
                "account_id": account_id,
                "direction": "in" if minor > 0 else "out",
                "amount_minor": abs(minor),
                "balance_after_minor": self.closing[account_id],
                "kind": "transfer",
                "channel": "mobile",
                "counterparty_bank": bank,
                "own_account_elsewhere": elsewhere,
            }
        )
        self._closed(on, account_id)

    def save(self, customers: list[Customer]) -> None:
        """Put everything into the lake, with the delivery and the bank that belong to it."""
        self.rows["customers"] = [
            {"business_date": self.first, "customer_id": one.pk, "kind": one.kind, "unit_id": one.scope_unit_id}
            for one in customers
        ]
        for name, rows in self.rows.items():
            by_day = defaultdict(list)
            for row in rows:
                by_day[row["business_date"]].append(row)
            for day, part in by_day.items():
                lake.write_partition(name, day, _table(name, part))
        now = timezone.now()
        Delivery.objects.create(
            digest="0" * 64,
            folder="test",
            mapping="canonical",
            mapping_digest="0" * 64,
            first_date=self.first,
            last_date=self.last,
            state=Delivery.State.LOADED,
            currency="CNY",
            started_at=now,
            finished_at=now,
        )
        BankProfile.objects.get_or_create(
            defaults={"name": "测试银行", "base_currency": "CNY", "clock": BankProfile.Clock.DATA}
        )

    def _closed(self, on: date, account_id: int) -> None:
        known = self.rows["balances"]
        known[:] = [row for row in known if (row["business_date"], row["account_id"]) != (on, account_id)]
        known.append({"business_date": on, "account_id": account_id, "balance_minor": self.closing[account_id]})


def make_lake_bank(cast: Cast) -> LakeBank:
    """The cast's bank in November 2025.

    Lin's 周慧敏 has 2 m (half of it invested) and sends 900 k to her own account at 招商银行 on the 19th; on the 20th
    Ye's 李秀兰 receives 650 k in two transfers. Chen's 单建国 has 30 k and never moves.
    """
    bank = LakeBank(date(2025, 7, 1), date(2025, 11, 20))
    bank.account(101, cast.mine, "1000000")
    bank.account(102, cast.mine, "1000000", kind="wealth_product")
    bank.account(201, cast.colleagues, "30000")
    bank.account(301, cast.theirs, "180000")
    bank.book(date(2025, 11, 19), 101, "-900000", bank="招商银行", elsewhere=True)
    bank.book(date(2025, 11, 20), 301, "400000", bank="工商银行")
    bank.book(date(2025, 11, 20), 301, "250000", bank="工商银行")
    bank.save([cast.mine, cast.colleagues, cast.theirs])
    return bank


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def noon(day: date) -> datetime:
    """A moment of the day for actions that take one."""
    return datetime(day.year, day.month, day.day, 4, tzinfo=timezone.get_default_timezone())


def _table(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    schema = pa.schema(_SCHEMAS[name].items())
    return pa.Table.from_pylist([{column: row.get(column) for column in schema.names} for row in rows], schema)
