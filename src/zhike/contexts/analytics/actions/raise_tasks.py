"""The step `tasks`: large flows and drops become tasks of the customers' managers, each with its evidence."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from zhike.contexts.analytics.queries.night_lake import LARGE_FLOWS, MEASURES, measures_of, rows_of_partitions
from zhike.contexts.analytics.queries.settings import Thresholds, get_thresholds
from zhike.contexts.analytics.rules import URGENCY, priority
from zhike.contexts.customers.public import Customer
from zhike.contexts.work.public import (
    TaskDraft,
    TaskKind,
    TaskState,
    close_tasks_by_source,
    find_customers_with_open_task,
    raise_tasks,
    withdraw_stale_tasks,
)
from zhike.foundation import calendar, lake

WORKDAYS_FOR_AN_INFLOW = 3
WORKDAYS_FOR_A_DROP = 3
ELSEWHERE_DAYS = 30  # how far back a drop looks for money that went to the customer's own account elsewhere
RECOVERED_PARTS = 2  # below a half of the threshold a drop is over: a margin, so that wavering does not reopen it
_LONGEST_HOLIDAY = timedelta(days=21)
_EVIDENCE = ("transaction_no", "amount_minor", "kind", "channel", "counterparty_bank", "own_account_elsewhere")


@dataclass(frozen=True)
class Night:
    """What every draft of one night shares."""

    business_date: date
    thresholds: Thresholds
    tier_ranks: dict[int, int]
    owned: frozenset[int]
    workdays: list[date]

    def due(self, workdays: int) -> date:
        """The n-th working day from the day the tasks are worked on."""
        return self.workdays[min(workdays, len(self.workdays)) - 1]

    def priority(self, customer_id: int, amount_minor: int, threshold_minor: int, urgency: int) -> int:
        return priority(
            amount_minor=amount_minor,
            threshold_minor=threshold_minor,
            tier_rank=self.tier_ranks.get(customer_id, 1),
            urgency=urgency,
        )


def raise_flow_and_drop_tasks(*, business_date: date, at: datetime) -> int:
    """Make the tasks of the night's large flows and drops for customers who have an owner; returns how many are new.

    An outflow that makes most of a drop of the same night is told in the task of the drop: one cause, one task. Tasks
    of flows that nobody took up within the days of `flow_task_days` are withdrawn: they are no news any more; so are
    those of drops whose customer has recovered.
    """
    night = _night(business_date)
    today = business_date + timedelta(days=1)
    stale = today - timedelta(days=night.thresholds.flow_task_days)
    withdraw_stale_tasks([TaskKind.FLOW_IN, TaskKind.FLOW_OUT], due_before=stale, on=today, at=at)
    quiet = business_date - timedelta(days=night.thresholds.drop_quiet_days)
    withdraw_stale_tasks([TaskKind.DROP], due_before=quiet, on=today, at=at)
    _withdraw_recovered(night, today, at)
    flows, drops = _flow_drafts(night), _drop_drafts(night)
    return raise_tasks(_one_for_each_cause(night, flows, drops), at=at)


def _night(business_date: date) -> Night:
    sql = "SELECT customer_id, tier_rank FROM night"
    today = business_date + timedelta(days=1)
    owned = Customer.objects.filter(owner_id__isnull=False).values_list("pk", flat=True)
    return Night(
        business_date=business_date,
        thresholds=get_thresholds(business_date, calendar.bank().base_currency),
        tier_ranks=dict(rows_of_partitions(sql, measures_of(business_date))),
        owned=frozenset(owned),
        workdays=calendar.workdays_between(today, today + _LONGEST_HOLIDAY) or [today],
    )


def _flow_drafts(night: Night) -> list[TaskDraft]:
    day = night.business_date
    rows = rows_of_partitions(
        "SELECT customer_id, direction, total_minor, transactions, largest_minor, largest_bank, own_elsewhere_minor"
        " FROM night ORDER BY customer_id, direction",
        lake.partition_paths(LARGE_FLOWS, since=day, upto=day),
    )
    evidence = _evidence(day)
    return [_flow_draft(night, row, evidence.get((row[0], row[1]), [])) for row in rows if row[0] in night.owned]


def _flow_draft(night: Night, row: tuple[Any, ...], evidence: list[dict[str, Any]]) -> TaskDraft:
    customer_id, direction, total, transactions, largest, bank, elsewhere = row
    leaving = direction == "out"
    kind = TaskKind.FLOW_OUT if leaving else TaskKind.FLOW_IN
    code = f"flow_{direction}" + ("_elsewhere" if elsewhere else "_bank" if bank else "")
    return TaskDraft(
        customer_id=customer_id,
        kind=kind,
        source_key=f"flow_{direction}:{night.business_date.isoformat()}:{customer_id}",
        reason_code=code,
        reason_params={
            "flow_on": night.business_date.isoformat(),
            "total_minor": total,
            "transactions": transactions,
            "largest_minor": largest,
            "bank": bank,
            "elsewhere_minor": elsewhere,
            "evidence": evidence,
        },
        suggestion_code=("win_back" if elsewhere else "ask_purpose") if leaving else "place_inflow",
        amount_minor=total if not leaving else -total,
        currency=night.thresholds.currency,
        priority=night.priority(customer_id, total, night.thresholds.large_flows_minor[0], URGENCY[direction]),
        due_on=night.due(1 if leaving else WORKDAYS_FOR_AN_INFLOW),
        show_from=night.business_date + timedelta(days=1),
        business_date=night.business_date,
    )


def _drop_drafts(night: Night) -> list[TaskDraft]:
    fallen = _fallen(measures_of(night.business_date), night.thresholds)
    known = _fallen_before(night)
    elsewhere = _went_elsewhere(night.business_date)
    return [
        _drop_draft(night, row, elsewhere.get(row[0], 0))
        for row in fallen
        if row[0] in night.owned and row[0] not in known
    ]


def _drop_draft(night: Night, row: tuple[Any, ...], elsewhere: int) -> TaskDraft:
    customer_id, drop_bp, aum, mean = row
    lost = mean - aum
    return TaskDraft(
        customer_id=customer_id,
        kind=TaskKind.DROP,
        source_key=_drop_key(night.business_date, customer_id),
        reason_code="drop_elsewhere" if elsewhere else "drop",
        reason_params={
            "seen_on": night.business_date.isoformat(),
            "drop_permille": drop_bp // 10,
            "mean_minor": mean,
            "aum_minor": aum,
            "elsewhere_minor": elsewhere,
        },
        suggestion_code="win_back" if elsewhere else "ask_drop",
        amount_minor=-lost,
        currency=night.thresholds.currency,
        priority=night.priority(customer_id, lost, night.thresholds.drop_minimum_minor, URGENCY["drop"]),
        due_on=night.due(WORKDAYS_FOR_A_DROP),
        show_from=night.business_date + timedelta(days=1),
        business_date=night.business_date,
    )


def _one_for_each_cause(night: Night, flows: list[TaskDraft], drops: list[TaskDraft]) -> list[TaskDraft]:
    """The drafts without outflows that make at least half of a drop; that drop names them and is as urgent."""
    leaving = {flow.customer_id: flow for flow in flows if flow.kind == TaskKind.FLOW_OUT}
    told: dict[int, TaskDraft] = {}
    for drop in drops:
        flow = leaving.get(drop.customer_id)
        if flow and 2 * -(flow.amount_minor or 0) >= -(drop.amount_minor or 0):
            told[drop.customer_id] = replace(
                drop,
                reason_code=flow.reason_code.replace("flow_out", "drop_flow"),
                reason_params={**drop.reason_params, **flow.reason_params},
                suggestion_code=flow.suggestion_code,
                priority=max(drop.priority, flow.priority),
                due_on=flow.due_on,
            )
    kept = [flow for flow in flows if flow.kind != TaskKind.FLOW_OUT or flow.customer_id not in told]
    return [*kept, *(told.get(drop.customer_id, drop) for drop in drops)]


def _fallen_before(night: Night) -> set[int]:
    """Customers who fell within the quiet days before this night and have not recovered since."""
    since = night.business_date - timedelta(days=night.thresholds.drop_quiet_days)
    bound = int(night.thresholds.drop_bp)
    rows = rows_of_partitions(
        "SELECT customer_id FROM night GROUP BY customer_id"  # noqa: S608 - a whole number
        f" HAVING max(business_date) FILTER (drop_bp >= {bound}) >"
        f" coalesce(max(business_date) FILTER ({RECOVERED_PARTS} * drop_bp < {bound}), DATE '0001-01-01')",
        lake.partition_paths(MEASURES, since=since, upto=night.business_date - timedelta(days=1)),
    )
    return {row[0] for row in rows}


def _withdraw_recovered(night: Night, today: date, at: datetime) -> None:
    """Cancel the drops of customers who stand well above the threshold again; wavering around it cancels nothing."""
    rows = rows_of_partitions(
        "SELECT customer_id FROM night"  # noqa: S608 - a whole number
        f" WHERE {RECOVERED_PARTS} * drop_bp < {int(night.thresholds.drop_bp)}",
        measures_of(night.business_date),
    )
    recovered = find_customers_with_open_task(TaskKind.DROP) & {row[0] for row in rows}
    days = [night.business_date - timedelta(days=back) for back in range(1, night.thresholds.drop_quiet_days + 1)]
    keys = [_drop_key(day, customer_id) for customer_id in recovered for day in days]
    close_tasks_by_source(keys, state=TaskState.CANCELLED, on=today, at=at)


def _drop_key(day: date, customer_id: int) -> str:
    return f"drop:{day.isoformat()}:{customer_id}"


def _fallen(paths: Sequence[str], thresholds: Thresholds) -> list[tuple[Any, ...]]:
    return rows_of_partitions(
        "SELECT customer_id, drop_bp, aum_minor, three_month_mean_minor FROM night"  # noqa: S608 - a whole number
        f" WHERE drop_bp >= {int(thresholds.drop_bp)} ORDER BY customer_id",
        paths,
    )


def _went_elsewhere(business_date: date) -> dict[int, int]:
    since = business_date - timedelta(days=ELSEWHERE_DAYS)
    return dict(
        rows_of_partitions(
            "SELECT customer_id, CAST(sum(own_elsewhere_minor) AS BIGINT) FROM night WHERE direction = 'out'"
            " AND own_elsewhere_minor > 0 GROUP BY customer_id",
            lake.partition_paths(LARGE_FLOWS, since=since, upto=business_date),
        )
    )


def _evidence(day: date) -> dict[tuple[int, str], list[dict[str, Any]]]:
    rows = rows_of_partitions(
        f"SELECT customer_id, direction, {', '.join(_EVIDENCE)} FROM night"  # noqa: S608 - our own names
        " ORDER BY customer_id, direction, place",
        lake.partition_paths("flow_evidence", since=day, upto=day),
    )
    found: dict[tuple[int, str], list[dict[str, Any]]] = {}
    for customer_id, direction, *values in rows:
        found.setdefault((customer_id, direction), []).append(dict(zip(_EVIDENCE, values, strict=True)))
    return found
