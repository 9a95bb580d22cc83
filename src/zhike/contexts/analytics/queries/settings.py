"""Thresholds and tier bands as they stand on a day."""

from dataclasses import dataclass
from datetime import date

from zhike.contexts.analytics.models import AnalyticsSetting, TierBand
from zhike.contexts.analytics.types import TierLabel
from zhike.foundation import calendar


class SettingMissingError(LookupError):
    """No row of AnalyticsSetting or TierScheme is valid on the day; the text names the one to add."""


@dataclass(frozen=True)
class Thresholds:
    """Every threshold of the night, as valid on one day for a bank that counts in `currency`.

    `large_flows_minor` ascends: a flow counts from the first, its urgency rises with the others.
    """

    currency: str
    large_flows_minor: tuple[int, int, int]
    drop_bp: int
    drop_minimum_minor: int
    drop_history_days: int
    drop_quiet_days: int
    flow_task_days: int
    tier_settle_day: int


def get_thresholds(on: date, currency: str) -> Thresholds:
    """The thresholds valid on `on`; raises SettingMissingError naming the first row that is missing."""
    rows = AnalyticsSetting.objects.filter(currency__in=["", currency], valid_from__lte=on).order_by("valid_from")
    values = {row.code: int(row.value) for row in rows}

    def value(code: str) -> int:
        try:
            return values[code]
        except KeyError as error:
            raise SettingMissingError(f"add a setting {code!r} for {currency} valid on {on}") from error

    return Thresholds(
        currency=currency,
        large_flows_minor=(
            value("large_flow_1_minor"),
            value("large_flow_2_minor"),
            value("large_flow_3_minor"),
        ),
        drop_bp=value("drop_bp"),
        drop_minimum_minor=value("drop_minimum_minor"),
        drop_history_days=value("drop_history_days"),
        drop_quiet_days=value("drop_quiet_days"),
        flow_task_days=value("flow_task_days"),
        tier_settle_day=value("tier_settle_day"),
    )


def list_tier_labels(on: date | None = None) -> list[TierLabel]:
    """Bands of the scheme valid on `on` (default: the published day), the lowest first.

    Raises SettingMissingError where the bank's currency has no scheme.
    """
    profile = calendar.bank()
    day = on or calendar.business_date(profile) or calendar.today(profile)
    bands = list(
        TierBand.objects.filter(scheme__currency=profile.base_currency, scheme__valid_from__lte=day).order_by(
            "-scheme__valid_from", "rank"
        )
    )
    if not bands:
        raise SettingMissingError(f"add a tier scheme for {profile.base_currency} valid on {day}")
    return [_label(band) for band in bands if band.scheme_id == bands[0].scheme_id]


def tier_labels(on: date | None = None) -> dict[str, TierLabel]:
    """Code → band, the lowest first; see list_tier_labels."""
    return {label.code: label for label in list_tier_labels(on)}


def _label(band: TierBand) -> TierLabel:
    return TierLabel(
        code=band.code,
        label_zh=band.label_zh,
        label_en=band.label_en,
        lower_minor=band.lower_minor,
        rank=band.rank,
        colour=band.colour,
    )
