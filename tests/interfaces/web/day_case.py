"""A day of Lin's with one task of every kind, for page and browser tests."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from cast import Cast, make_customer
from zhike.contexts.analytics.models import CustomerMeasures
from zhike.contexts.analytics.public import list_tier_labels
from zhike.contexts.customers.models import Customer
from zhike.contexts.work.public import TaskDraft, TaskKind, raise_tasks
from zhike.foundation.fence import WHOLE_BANK, fenced
from zhike.foundation.models import BankProfile

PUBLISHED = date(2026, 11, 20)
TODAY = PUBLISHED + timedelta(days=1)
AT = datetime(2026, 11, 20, 22, 12, tzinfo=UTC)


@dataclass
class DayCase:
    """The bank after its last night, and the customers of Lin's tasks by kind."""

    profile: BankProfile
    customers: dict[str, Customer]


def make_profile(**fields: object) -> BankProfile:
    """A bank whose day is the one after PUBLISHED."""
    given = {"name": "测试银行", "clock": "data", "published_business_date": PUBLISHED, "published_at": AT, **fields}
    return BankProfile.objects.create(reconciled=True, **given)


def make_day(cast: Cast) -> DayCase:
    """Six tasks for Lin, one of every kind, and one for Chen."""
    profile = make_profile()
    east, lin = cast.units["east"], cast.staff["lin"]
    customers = {
        TaskKind.FLOW_OUT: cast.mine,
        TaskKind.DROP: make_customer("C011", "陈建国", east, lin, mobile="13900006618"),
        TaskKind.FLOW_IN: make_customer("C012", "温州恒泰包装制品进出口贸易有限责任公司", east, lin, kind="corporate"),
        TaskKind.MATURITY: make_customer("C013", "李秀兰", east, lin, mobile="13600001234"),
        TaskKind.CADENCE: make_customer("C014", "王志强", east, lin, mobile="13500004321"),
        TaskKind.NEXT_STEP: make_customer("C015", "赵敏", east, lin, mobile="13500004325"),
    }
    drafts = [
        draft_for(kind, customer.pk, 900 - 100 * place) for place, (kind, customer) in enumerate(customers.items())
    ]
    with fenced(WHOLE_BANK):
        publish_portfolio(customers)
        raise_tasks([*drafts, draft_for(TaskKind.FLOW_OUT, cast.colleagues.pk, 800)], at=AT)
    return DayCase(profile, {str(kind.value): customer for kind, customer in customers.items()})


def draft_for(kind: TaskKind, customer_id: int, priority: int, *, number: int = 0) -> TaskDraft:
    """A task as its source would raise it."""
    reason, figures, suggestion, hints = FACTS[kind]
    amount = AMOUNTS.get(kind)
    return TaskDraft(
        customer_id=customer_id,
        kind=kind,
        source_key=f"test:{kind}:{customer_id}:{number}",
        reason_code=reason,
        reason_params=figures,
        suggestion_code=suggestion,
        suggestion_params=hints,
        due_on=DUE.get(kind, TODAY),
        show_from=TODAY,
        business_date=PUBLISHED,
        amount_minor=amount,
        currency="CNY" if amount is not None else "",
        priority=priority,
    )


def publish_portfolio(customers: dict[TaskKind, Customer]) -> None:
    """Figures of Lin's customers, one tier each as far as there are tiers, the highest first."""
    tiers = list_tier_labels()[::-1]
    for place, customer in enumerate(customers.values()):
        tier = tiers[min(place, len(tiers) - 1)]
        publish_measures(customer, aum_minor=tier.lower_minor + 12_345_600, tier_code=tier.code, tier_rank=tier.rank)


def publish_measures(customer: Customer, *, aum_minor: int, tier_code: str, tier_rank: int) -> None:
    """What the night would have published for one customer."""
    CustomerMeasures.objects.create(
        customer=customer,
        business_date=PUBLISHED,
        aum_minor=aum_minor,
        aum_previous_minor=aum_minor + 206_400_000,
        aum_month_average_minor=aum_minor,
        large_in_minor=0,
        large_out_minor=0,
        liabilities_minor=0,
        tier_code=tier_code,
        tier_rank=tier_rank,
        scope_unit_id=customer.scope_unit_id,
        owner_id=customer.owner_id,
    )


DUE = {
    TaskKind.MATURITY: TODAY + timedelta(days=4),
    TaskKind.CADENCE: date(2026, 11, 30),
    TaskKind.DROP: TODAY - timedelta(days=2),
}
AMOUNTS = {
    TaskKind.FLOW_OUT: 206_400_000,
    TaskKind.FLOW_IN: 318_000_000,
    TaskKind.DROP: 41_230_000,
    TaskKind.MATURITY: 80_000_000,
}
FACTS: dict[TaskKind, tuple[str, dict[str, object], str, dict[str, object]]] = {
    TaskKind.FLOW_OUT: (
        "flow_out_elsewhere",
        {"flow_on": "2026-11-20", "total_minor": 206_400_000, "transactions": 3, "elsewhere_minor": 120_000_000},
        "win_back",
        {},
    ),
    TaskKind.FLOW_IN: (
        "flow_in_bank",
        {
            "flow_on": "2026-11-20",
            "total_minor": 318_000_000,
            "transactions": 3,
            "largest_minor": 200_000_000,
            "bank": "工商银行",
        },
        "place_inflow",
        {},
    ),
    TaskKind.DROP: (
        "drop",
        {
            "seen_on": "2025-11-20",
            "drop_permille": 384,
            "mean_minor": 107_300_000,
            "aum_minor": 66_070_000,
            "elsewhere_minor": 0,
        },
        "ask_drop",
        {},
    ),
    TaskKind.MATURITY: ("next_step", {"agreed_on": "2026-11-10", "text": "定期 80 万到期,约转存"}, "", {}),
    TaskKind.CADENCE: ("cadence_short", {"required": 3, "done": 2, "missing": 1}, "make_contact", {}),
    TaskKind.NEXT_STEP: ("next_step", {"agreed_on": "2026-11-10", "text": "送大额存单利率表"}, "", {}),
}
