from django.db import models

from zhike.contexts.customers.public import Customer
from zhike.contexts.work.models.task import Task
from zhike.contexts.work.types import Channel, ContactResult


class ContactRecord(models.Model):
    """A contact with a customer as its author logged it: when, how, what came of it, what is next. Fenced."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    task = models.ForeignKey(Task, null=True, on_delete=models.SET_NULL, related_name="+")
    channel = models.CharField(max_length=12, choices=Channel.choices)
    result = models.CharField(max_length=14, choices=ContactResult.choices)
    note = models.TextField(blank=True)
    next_step_on = models.DateField(null=True)
    next_step_text = models.CharField(max_length=200, blank=True)
    next_task = models.ForeignKey(Task, null=True, on_delete=models.SET_NULL, related_name="+")
    request_key = models.CharField(max_length=40, unique=True)
    on = models.DateField()
    at = models.DateTimeField()
    by_id = models.BigIntegerField()
    undone_at = models.DateTimeField(null=True)
    scope_unit_id = models.BigIntegerField()
    owner_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "work_contact_record"
        indexes = [
            models.Index(fields=["customer", "-on"], name="contact_by_customer_day"),
            models.Index(fields=["by_id", "-at"], name="contact_by_author"),
        ]
