"""Which database this process talks to, and as whom: one process, one PostgreSQL role."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.db import connections

from zhike.config.environment import Environment, SettingError
from zhike.foundation.postgres import embedded

POOL = {"min_size": 2, "max_size": 16, "timeout": 30, "max_idle": 300}


def database_settings(environment: Environment) -> dict[str, Any]:
    """Django's settings dict for the role of this process; raises SettingError for a URL that is not PostgreSQL's."""
    url = environment.database_url or embedded.url_for(environment.data_dir, f"zhike_{environment.process_role}")
    return {
        "ENGINE": "django.db.backends.postgresql",
        **_parts(url),
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": False,
        "DISABLE_SERVER_SIDE_CURSORS": True,
    }


def share_connections() -> None:
    """Let the requests of this process wait for one of a few connections, instead of opening one each.

    A hundred people who click at the same moment would otherwise meet PostgreSQL's limit, as an error. Audit rows go
    over connections of their own (see foundation.audit), so nobody who holds one waits for a second of the same.
    Connections of this process must be closed before.
    """
    default = connections["default"]
    default.settings_dict["CONN_HEALTH_CHECKS"] = True  # one that died with its server is replaced, not handed out
    default.settings_dict["OPTIONS"]["pool"] = POOL


def _parts(url: str) -> dict[str, Any]:
    try:
        split = urlsplit(url)
        port = str(split.port or "")
    except ValueError as error:
        raise SettingError(f"DATABASE_URL cannot be read: {error}") from error
    if split.scheme not in ("postgres", "postgresql"):
        raise SettingError("DATABASE_URL must begin with postgresql://")
    options = dict(parse_qsl(split.query))
    host = options.pop("host", "") or unquote(split.hostname or "")
    return {
        "NAME": unquote(split.path.lstrip("/")) or "zhike",
        "USER": unquote(split.username or ""),
        "PASSWORD": unquote(split.password or ""),
        "HOST": host,
        "PORT": options.pop("port", "") or port,
        "OPTIONS": options,
    }
