"""What `zhike check` looks at: one function each, which says what is wrong and how to mend it."""

import shutil
import stat
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import click
import psycopg
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

import zhike
from zhike.foundation import browser_libraries
from zhike.foundation.models import BankProfile, NightRun
from zhike.foundation.postgres import embedded

OLDEST_POSTGRESQL = 15
EXTENSIONS = ("pg_trgm", "btree_gin")
MIGRATE = "zhike migrate"
LEAST_FREE_BYTES = 5 * 1024**3
SOURCE = Path(zhike.__path__[0])


@dataclass(frozen=True)
class Finding:
    """The outcome of one check; `mend` is empty where nothing is wrong."""

    name: str
    said: str
    mend: str = ""

    @property
    def is_right(self) -> bool:
        return not self.mend


def look_at_everything() -> list[Finding]:
    """Run every check; one that breaks is a finding too, and those that need an absent database say so."""
    findings = [_guarded(*check) for check in WITHOUT_DATABASE]
    reachable = _guarded("database", look_at_database)
    findings.append(reachable)
    if reachable.is_right:
        findings += [_guarded(*check) for check in WITH_DATABASE]
    return findings


def _guarded(name: str, look: Callable[[str], Finding]) -> Finding:
    try:
        return look(name)
    except (DatabaseError, OSError, psycopg.Error) as error:
        return Finding(name, f"cannot be looked at: {str(error).strip()}", "mend what the line above names first")


def look_at_data_folder(name: str) -> Finding:
    folder = settings.ZHIKE_DATA_DIR
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        mend = "give the user that runs zhike the right to write there, or set ZHIKE_DATA_DIR"
        return Finding(name, f"{folder}: {error.strerror}", mend)
    return Finding(name, f"{folder} can be written")


def look_at_disk(name: str) -> Finding:
    free = shutil.disk_usage(settings.ZHIKE_DATA_DIR).free
    said = f"{free / 1024**3:.1f} GB free at {settings.ZHIKE_DATA_DIR}"
    return Finding(
        name, said, "" if free >= LEAST_FREE_BYTES else "free at least 5 GB: a night writes aside before it swaps"
    )


def look_at_secrets(name: str) -> Finding:
    kept = settings.ZHIKE_DATA_DIR / "secrets.env"
    if settings.ENVIRONMENT.database_url and len(settings.SECRET_KEY) < 40:
        return Finding(name, "ZHIKE_SECRET_KEY is short", "give it 50 random characters")
    if settings.DEBUG and settings.ENVIRONMENT.database_url:
        return Finding(name, "ZHIKE_DEBUG is on", "unset it: error pages would show data")
    if kept.exists() and stat.S_IMODE(kept.stat().st_mode) & 0o077:
        return Finding(name, f"others may read {kept}", f"chmod 600 {kept}")
    return Finding(name, f"{len(settings.ZHIKE_FIELD_KEYS)} field key(s), index key and session key are set")


def look_at_browser_libraries(name: str) -> Finding:
    missing = browser_libraries.missing_files()
    if missing:
        mend = "python -m zhike.foundation.browser_libraries"
        return Finding(name, f"missing: {', '.join(missing[:5])} ({len(missing)} in all)", mend)
    return Finding(name, "all present")


def look_at_translations(name: str) -> Finding:
    texts = list(SOURCE.glob("**/locale/*/LC_MESSAGES/*.po"))
    stale = [text for text in texts if not text.with_suffix(".mo").exists()]
    if stale or not texts:
        said = f"{len(stale)} of {len(texts)} catalogues are not compiled"
        return Finding(name, said, "python -m zhike.foundation.translations")
    return Finding(name, f"{len(texts)} catalogues compiled")


def look_at_database(name: str) -> Finding:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('server_version_num')::int")
            version = cursor.fetchone()[0] // 10000
    except DatabaseError as error:
        mend = "see that PostgreSQL runs and DATABASE_URL is right; without DATABASE_URL `zhike demo` starts its own"
        return Finding(name, f"does not answer: {str(error).strip()}", mend)
    said = f"PostgreSQL {version} answers"
    return Finding(name, said, "" if version >= OLDEST_POSTGRESQL else f"use PostgreSQL {OLDEST_POSTGRESQL} or newer")


def look_at_role(name: str) -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        role, superuser, bypasses = cursor.fetchone()
        cursor.execute(
            "SELECT count(*) FROM pg_tables"
            " WHERE schemaname = 'public' AND pg_has_role(current_user, tableowner, 'USAGE')"
        )
        owned = cursor.fetchone()[0]
    faults = [
        text for fault, text in ((superuser, "a superuser"), (bypasses, "BYPASSRLS"), (owned, "an owner")) if fault
    ]
    if faults:
        mend = "let DATABASE_URL name zhike_app; roles are made by foundation/postgres/roles.sql"
        return Finding(name, f"{role} is {' and '.join(faults)}: row-level security would not hold", mend)
    return Finding(name, f"{role} is neither superuser nor owner, and has no BYPASSRLS")


