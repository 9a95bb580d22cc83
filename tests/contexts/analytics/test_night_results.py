"""From the lake to what pages read: compute, build the file, publish."""

from datetime import date

import duckdb
import pytest
from django.db import DatabaseError, connection, transaction

from cast import Cast
from lake_bank import LakeBank, noon
from zhike.contexts.analytics.actions.build_night_file import build_night_file, history_days
from zhike.contexts.analytics.actions.compute_measures import compute_measures
from zhike.contexts.analytics.actions.publish_measures import stage_measures, swap_measures
from zhike.contexts.analytics.models import CustomerMeasures, NightFile, TierChange
from zhike.contexts.analytics.public import (
    MeasuresMissingError,
    SettingMissingError,
    aum_trend,
    find_measures,
    flows_of_customer,
    list_holdings,
    portfolio,
    record_tier_changes,
    tier_labels,
)
from zhike.contexts.customers.public import CustomerNotFound
from zhike.contexts.org.public import scope, unscoped
from zhike.contexts.work.public import list_timeline
from zhike.foundation.models import BankProfile, LakePartition

DAY = date(2025, 11, 20)
EVERYBODY = unscoped(reason="test")


def publish(day: date, as_loader) -> None:
    with as_loader():
        compute_measures(business_date=day)
        build_night_file(business_date=day, run="1", at=noon(day))
        with transaction.atomic():
            swap_measures(business_date=day)
        BankProfile.objects.update(published_business_date=day)


def test_measures_are_the_bank_in_figures(bank: LakeBank, as_loader) -> None:
    result = compute_measures(business_date=DAY)
    assert (result.customers, result.large_flows, result.aum_minor) == (3, 1, 1_960_000_00)
    again = dict(LakePartition.objects.values_list("dataset", "digest"))
    compute_measures(business_date=DAY)
    assert dict(LakePartition.objects.values_list("dataset", "digest")) == again


def test_a_currency_without_settings_is_named(bank: LakeBank) -> None:
    BankProfile.objects.update(base_currency="EUR")
    with pytest.raises(SettingMissingError, match="EUR"):
        compute_measures(business_date=DAY)


def test_published_figures_are_seen_by_whose_customer_it_is(bank: LakeBank, cast: Cast, as_loader) -> None:
    publish(DAY, as_loader)
    lin, wu = cast.viewer("lin"), cast.viewer("wu")
    with scope(lin):
        figures = find_measures([cast.mine.pk, cast.colleagues.pk, cast.theirs.pk], viewer=lin)
        assert list(figures) == [cast.mine.pk]
        mine = figures[cast.mine.pk]
        assert (mine.aum_minor, mine.change_minor, mine.liabilities_minor) == (1_100_000_00, 0, 0)
        assert mine.aum_month_average_minor == 1_910_000_00  # 18 days of 2 m, 2 of 1.1 m
        assert (mine.tier_code, mine.next_tier_gap_minor) == ("tier_4", 3_090_000_00)
        assert (mine.drop_bp, mine.large_out_minor) == (4472, 0)
        assert portfolio(viewer=lin).aum_minor == 1_100_000_00
    with scope(wu):
        assert (portfolio(viewer=wu).customers, portfolio(viewer=wu).aum_minor) == (2, 1_130_000_00)


def test_the_night_file_answers_for_one_customer(bank: LakeBank, cast: Cast, as_loader) -> None:
    publish(DAY, as_loader)
    lin = cast.viewer("lin")
    with scope(lin):
        trend = aum_trend(cast.mine.pk, viewer=lin)
        assert [point.total_minor for point in trend.days[-3:]] == [2_000_000_00, 1_100_000_00, 1_100_000_00]
        assert trend.months[-1].by_kind == {"demand_deposit": 100_000_00, "wealth_product": 1_000_000_00}
        assert trend.months[0].on == date(2025, 7, 31)
        (flow,) = flows_of_customer(cast.mine.pk, viewer=lin, days=30)
        assert (flow.direction, flow.amount_minor, flow.own_account_elsewhere) == ("out", 900_000_00, True)
        assert (flow.counterparty_bank, flow.last_on) == ("招商银行", date(2025, 11, 19))
        assert flows_of_customer(cast.mine.pk, viewer=lin, days=1) == []
        for ask in (aum_trend, flows_of_customer):
            with pytest.raises(CustomerNotFound):
                ask(cast.theirs.pk, viewer=lin)
        assert list_holdings(cast.theirs.pk, viewer=lin) == []


def test_without_a_night_pages_are_empty_not_broken(cast: Cast) -> None:
    lin = cast.viewer("lin")
    with scope(lin):
        assert aum_trend(cast.mine.pk, viewer=lin).months == ()
        assert flows_of_customer(cast.mine.pk, viewer=lin) == []
        assert portfolio(viewer=lin).business_date is None


def test_the_file_knows_no_owner_and_no_name(bank: LakeBank, as_loader, tmp_path) -> None:
    publish(DAY, as_loader)
    path = tmp_path / "var" / NightFile.objects.get().path
    with duckdb.connect(str(path), read_only=True) as file:
        columns = {row[0] for row in file.execute("SELECT column_name FROM information_schema.columns").fetchall()}
    assert not columns & {"owner_id", "scope_unit_id", "name", "customer_no", "unit_id"}
    assert path.stat().st_mode & 0o077 == 0 or path.parent.stat().st_mode & 0o077 == 0


