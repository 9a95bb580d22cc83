"""A modest history of contacts, logged as people log them, so that the pages of a new bank live.

Some customers were contacted lately, some a while ago, some never; older tasks were partly worked off. Every contact
has a key of its own, so that a run that was killed goes on without logging one twice.
"""

import random
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from zhike.contexts.customers.public import Customer
from zhike.contexts.org.public import Post, Staff, Viewer, scope, viewer_of, visible
from zhike.contexts.work.public import Channel, ContactForm, ContactResult, TaskKind, list_tasks, log_contact
from zhike.foundation.calendar import is_workday

SHANGHAI = ZoneInfo("Asia/Shanghai")
LATELY, BEFORE = 0.45, 0.65
LATELY_DAYS, BEFORE_DAYS = 20, 45
WORKED_OFF = 0.75
OLD_TASK_DAYS = 2
MOST_TASKS = 200

_NO_ANSWER = ("无人接听。", "电话占线，改日再拨。")
_NOTES = {
    Customer.Kind.PERSONAL: {
        ContactResult.REACHED: (
            "问候近况，客户表示近期资金安排不变。",
            "回访账户使用情况，已提醒手机银行限额设置。",
            "提醒定期存款续存方式，客户选择到期自动转存。",
            "客户咨询个人养老金账户，已发送办理材料清单。",
            "了解到客户子女明年出国，外汇需求待跟进。",
        ),
        ContactResult.INTERESTED: (
            "介绍稳享一年理财，客户愿意到网点详谈。",
            "客户对大额存单有兴趣，约下周带身份证来办理。",
            "客户询问基金定投，风险测评待更新。",
        ),
        ContactResult.DECLINED: ("客户近期没有投资打算，下月再联系。", "客户资金已安排购房首付，暂不考虑产品。"),
        ContactResult.NO_ANSWER: _NO_ANSWER,
    },
    Customer.Kind.CORPORATE: {
        ContactResult.REACHED: (
            "回访结算账户使用情况，财务表示无异常。",
            "了解下季度订单与备货，回款集中在月末。",
            "提醒对账单回签，财务已确认。",
        ),
        ContactResult.INTERESTED: (
            "企业有流动资金需求，约定上门了解订单情况。",
            "介绍代发工资方案，财务愿意面谈。",
            "企业询问对公大额存单，待报价。",
        ),
        ContactResult.DECLINED: ("企业近期没有融资打算，下季度再联系。",),
        ContactResult.NO_ANSWER: _NO_ANSWER,
    },
}
_TASK_NOTES = {
    TaskKind.FLOW_OUT: "转出用于约定的付款，资金回流时间已记下。",
    TaskKind.FLOW_IN: "资金为他行到期存款转入，客户考虑稳健产品。",
    TaskKind.DROP: "客户资金转往他行同名账户，已约面谈挽留。",
    TaskKind.MATURITY: "已提醒到期，客户倾向续存。",
}
_NEXT_STEPS = ("到网点面谈资产配置", "确认大额存单额度", "送达产品说明书", "上门拜访", "更新风险测评")


def add_past_contacts(today: date) -> int:
    """Contacts of the six weeks before `today` by the customers' owners; returns how many there are."""
    count = 0
    for viewer in _managers():
        with scope(viewer):
            own = visible(Customer.objects.filter(owner_id=viewer.staff_id), viewer)
            for customer in own.order_by("pk"):
                form_day = _past_contact(customer, today)
                if form_day is not None:
                    form, on, at = form_day
                    log_contact(form, on=on, by=viewer, at=at)
                    count += 1
    return count


def work_off_old_tasks(today: date) -> int:
    """Most tasks older than two days are settled by a contact of their day; returns how many."""
    count = 0
    for viewer in _managers():
        with scope(viewer):
            for task in list_tasks(viewer=viewer, on=today, limit=MOST_TASKS):
                draw = random.Random(f"task {task.id}")  # noqa: S311 - a demonstration, no secret
                note = _TASK_NOTES.get(TaskKind(task.kind))
                on = task.show_from
                if note is None or (today - on).days < OLD_TASK_DAYS or draw.random() > WORKED_OFF:
                    continue
                form = ContactForm(
                    customer_id=task.customer_id,
                    channel=draw.choice([Channel.CALL, Channel.CALL, Channel.WECOM, Channel.BRANCH]),
                    result=draw.choice([ContactResult.REACHED, ContactResult.INTERESTED]),
                    request_key=f"demonstration:task:{task.id}",
                    task_id=task.id,
                    note=note,
                )
                log_contact(form, on=on, by=viewer, at=_moment(draw, on))
                count += 1
    return count


def _managers() -> list[Viewer]:
    keeping = Post.objects.filter(role__in=("relationship_manager", "lobby_manager"), valid_to=None)
    staff = Staff.objects.filter(pk__in=keeping.values("staff"), is_active=True)
    return [viewer_of(person) for person in staff.order_by("staff_no")]


def _past_contact(customer: Customer, today: date) -> tuple[ContactForm, date, datetime] | None:
    draw = random.Random(f"contact {customer.customer_no}")  # noqa: S311 - a demonstration, no secret
    share = draw.random()
    if share > BEFORE:
        return None
    back = draw.randint(1, LATELY_DAYS) if share < LATELY else draw.randint(LATELY_DAYS + 1, BEFORE_DAYS)
    on = _workday_before(today - timedelta(days=back))
    notes = _NOTES[Customer.Kind(customer.kind)]
    result = draw.choices(list(notes), weights=(6, 3, 1, 1))[0]
    agreed = result == ContactResult.INTERESTED and share < LATELY
    form = ContactForm(
        customer_id=customer.pk,
        channel=Channel.CALL if result == ContactResult.NO_ANSWER else draw.choice(list(Channel)),
        result=result,
        request_key=f"demonstration:{customer.customer_no}",
        note=draw.choice(notes[result]),
        next_step_on=max(on, today + timedelta(days=draw.randint(-1, 8))) if agreed else None,
        next_step_text=draw.choice(_NEXT_STEPS) if agreed else "",
    )
    return form, on, _moment(draw, on)


def _workday_before(day: date) -> date:
    while not is_workday(day):
        day -= timedelta(days=1)
    return day


def _moment(draw: random.Random, on: date) -> datetime:
    return datetime.combine(on, time(draw.randint(9, 16), draw.randint(0, 59)), SHANGHAI)
