"""The contacts a month of CARE-2; 50–200 k is kept on file and referred only."""

from datetime import date
from typing import Any

from django.db import migrations

SET_BY = "default"
CONTACTS = {"tier_2": 0, "tier_3": 2, "tier_4": 2, "tier_5": 2}


def add_defaults(apps: Any, schema_editor: Any) -> None:
    rule = apps.get_model("care", "CarePlanRule")
    rule.objects.bulk_create(
        rule(
            tier_code=code,
            contacts_per_month=contacts,
            reason="SPEC CARE-2",
            set_by=SET_BY,
            valid_from=date(1900, 1, 1),
        )
        for code, contacts in CONTACTS.items()
    )


def remove_defaults(apps: Any, schema_editor: Any) -> None:
    apps.get_model("care", "CarePlanRule").objects.filter(set_by=SET_BY).delete()


class Migration(migrations.Migration):
    dependencies = [("care", "0001_care_plan")]

    operations = [migrations.RunPython(add_defaults, remove_defaults)]
