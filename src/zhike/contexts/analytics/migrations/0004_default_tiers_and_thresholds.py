"""The five bands of ANA-3 and the thresholds managers watch, as rows a bank may change.

For the bank of the Berka data (Czech crowns of 1993, an average wage of some 5,900 a month) the same figures are taken
at a tenth, which keeps a band at about the same number of monthly wages.
"""

from datetime import date
from typing import Any

from django.db import migrations

SINCE = date(1900, 1, 1)
SET_BY = "default"
WAN = 10_000_00  # 万 in minor units

SCHEMES = {
    "CNY": (
        "五级分层",
        "SPEC ANA-3",
        [
            ("tier_1", "5万以下", "under 50k", 0, "grey"),
            ("tier_2", "5–20万", "50–200k", 5 * WAN, "grey"),
            ("tier_3", "20–100万", "200k–1m", 20 * WAN, "blue"),
            ("tier_4", "100–500万", "1–5m", 100 * WAN, "violet"),
            ("tier_5", "500万+", "5m+", 500 * WAN, "gold"),
        ],
    ),
    "CZK": (
        "五级分层(捷克克朗)",
        "SPEC ANA-3 at a tenth, for crowns of 1993",
        [
            ("tier_1", "0.5万以下", "under 5k", 0, "grey"),
            ("tier_2", "0.5–2万", "5–20k", WAN // 2, "grey"),
            ("tier_3", "2–10万", "20–100k", 2 * WAN, "blue"),
            ("tier_4", "10–50万", "100–500k", 10 * WAN, "violet"),
            ("tier_5", "50万+", "500k+", 50 * WAN, "gold"),
        ],
    ),
}

SETTINGS = [
    ("large_flow_1_minor", "CNY", 20 * WAN, "Managers watch 200 k, 500 k and 1 m"),
    ("large_flow_2_minor", "CNY", 50 * WAN, "Managers watch 200 k, 500 k and 1 m"),
    ("large_flow_3_minor", "CNY", 100 * WAN, "Managers watch 200 k, 500 k and 1 m"),
    ("drop_minimum_minor", "CNY", 5 * WAN, "A smaller loss is not worth a call of its own"),
    ("large_flow_1_minor", "CZK", 2 * WAN, "A tenth of the CNY figure, for crowns of 1993"),
    ("large_flow_2_minor", "CZK", 5 * WAN, "A tenth of the CNY figure, for crowns of 1993"),
    ("large_flow_3_minor", "CZK", 10 * WAN, "A tenth of the CNY figure, for crowns of 1993"),
    ("drop_minimum_minor", "CZK", WAN // 2, "A tenth of the CNY figure, for crowns of 1993"),
    ("drop_bp", "", 3_000, "SPEC ANA-8: 30 % below the mean of three months"),
    ("drop_history_days", "", 30, "A mean over fewer days says nothing"),
    ("drop_quiet_days", "", 30, "One fall makes one task, also when it wavers around the threshold"),
    ("flow_task_days", "", 14, "A payment of two weeks ago is no news; its open task is withdrawn"),
    ("tier_settle_day", "", 6, "Until then the month before decides: an average of a few days is noise"),
]


def add_defaults(apps: Any, schema_editor: Any) -> None:
    scheme_model, band_model = apps.get_model("analytics", "TierScheme"), apps.get_model("analytics", "TierBand")
    setting_model = apps.get_model("analytics", "AnalyticsSetting")
    for currency, (name, reason, bands) in SCHEMES.items():
        scheme = scheme_model.objects.create(
            name=name, currency=currency, valid_from=SINCE, reason=reason, set_by=SET_BY
        )
        band_model.objects.bulk_create(
            band_model(
                scheme=scheme, code=code, label_zh=zh, label_en=en, lower_minor=lower, rank=rank, colour=colour
            )
            for rank, (code, zh, en, lower, colour) in enumerate(bands, start=1)
        )
    setting_model.objects.bulk_create(
        setting_model(code=code, currency=currency, value=value, reason=reason, set_by=SET_BY, valid_from=SINCE)
        for code, currency, value, reason in SETTINGS
    )


def remove_defaults(apps: Any, schema_editor: Any) -> None:
    apps.get_model("analytics", "TierScheme").objects.filter(set_by=SET_BY).delete()
    apps.get_model("analytics", "AnalyticsSetting").objects.filter(set_by=SET_BY).delete()


class Migration(migrations.Migration):
    dependencies = [("analytics", "0003_publish_measures_by_swap")]

    operations = [migrations.RunPython(add_defaults, remove_defaults)]
