"""Lin's portfolio after the last night: figures, accounts, flows and history, for page and browser tests."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from django.conf import settings

from cast import Cast, make_customer
from interfaces.web.day_case import PUBLISHED, draft_for, make_profile
from zhike.contexts.accounts.models import Account, AccountHolder, Product
from zhike.contexts.analytics.models import CustomerMeasures, NightFile
from zhike.contexts.customers.models import Customer
from zhike.contexts.work.models import ContactRecord, TimelineEntry
from zhike.contexts.work.public import TaskKind, TimelineDraft, add_timeline_entries, raise_tasks
from zhike.foundation import lake
from zhike.foundation.encryption import blind_index, encrypt
from zhike.foundation.fence import WHOLE_BANK, fenced
from zhike.foundation.models import BankProfile

AT = datetime(2026, 11, 19, 3, 0, tzinfo=UTC)
DOCUMENT = "330302197910130042"
LONG_NAME = "温州恒泰包装制品进出口贸易有限责任公司浙南产业集聚区第二分公司"


@dataclass
class PortfolioCase:
    """The bank, and the customers of the case by what they show."""

    profile: BankProfile
    rich: Customer
    company: Customer
    dropped: Customer
    unknown: Customer


def make_portfolio(cast: Cast) -> PortfolioCase:
    """A rich customer with everything, a company with 12 digits, one whose balance fell, one no night knows."""
    profile = make_profile()
    east, lin = cast.units["east"], cast.staff["lin"]
    rich = make_customer("100482215", "周慧敏", east, lin, mobile="13800002208", document=DOCUMENT)
    company = make_customer("100482216", LONG_NAME, east, lin, kind="corporate", mobile="057788886666")
    dropped = make_customer("100482217", "欧阳建国", east, lin, mobile="13600001235")
    with fenced(WHOLE_BANK):
        publish(rich, aum=612_300_000, average=640_000_000, mean=673_600_000, tier="tier_5", out=206_400_000)
        publish(company, aum=123_456_789_012_34, average=120_000_000_000_00, mean=100_000_000_000_00, tier="tier_5")
        publish(dropped, aum=18_000_000, average=21_000_000, mean=30_000_000, tier="tier_3")
        make_accounts(rich)
        make_history(rich, lin.pk)
        raise_tasks([draft_for(kind, rich.pk, 500, number=1) for kind in TaskKind], at=AT)
    make_night_file(rich)
    return PortfolioCase(profile, rich, company, dropped, unknown=cast.mine)


def publish(
    customer: Customer, *, aum: int, average: int, mean: int | None, tier: str, out: int = 0, into: int = 0
) -> None:
    """What the night would have published, amounts in fen."""
    CustomerMeasures.objects.create(
        customer=customer,
        business_date=PUBLISHED,
        aum_minor=aum,
        aum_previous_minor=aum + out - into,
        aum_month_average_minor=average,
        three_month_mean_minor=mean,
        drop_bp=max(0, (mean - aum) * 10_000 // mean) if mean else None,
        large_in_minor=into,
        large_out_minor=out,
        liabilities_minor=0,
        tier_code=tier,
        tier_rank=int(tier[-1]),
        next_tier_gap_minor=None if tier == "tier_5" else 68_000_00,
        scope_unit_id=customer.scope_unit_id,
        owner_id=customer.owner_id,
    )


def make_accounts(customer: Customer) -> list[Account]:
    """A demand deposit, time deposits, a wealth product, a loan and a closed account."""
    Product.objects.create(code="T36", name="三年期大额存单", kind="time_deposit")
    Product.objects.create(code="W1", name="稳健增利 90 天持有期", kind="wealth_product", risk_level="R2")
    plans = [
        ("demand_deposit", "", None, 25, "active"),
        ("time_deposit", "T36", PUBLISHED + timedelta(days=5), 165, "active"),
        ("time_deposit", "T36", PUBLISHED + timedelta(days=400), 190, "active"),
        ("wealth_product", "W1", PUBLISHED + timedelta(days=60), None, "active"),
        ("loan", "", PUBLISHED + timedelta(days=2000), 345, "active"),
        ("demand_deposit", "", None, 25, "closed"),
    ]
    return [_account(customer, place, *plan) for place, plan in enumerate(plans)]


def make_history(customer: Customer, by_id: int, lines: int = 30) -> None:
    """Contacts, one every nine days, the newest one day before the business date."""
    add_timeline_entries(
        [
            TimelineDraft(
                customer_id=customer.pk,
                on=PUBLISHED - timedelta(days=1 + 9 * number),
                at=AT - timedelta(days=9 * number),
                kind="contact",
                title_code="contact",
                source_key=f"test:history:{customer.pk}:{number}",
                params={"channel": "visit" if number % 2 else "call", "result": "reached"},
                text=f"第 {number} 次:备货季用款,谈到孩子留学" if number % 3 == 0 else "",
                by_id=by_id,
            )
            for number in range(lines)
        ]
    )
    ContactRecord.objects.create(
        customer=customer,
        channel="call",
        result="reached",
        request_key=f"test:{customer.pk}",
        on=PUBLISHED - timedelta(days=1),
        at=AT,
        by_id=by_id,
        scope_unit_id=customer.scope_unit_id,
        owner_id=customer.owner_id,
    )
    assert TimelineEntry.objects.filter(customer=customer).count() == lines


def make_night_file(customer: Customer) -> None:
    """The DuckDB file of the night, with the three tables pages read."""
    relative = Path("night") / f"{PUBLISHED.isoformat()}.duckdb"
    path = Path(settings.ZHIKE_DATA_DIR) / relative
    path.parent.mkdir(parents=True, exist_ok=True)
    with fenced(WHOLE_BANK):
        accounts = list(Account.objects.filter(customer=customer, status="active").order_by("pk"))
    connection = lake.connect()
    connection.execute(f"ATTACH '{path}' AS night")
    connection.execute(
        "CREATE TABLE night.aum_history (customer_id BIGINT, point VARCHAR, business_date DATE, kind VARCHAR,"
        " balance_minor BIGINT)"
    )
    connection.executemany("INSERT INTO night.aum_history VALUES (?, ?, ?, ?, ?)", _history(customer.pk))
    connection.execute(
        "CREATE TABLE night.flows (customer_id BIGINT, business_date DATE, direction VARCHAR, kind VARCHAR,"
        " counterparty_bank VARCHAR, own_account_elsewhere BOOLEAN, amount_minor BIGINT, transactions BIGINT)"
    )
    connection.executemany("INSERT INTO night.flows VALUES (?, ?, ?, ?, ?, ?, ?, ?)", _flows(customer.pk))
    connection.execute("CREATE TABLE night.account_balances (account_id BIGINT, balance_minor BIGINT, since DATE)")
    connection.executemany(
        "INSERT INTO night.account_balances VALUES (?, ?, ?)",
        [(account.pk, 30_000_000 * (place + 1), PUBLISHED) for place, account in enumerate(accounts)],
    )
    connection.execute("DETACH night")
    connection.close()
    NightFile.objects.create(business_date=PUBLISHED, path=str(relative), rows=1, digest="0" * 64, built_at=AT)


def _account(
    customer: Customer, place: int, kind: str, product: str, maturity: date | None, rate: int | None, status: str
) -> Account:
    number = f"62220212345678{customer.pk:04d}{place}"
    scope = {"scope_unit_id": customer.scope_unit_id, "owner_id": customer.owner_id}
    account = Account.objects.create(
        number_index=blind_index("account", number),
        number_ciphertext=encrypt(number),
        last_four=number[-4:],
        kind=kind,
        product_code=product,
        currency="CNY",
        opened_on=date(2020, 1, 1),
        maturity_on=maturity,
        annual_rate_bp=rate,
        status=status,
        customer=customer,
        **scope,
    )
    AccountHolder.objects.create(account=account, customer=customer, role="owner", **scope)
    return account


def _history(customer_id: int) -> list[tuple[object, ...]]:
    months = [(date(2025 + (10 + place) // 12, (10 + place) % 12 + 1, 28), "month") for place in range(13)]
    days = [(PUBLISHED - timedelta(days=place), "day") for place in range(30)]
    return [
        (customer_id, point, on, kind, (300 + 9 * (on.month % 7)) * share)
        for on, point in [*months, *days]
        for kind, share in (("demand_deposit", 40_000_00), ("time_deposit", 90_000_00), ("wealth_product", 55_000_00))
    ]


def _flows(customer_id: int) -> list[tuple[object, ...]]:
    return [
        (customer_id, PUBLISHED, "out", "transfer", "招商银行", True, 120_000_000, 3),
        (customer_id, PUBLISHED - timedelta(days=3), "out", "transfer", "", False, 64_200_000, 8),
        (customer_id, PUBLISHED - timedelta(days=9), "in", "merchant", "", False, 58_700_000, 22),
        (customer_id, PUBLISHED - timedelta(days=8), "in", "maturity", "", False, 30_000_000, 1),
        (customer_id, PUBLISHED - timedelta(days=60), "in", "payroll", "工商银行", False, 1_000_000, 2),
    ]
