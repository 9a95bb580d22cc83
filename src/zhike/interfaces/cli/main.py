"""The `zhike` command: a table of commands, each loaded only when it is called."""

import errno
import functools
import importlib
import os
import signal
import sys
from collections.abc import Callable
from typing import Any, NamedTuple

import click
import django
import psycopg
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, OperationalError
from rich.console import Console
from rich.markup import escape

from zhike.foundation.postgres.binaries import PostgresError
from zhike.foundation.postgres.borrowing import borrowed_server
from zhike.foundation.processes import die_with_parent


class Entry(NamedTuple):
    """One command: the role its process has in the database ("" for none), and its line of help."""

    role: str
    help: str


COMMANDS = {
    "demo": Entry("", "Serve a demonstration bank, complete, from one command. 演示银行，一条命令启动"),
    "serve": Entry("app", "Serve the pages. 启动网页服务"),
    "worker": Entry("app", "Run background jobs. 运行后台任务"),
    "migrate": Entry("owner", "Bring the database to this version. 升级数据库结构"),
    "seed": Entry("loader", "Make or continue the demonstration bank. 生成或延续演示银行"),
    "ingest": Entry("loader", "Check and load the core system's deliveries. 校验并装载核心系统数据"),
    "nightly": Entry("loader", "Run the night of one or more business dates. 运行日终批处理"),
    "check": Entry("app", "Say what is wrong with this installation and how to mend it. 自检"),
    "version": Entry("", "Print versions. 版本"),
}


class LazyCommands(click.Group):
    """Imports `zhike.interfaces.cli.<name>` on call and takes its `command`; a broken one leaves the others whole."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        entry = COMMANDS.get(name)
        if entry is None:
            return None
        if entry.role:
            become(entry.role)
        command: click.Command = importlib.import_module(f"zhike.interfaces.cli.{name}").command
        if entry.role and command.callback and not hasattr(command.callback, "needs_database"):
            command.callback = _with_database(command.callback)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.help) for name, entry in COMMANDS.items()])


def become(role: str) -> None:
    """Make this process one of role `role` ("app", "owner", "loader") and set Django up."""
    os.environ["ZHIKE_PROCESS_ROLE"] = role
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhike.config.settings")
    try:
        django.setup()
    except ImproperlyConfigured as error:
        raise click.ClickException(str(error)) from error


def _with_database(callback: Callable[..., Any]) -> Callable[..., Any]:
    """Where no DATABASE_URL is given, keep the embedded PostgreSQL running while the command runs."""

    @functools.wraps(callback)
    def wrapped(*arguments: Any, **options: Any) -> Any:
        if settings.ENVIRONMENT.database_url:
            return callback(*arguments, **options)
        signal.signal(signal.SIGTERM, _leave)
        with borrowed_server(settings.ZHIKE_DATA_DIR, announce=announce):
            return callback(*arguments, **options)

    wrapped.needs_database = True  # type: ignore[attr-defined]
    return wrapped


def _leave(number: int, frame: object) -> None:
    """TERM ends a command like an error does, so that it gives the embedded server back on its way out."""
    sys.exit(128 + number)


def announce(text: str) -> None:
    """One line of what is going on, to standard error."""
    Console(stderr=True, highlight=False).print(f"[dim]·[/] {escape(text)}")


@click.group(cls=LazyCommands, context_settings={"help_option_names": ["-h", "--help"]})
def zhike() -> None:
    """Zhike 知客: customer relationship management for a commercial bank. 商业银行客户关系管理"""


def main() -> None:
    """Run the command line; errors a person can mend end with one sentence and exit code 1."""
    if supervisor := os.environ.pop("ZHIKE_SUPERVISOR_PID", ""):
        die_with_parent(int(supervisor))
    try:
        zhike()
    except (ImproperlyConfigured, PostgresError) as error:
        sys.exit(f"Error: {error}")
    except DatabaseError as error:
        sentence = _about_database(error)
        if not sentence:
            raise
        sys.exit(f"Error: {sentence}")
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EPERM, errno.EROFS):
            raise
        sys.exit(f"Error: {error.filename or settings.ZHIKE_DATA_DIR}: {error.strerror}")


def _about_database(error: DatabaseError) -> str:
    """What a person can do about it; "" for a defect of ours."""
    if isinstance(error.__cause__, (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn)):
        return "the database is not at this version: run `zhike migrate`"
    if isinstance(error, OperationalError):
        reason = str(error).strip().partition("\n")[0]
        return f"the database does not answer: {reason}. `zhike check` says what is wrong"
    return ""


if __name__ == "__main__":
    main()
