from django.db import models

from zhike.contexts.customers.public import Customer
from zhike.contexts.work.types import TaskKind, TaskState


class Task(models.Model):
    """Something to do for a customer: why (code and figures), what to do, until when, how urgent.

    `source_key` names the fact behind it; the same fact never makes a second task. Texts are codes with parameters,
    worded in the reader's language where they are shown. Fenced.
    """

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=TaskKind.choices)
    source_key = models.CharField(max_length=80, unique=True)
    reason_code = models.CharField(max_length=40)
    reason_params = models.JSONField(default=dict)
    suggestion_code = models.CharField(max_length=40, blank=True)
    suggestion_params = models.JSONField(default=dict)
    amount_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    priority = models.IntegerField(default=0)
    due_on = models.DateField()
    show_from = models.DateField()
    state = models.CharField(max_length=9, choices=TaskState.choices, default=TaskState.OPEN)
    business_date = models.DateField()
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_on = models.DateField(null=True)
    closed_by_id = models.BigIntegerField(null=True)
    scope_unit_id = models.BigIntegerField()
    owner_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["owner_id", "-priority", "id"], name="task_open_by_owner", condition=models.Q(state="open")
            ),
            models.Index(
                fields=["scope_unit_id", "-priority", "id"], name="task_open_by_unit", condition=models.Q(state="open")
            ),
            models.Index(fields=["customer", "state"], name="task_by_customer"),
            models.Index(fields=["owner_id", "closed_on"], name="task_closed_by_owner"),
        ]
