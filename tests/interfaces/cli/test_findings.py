"""`zhike check` sees each fault it is for."""

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import connection
from django.utils import timezone

from zhike.foundation.models import BankProfile, NightRun
from zhike.interfaces.cli import check, findings


@pytest.fixture(autouse=True)
def folder(settings: object, own_data_dir: None) -> Path:
    path: Path = settings.ZHIKE_DATA_DIR  # type: ignore[attr-defined]
    path.mkdir()
    return path


def test_the_application_role_is_right(db: None) -> None:
    assert findings.look_at_role("role").is_right


def test_an_owner_is_wrong(db: None, as_owner) -> None:
    with as_owner():
        found = findings.look_at_role("role")
    assert "an owner" in found.said
    assert "zhike_app" in found.mend


def test_an_unfenced_table_is_found(db: None, as_owner) -> None:
    assert findings.look_at_fence("fence").is_right
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE left_open (scope_unit_id bigint, owner_id bigint)")
        found = findings.look_at_fence("fence")
    assert "left_open" in found.said


def test_missing_and_unknown_migrations_are_found(db: None, as_owner) -> None:
    assert findings.look_at_migrations("migrations").is_right
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('org', '0999_later', now())")
        assert "1 that this version does not" in findings.look_at_migrations("migrations").said
        cursor.execute("DELETE FROM django_migrations WHERE app = 'care'")
        assert findings.look_at_migrations("migrations").mend == "zhike migrate"


def test_a_failed_night_is_found(db: None) -> None:
    day = date(2026, 11, 20)
    NightRun.objects.create(business_date=day, state=NightRun.State.FAILED, started_at=timezone.now())
    assert findings.look_at_nights("nights").mend.endswith("zhike nightly --date 2026-11-20")


@pytest.mark.parametrize(("clock", "right"), [("wall", False), ("data", True)])
def test_an_old_data_date_is_wrong_where_the_wall_clock_rules(clock: str, right: bool, db: None) -> None:
    BankProfile.objects.create(name="银行", clock=clock, published_business_date=date(1993, 12, 31))
    assert findings.look_at_nights("nights").is_right is right


def test_secrets_others_may_read_are_found(folder: Path) -> None:
    kept = folder / "secrets.env"
    kept.touch(mode=0o600)
    assert findings.look_at_secrets("secrets").is_right
    kept.chmod(0o644)
    assert findings.look_at_secrets("secrets").mend == f"chmod 600 {kept}"


def test_a_missing_data_folder_is_found(folder: Path) -> None:
    assert findings.look_at_data_folder("data folder").is_right
    folder.rmdir()
    assert "ZHIKE_DATA_DIR" in findings.look_at_data_folder("data folder").mend


def test_programs_read_json(db: None) -> None:
    answer = CliRunner().invoke(check.command, ["--json"])
    told = json.loads(answer.output)
    assert answer.exit_code == (0 if told["right"] else 1)
    assert {"database", "role", "fence", "migrations", "nights"} <= {one["name"] for one in told["checks"]}