def look_at_other_roles(name: str) -> Finding:
    """Owner and loader are processes of their own; where their URLs are not given here there is nothing to try."""
    answers, wrong = [], []
    for role, url in _other_urls().items():
        try:
            with psycopg.connect(url, connect_timeout=5) as other:
                found = other.execute("SELECT current_user").fetchone()
            answers.append(f"{role} as {found[0] if found else '?'}")
        except psycopg.Error as error:
            wrong.append(f"{role}: {str(error).strip()}")
    if wrong:
        return Finding(
            name, "; ".join(wrong), "see DATABASE_OWNER_URL and DATABASE_LOADER_URL in docs/how-to/settings.md"
        )
    return Finding(name, ", ".join(answers) or "no URLs of other roles given to this process")


def _other_urls() -> dict[str, str]:
    environment = settings.ENVIRONMENT
    if not environment.database_url:
        return {role: embedded.url_for(environment.data_dir, f"zhike_{role}") for role in ("owner", "loader")}
    return {role: url for role, url in environment.other_database_urls.items() if url}


def look_at_fence(name: str) -> Finding:
    """Every table with the two scope columns must have row-level security, forced."""
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT relname, relrowsecurity AND relforcerowsecurity FROM pg_class
            WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace AND (
                SELECT count(*) FROM pg_attribute
                WHERE attrelid = pg_class.oid AND attname IN ('scope_unit_id', 'owner_id') AND NOT attisdropped
            ) = 2 ORDER BY relname
        """)
        tables = dict(cursor.fetchall())
    open_tables = [table for table, forced in tables.items() if not forced]
    if open_tables or not tables:
        said = f"row-level security is not forced on: {', '.join(open_tables) or 'any table'}"
        return Finding(name, said, "zhike migrate; if that does not help, somebody has changed the database by hand")
    return Finding(name, f"row-level security is forced on {len(tables)} tables")


def refuse_unready_database() -> None:
    """Raises where pages or jobs would fail one by one: the database is not at this version, or does not answer."""
    connection.ensure_connection()
    finding = look_at_migrations("migrations")
    connection.close()
    if finding.mend == MIGRATE:
        raise click.ClickException(f"{finding.said} of the database's migrations: run `{MIGRATE}`")


def look_at_migrations(name: str) -> Finding:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        first = plan[0][0]
        return Finding(name, f"{len(plan)} are missing, first {first.app_label}.{first.name}", MIGRATE)
    unknown = set(executor.loader.applied_migrations) - set(executor.loader.graph.nodes)
    if unknown:
        mend = "run the version that made this database, or a newer one"
        return Finding(name, f"the database knows {len(unknown)} that this version does not", mend)
    return Finding(name, "in step")


def look_at_extensions(name: str) -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SELECT extname FROM pg_extension")
        present = {row[0] for row in cursor.fetchall()}
    missing = [extension for extension in EXTENSIONS if extension not in present]
    if missing:
        mend = "; ".join(f"CREATE EXTENSION {extension}" for extension in missing)
        return Finding(name, f"missing: {', '.join(missing)}", f"as superuser in the database: {mend}")
    return Finding(name, ", ".join(EXTENSIONS))


def look_at_clock(name: str) -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        apart = abs((timezone.now() - cursor.fetchone()[0]).total_seconds())
    said = f"{settings.TIME_ZONE}, {apart:.1f} s apart from the database"
    return Finding(
        name, said, "" if apart < 5 else "set both machines' clocks by NTP: tasks and audit carry these times"
    )


def look_at_nights(name: str) -> Finding:
    failed = NightRun.objects.filter(state=NightRun.State.FAILED).order_by("business_date").first()
    if failed:
        day = failed.business_date
        said = f"the night of {day} failed"
        return Finding(name, said, f"look at Nights in the pages for its reason, then: zhike nightly --date {day}")
    bank = BankProfile.objects.first()
    if bank is None or bank.published_business_date is None:
        return Finding(name, "no business date is published yet (zhike seed, or zhike ingest and zhike nightly)")
    day = bank.published_business_date
    late = bank.clock == BankProfile.Clock.WALL and timezone.localdate() - day > timedelta(days=4)
    said = f"published up to {day}"
    return Finding(name, said, "see that deliveries arrive, then zhike ingest and zhike nightly" if late else "")


WITHOUT_DATABASE: list[tuple[str, Callable[[str], Finding]]] = [
    ("data folder", look_at_data_folder),
    ("disk space", look_at_disk),
    ("secrets", look_at_secrets),
    ("browser libraries", look_at_browser_libraries),
    ("translations", look_at_translations),
]
WITH_DATABASE: list[tuple[str, Callable[[str], Finding]]] = [
    ("role", look_at_role),
    ("other roles", look_at_other_roles),
    ("extensions", look_at_extensions),
    ("migrations", look_at_migrations),
    ("fence", look_at_fence),
    ("clock", look_at_clock),
    ("nights", look_at_nights),
]