def test_history_days_are_thirteen_month_ends_today_and_thirty_days() -> None:
    found = history_days(DAY)
    months = [day for point, day in found if point == "month"]
    assert (len(months), months[0], months[-2:]) == (14, date(2024, 10, 31), [date(2025, 10, 31), DAY])
    assert len([day for point, day in found if point == "day"]) == 30
    assert [day for point, day in history_days(date(2025, 10, 31)) if point == "month"][-1] == date(2025, 10, 31)


def test_a_handover_between_copy_and_swap_holds(bank: LakeBank, cast: Cast, as_loader) -> None:
    with as_loader():
        compute_measures(business_date=DAY)
        assert stage_measures(business_date=DAY) == 3
    with scope(EVERYBODY):
        cast.mine.owner, cast.mine.scope_unit = cast.staff["ye"], cast.units["west"]
        cast.mine.save()
    with as_loader(), transaction.atomic():
        assert swap_measures(business_date=DAY) == 1
    ye, lin = cast.viewer("ye"), cast.viewer("lin")
    with scope(ye):
        assert set(find_measures([cast.mine.pk, cast.theirs.pk], viewer=ye)) == {cast.mine.pk, cast.theirs.pk}
    with scope(lin):
        assert find_measures([cast.mine.pk], viewer=EVERYBODY) == {}


def test_the_table_in_waiting_is_the_loaders_alone(bank: LakeBank, as_loader) -> None:
    with as_loader():
        compute_measures(business_date=DAY)
        with connection.cursor() as cursor:
            cursor.execute("SELECT analytics_prepare_measures()")
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        CustomerMeasures.objects.raw("SELECT * FROM analytics_customer_measures_next")[0]
    for call in ("analytics_prepare_measures()", "analytics_seal_measures()", "analytics_swap_measures(1)"):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"SELECT {call}")


def _shape() -> dict[str, object]:
    with connection.cursor() as cursor:
        shape: dict[str, object] = {}
        for name, sql in {
            "indexes": "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s ORDER BY 1",
            "policies": "SELECT policyname, permissive, roles::text, cmd, qual, with_check FROM pg_policies"
            " WHERE tablename = %s ORDER BY 1",
            "columns": "SELECT column_name, data_type, is_nullable FROM information_schema.columns"
            " WHERE table_name = %s ORDER BY ordinal_position",
            "grants": "SELECT grantee, privilege_type FROM information_schema.role_table_grants"
            " WHERE table_name = %s AND grantee <> 'zhike_owner' ORDER BY 1, 2",
            "security": "SELECT relrowsecurity, relforcerowsecurity, pg_get_userbyid(relowner) FROM pg_class"
            " WHERE relname = %s",
            "constraints": "SELECT conname, contype FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'p'",
        }.items():
            cursor.execute(sql, ["analytics_customer_measures"])
            shape[name] = cursor.fetchall()
        return shape


def test_a_swapped_table_is_like_the_one_before(bank: LakeBank, as_loader, as_owner) -> None:
    with as_owner():
        before = _shape()
    for day in (date(2025, 11, 19), DAY):
        publish(day, as_loader)
        with as_owner():
            assert _shape() == before
    assert len(before["indexes"]) == 7
    assert before["security"] == [(True, True, "zhike_owner")]


def test_what_was_not_computed_is_not_published(bank: LakeBank, as_loader) -> None:
    with as_loader(), pytest.raises(MeasuresMissingError):
        stage_measures(business_date=DAY)
    with pytest.raises(MeasuresMissingError):
        build_night_file(business_date=DAY, run="1", at=noon(DAY))


def test_another_nights_staged_table_is_not_taken_for_this_one(bank: LakeBank, cast: Cast, as_loader) -> None:
    earlier = date(2025, 11, 18)
    with as_loader():
        compute_measures(business_date=earlier)
        compute_measures(business_date=DAY)
        stage_measures(business_date=earlier)
        with transaction.atomic():
            swap_measures(business_date=DAY)
        assert set(CustomerMeasures.objects.values_list("business_date", flat=True)) == {DAY}


def test_a_change_of_tier_is_recorded_once_with_its_line(bank: LakeBank, cast: Cast, as_loader) -> None:
    """李秀兰: (19 × 180 k + 830 k) ÷ 20 = 212.5 k on the 20th, from 180 k the day before."""
    with as_loader():
        for day in (date(2025, 11, 19), DAY):
            compute_measures(business_date=day)
            record_tier_changes(business_date=day, at=noon(day))
        assert record_tier_changes(business_date=DAY, at=noon(DAY)) == 1
    ye = cast.viewer("ye")
    with scope(ye):
        change = TierChange.objects.get(customer_id=cast.theirs.pk)
        assert (change.from_code, change.to_code, change.on) == ("tier_2", "tier_3", DAY)
        (line,) = list_timeline(cast.theirs.pk, viewer=ye)
        assert (line.title_code, line.params["to"]) == ("tier_up", tier_labels(DAY)["tier_3"].label_zh)
    lin = cast.viewer("lin")
    with scope(lin):
        assert not TierChange.objects.exists()
