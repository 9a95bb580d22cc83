"""The configuration files of an embedded cluster, written anew at each start."""

import os
import pwd
from collections.abc import Mapping
from pathlib import Path

from zhike.foundation.postgres.places import SYSTEM_USER, Places
from zhike.foundation.postgres.system_user import hand_over

ROLES = ("zhike_owner", "zhike_app", "zhike_loader", "zhike_backup")

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "effective_cache_size": "1GB",
    "max_wal_size": "2GB",
    "synchronous_commit": "on",
    "password_encryption": "scram-sha-256",
    "idle_in_transaction_session_timeout": "10min",
    "client_connection_check_interval": "10s",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "on",
    "log_filename": "postgresql-%a.log",
    "log_truncate_on_rotation": "on",
    "log_rotation_age": "1d",
    "log_line_prefix": "%m [%p] %u ",
    "log_lock_waits": "on",
    # A statement or a DETAIL line would carry customers' names and numbers into the log.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
}


def write_configuration(places: Places, cluster: Path, extra: Mapping[str, str]) -> None:
    """Write postgresql.conf, pg_hba.conf and pg_ident.conf into `cluster`; `extra` overrides single settings."""
    settings = {
        **SETTINGS,
        "unix_socket_directories": '"' + str(places.sockets).replace('"', '""') + '"',
        "log_directory": str(places.logs),
        **extra,
    }
    lines = ["# Written by Zhike at each start; settings of your own belong in local.conf beside this file."]
    lines += [f"{name} = {_quoted(value)}" for name, value in settings.items()]
    lines.append("include_if_exists = 'local.conf'")
    _write(cluster / "postgresql.conf", lines)
    _write(cluster / "pg_hba.conf", ["# TYPE DATABASE USER METHOD", "local all all peer map=zhike"])
    users = {pwd.getpwuid(os.geteuid()).pw_name, *([SYSTEM_USER] if os.geteuid() == 0 else [])}
    mapping = [f'zhike "{user}" {role}' for user in sorted(users) for role in ("postgres", *ROLES)]
    _write(cluster / "pg_ident.conf", ["# MAP OS-USER DATABASE-USER", *mapping])


def _write(file: Path, lines: list[str]) -> None:
    file.write_text("\n".join(lines) + "\n")
    hand_over(file)


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
