import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [("customers", "0001_customers_and_personal_data")]

    operations = [
        migrations.CreateModel(
            name="NightFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("business_date", models.DateField(unique=True)),
                ("path", models.CharField(max_length=200)),
                ("rows", models.BigIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("built_at", models.DateTimeField()),
            ],
            options={"db_table": "analytics_night_file", "ordering": ["-business_date"]},
        ),
        migrations.CreateModel(
            name="AnalyticsSetting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40)),
                ("currency", models.CharField(blank=True, max_length=3)),
                ("value", models.BigIntegerField()),
                ("reason", models.CharField(max_length=300)),
                ("set_by", models.CharField(max_length=60)),
                ("valid_from", models.DateField()),
            ],
            options={
                "db_table": "analytics_setting",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("code", "currency", "valid_from"), name="setting_is_one_from_a_day"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CustomerMeasures",
            fields=[
                (
                    "customer",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="customers.customer",
                    ),
                ),
                ("business_date", models.DateField()),
                ("aum_minor", models.BigIntegerField()),
                ("aum_previous_minor", models.BigIntegerField()),
                ("aum_month_average_minor", models.BigIntegerField()),
                ("three_month_mean_minor", models.BigIntegerField(null=True)),
                ("drop_bp", models.IntegerField(null=True)),
                ("large_in_minor", models.BigIntegerField()),
                ("large_out_minor", models.BigIntegerField()),
                ("liabilities_minor", models.BigIntegerField()),
                ("tier_code", models.CharField(max_length=20)),
                ("tier_rank", models.SmallIntegerField()),
                ("next_tier_gap_minor", models.BigIntegerField(null=True)),
                ("scope_unit_id", models.BigIntegerField()),
                ("owner_id", models.BigIntegerField(null=True)),
            ],
            options={
                "db_table": "analytics_customer_measures",
                "indexes": [
                    models.Index(fields=["owner_id", "-aum_minor", "customer_id"], name="measures_by_owner_aum"),
                    models.Index(fields=["scope_unit_id", "-aum_minor", "customer_id"], name="measures_by_unit_aum"),
                    models.Index(fields=["-aum_minor", "customer_id"], name="measures_by_aum"),
                    models.Index(
                        fields=["owner_id", "-aum_month_average_minor", "customer_id"],
                        name="measures_by_owner_average",
                    ),
                    models.Index(
                        fields=["scope_unit_id", "-aum_month_average_minor", "customer_id"],
                        name="measures_by_unit_average",
                    ),
                    models.Index(
                        condition=models.Q(("drop_bp__gt", 0)),
                        fields=["scope_unit_id", "-drop_bp", "customer_id"],
                        name="measures_by_unit_drop",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TierScheme",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                ("currency", models.CharField(max_length=3)),
                ("valid_from", models.DateField()),
                ("reason", models.CharField(max_length=300)),
                ("set_by", models.CharField(max_length=60)),
            ],
            options={
                "db_table": "analytics_tier_scheme",
                "constraints": [
                    models.UniqueConstraint(fields=("currency", "valid_from"), name="tier_scheme_is_one_from_a_day")
                ],
            },
        ),
        migrations.CreateModel(
            name="TierChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_code", models.CharField(max_length=20)),
                ("to_code", models.CharField(max_length=20)),
                ("on", models.DateField()),
                ("scope_unit_id", models.BigIntegerField()),
                ("owner_id", models.BigIntegerField(null=True)),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="customers.customer"
                    ),
                ),
            ],
            options={
                "db_table": "analytics_tier_change",
                "indexes": [models.Index(fields=["customer", "-on"], name="tier_change_by_customer")],
                "constraints": [
                    models.UniqueConstraint(fields=("customer", "on"), name="tier_change_is_one_a_day")
                ],
            },
        ),
        migrations.CreateModel(
            name="TierBand",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=20)),
                ("label_zh", models.CharField(max_length=20)),
                ("label_en", models.CharField(max_length=20)),
                ("lower_minor", models.BigIntegerField()),
                ("rank", models.SmallIntegerField()),
                (
                    "colour",
                    models.CharField(
                        choices=[("gold", "Gold"), ("violet", "Violet"), ("blue", "Blue"), ("grey", "Grey")],
                        max_length=8,
                    ),
                ),
                (
                    "scheme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="bands", to="analytics.tierscheme"
                    ),
                ),
            ],
            options={
                "db_table": "analytics_tier_band",
                "ordering": ["rank"],
                "constraints": [
                    models.UniqueConstraint(fields=("scheme", "code"), name="tier_band_is_one_a_code"),
                    models.UniqueConstraint(fields=("scheme", "rank"), name="tier_band_is_one_a_rank"),
                    models.UniqueConstraint(fields=("scheme", "lower_minor"), name="tier_band_is_one_a_floor"),
                ],
            },
        ),
    ]
