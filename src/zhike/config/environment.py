"""Reads the environment once, names what is missing, and never guesses a secret in production.

Every setting a bank may change by environment variable is a field of `Environment`; `docs/how-to/settings.md` lists
them and a test holds the two together.
"""

import base64
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

CHECKOUT = Path(__file__).resolve().parents[3]
PROCESS_ROLES = ("app", "owner", "loader")
_URL_VARIABLES = {"app": "DATABASE_URL", "owner": "DATABASE_OWNER_URL", "loader": "DATABASE_LOADER_URL"}
_SECRET_NAMES = ("ZHIKE_SECRET_KEY", "ZHIKE_FIELD_KEYS", "ZHIKE_INDEX_KEY")


class SettingError(ImproperlyConfigured):
    """A setting is missing or wrong; the text names the variable and what to put there."""


@dataclass(frozen=True)
class Environment:
    """The settings of one process.

    `database_url` is the URL of this process's role, or "" for the embedded cluster below `data_dir`;
    `other_database_urls` holds those given for the other roles, which only `zhike check` tries.
    `field_keys` maps key id to 32 bytes, the first one encrypts; `index_key` keys the blind index.
    """

    process_role: str
    database_url: str
    data_dir: Path
    secret_key: str
    field_keys: dict[str, bytes]
    index_key: bytes
    inbox: Path | None
    mapping: str
    allowed_hosts: list[str]
    debug: bool
    secure_cookies: bool
    real_data: Path | None
    other_database_urls: dict[str, str]


def read_environment(variables: Mapping[str, str] | None = None) -> Environment:
    """Build the settings from `variables` (default: the process environment).

    Without DATABASE_URL the embedded database is meant, and secrets missing from the environment are created once in
    `<data dir>/secrets.env` (mode 0600). With DATABASE_URL every secret must be given; otherwise this raises.
    """
    given = dict(os.environ if variables is None else variables)
    role = given.get("ZHIKE_PROCESS_ROLE", "app")
    if role not in PROCESS_ROLES:
        raise SettingError(f"ZHIKE_PROCESS_ROLE is {role!r}; it must be one of {', '.join(PROCESS_ROLES)}")
    data_dir = Path(given.get("ZHIKE_DATA_DIR") or CHECKOUT / "var").absolute()
    database_url = _database_url(given, role)
    if not database_url:
        try:
            given = {**_kept_secrets(data_dir), **given}
        except OSError as error:
            raise SettingError(f"ZHIKE_DATA_DIR {data_dir} cannot be used: {error.strerror}") from error
    missing = [name for name in _SECRET_NAMES if not given.get(name)]
    if missing:
        raise SettingError(f"set {', '.join(missing)}: see docs/how-to/settings.md")
    return Environment(
        process_role=role,
        database_url=database_url,
        data_dir=data_dir,
        secret_key=given["ZHIKE_SECRET_KEY"],
        field_keys=_field_keys(given["ZHIKE_FIELD_KEYS"]),
        index_key=_decoded("ZHIKE_INDEX_KEY", given["ZHIKE_INDEX_KEY"]),
        inbox=Path(given["ZHIKE_INBOX"]) if given.get("ZHIKE_INBOX") else None,
        mapping=given.get("ZHIKE_MAPPING", "canonical"),
        allowed_hosts=given.get("ZHIKE_ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]").split(","),
        debug=given.get("ZHIKE_DEBUG") == "1",
        secure_cookies=given.get("ZHIKE_SECURE_COOKIES", "1" if database_url else "0") == "1",
        real_data=Path(given["ZHIKE_REAL_DATA"]) if given.get("ZHIKE_REAL_DATA") else None,
        other_database_urls={
            other: given.get(variable, "") for other, variable in _URL_VARIABLES.items() if other != role
        },
    )


def _database_url(given: Mapping[str, str], role: str) -> str:
    variable = _URL_VARIABLES[role]
    if given.get("DATABASE_URL") and not given.get(variable):
        raise SettingError(f"DATABASE_URL is set, so {variable} must be set too for a {role} process")
    return given.get(variable, "")


def _kept_secrets(data_dir: Path) -> dict[str, str]:
    """Secrets of an embedded installation: made at the first start, then read back."""
    path = data_dir / "secrets.env"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        lines = [
            f"ZHIKE_SECRET_KEY={secrets.token_urlsafe(48)}",
            f"ZHIKE_FIELD_KEYS=k1:{base64.b64encode(secrets.token_bytes(32)).decode()}",
            f"ZHIKE_INDEX_KEY={base64.b64encode(secrets.token_bytes(32)).decode()}",
        ]
        aside = path.with_suffix(f".{os.getpid()}")
        aside.touch(mode=0o600)
        aside.write_text("\n".join(lines) + "\n")
        try:
            os.link(aside, path)  # a link fails where another process was first: its secrets win
        except FileExistsError:
            pass
        finally:
            aside.unlink()
    text = path.read_text(errors="replace")  # what was damaged is then a missing or an unusable secret
    return dict(line.split("=", 1) for line in text.splitlines() if "=" in line)


def _field_keys(text: str) -> dict[str, bytes]:
    keys = {}
    for part in text.split(","):
        key_id, separator, value = part.strip().partition(":")
        key = _decoded("ZHIKE_FIELD_KEYS", value)
        if not separator or len(key) != 32:
            raise SettingError("ZHIKE_FIELD_KEYS must be id:base64 of 32 bytes, several separated by commas")
        keys[key_id] = key
    return keys


def _decoded(name: str, value: str) -> bytes:
    try:
        return base64.b64decode(value, validate=True)
    except ValueError as error:
        raise SettingError(f"{name} is not valid base64") from error
