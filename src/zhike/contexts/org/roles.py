"""The roles of roles.toml, read once and checked as they are read."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

REACHES = ("own", "unit", "subtree", "bank", "none")


@dataclass(frozen=True)
class Role:
    """`reach` is one of REACHES; `title` and `sentence` are English message ids."""

    code: str
    title: str
    sentence: str
    reach: str
    permissions: frozenset[str]


@cache
def roles() -> dict[str, Role]:
    """Code → role, in the order of the file; raises ValueError for an unknown reach or permission."""
    document = tomllib.loads((Path(__file__).parent / "roles.toml").read_text(encoding="utf-8"))
    known = set(document["permissions"])
    found = {}
    for code, entry in document["roles"].items():
        unknown = set(entry["permissions"]) - known
        if unknown or entry["reach"] not in REACHES:
            raise ValueError(f"role {code}: unknown permission {sorted(unknown)} or reach {entry['reach']!r}")
        found[code] = Role(code, entry["title"], entry["sentence"], entry["reach"], frozenset(entry["permissions"]))
    return found


@cache
def permissions() -> dict[str, str]:
    """Permission → the sentence that explains it, an English message id."""
    document = tomllib.loads((Path(__file__).parent / "roles.toml").read_text(encoding="utf-8"))
    return {code: entry["sentence"] for code, entry in document["permissions"].items()}
