from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="CarePlanRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("tier_code", models.CharField(max_length=20)),
                ("contacts_per_month", models.PositiveSmallIntegerField()),
                ("reason", models.CharField(max_length=300)),
                ("set_by", models.CharField(max_length=60)),
                ("valid_from", models.DateField()),
            ],
            options={
                "db_table": "care_plan_rule",
                "constraints": [
                    models.UniqueConstraint(fields=("tier_code", "valid_from"), name="care_plan_is_one_from_a_day"),
                    models.CheckConstraint(
                        condition=models.Q(("contacts_per_month__lte", 20)), name="care_plan_contacts_are_plausible"
                    ),
                ],
            },
        ),
    ]
