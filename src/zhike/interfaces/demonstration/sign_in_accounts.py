"""Who may sign in to a demonstration bank: one person per role, one password, made for this database.

Kept in `<data dir>/demonstration/sign-ins.json`, readable by its owner only. The people are marked in the database, and
`zhike serve` refuses to serve marked people beyond the machine itself.
"""

import json
import os
import secrets
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.utils import translation
from django.utils.translation import gettext

from zhike.contexts.org.public import Post, Staff, Unit, roles

FILE = "sign-ins.json"
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def demonstration_dir() -> Path:
    """Where the demonstration bank keeps its files."""
    return Path(settings.ZHIKE_DATA_DIR) / "demonstration"


def sign_ins() -> list[tuple[str, str, str]]:
    """(title of the role in Chinese and English, staff number, password); empty where nothing was seeded."""
    path = demonstration_dir() / FILE
    if not path.exists():
        return []
    kept = json.loads(path.read_text(encoding="utf-8"))
    return [(_title(person["role"]), person["staff_no"], kept["password"]) for person in kept["people"]]


def ensure_sign_ins() -> int:
    """Give one person per role the password, marked as demonstration; returns how many. Safe to run again."""
    chosen = _one_per_role()
    password = _kept_password() or "zhike-" + "".join(secrets.choice(_LETTERS) for _ in range(8))
    _keep(password, [(role, staff.staff_no) for role, staff in chosen.items()])
    people = list(chosen.values())
    # One password, so one hash: nine slow ones would only delay every start.
    known = next((staff.password for staff in people if staff.is_demonstration), "")
    encoded = known if check_password(password, known) else make_password(password)
    Staff.objects.filter(pk__in=[staff.pk for staff in people]).update(password=encoded, is_demonstration=True)
    return len(people)


def _one_per_role() -> dict[str, Staff]:
    """In the order of the roles: the first relationship manager, and those of other roles nearest above or beside."""
    posts = list(
        Post.objects.filter(valid_to=None, staff__is_active=True)
        .select_related("staff", "unit")
        .order_by("staff__staff_no")
    )
    manager = next((post for post in posts if post.role == "relationship_manager"), None)
    near = _line_of(manager.unit) if manager else []
    chosen: dict[str, Staff] = {}
    for role in roles():
        held = [post for post in posts if post.role == role]
        # the stable sort keeps the order of numbers among those equally near
        held.sort(key=lambda post: near.index(post.unit_id) if post.unit_id in near else len(near))
        if held and held[0].staff not in chosen.values():
            chosen[role] = held[0].staff
    return chosen


def _line_of(unit: Unit) -> list[int]:
    """The unit and those above it."""
    line = [unit.pk]
    while unit.parent is not None:
        unit = unit.parent
        line.append(unit.pk)
    return line


def _title(role: str) -> str:
    title = roles()[role].title
    with translation.override("zh-hans"):
        return f"{gettext(title)} {title}"


def _kept_password() -> str:
    path = demonstration_dir() / FILE
    return str(json.loads(path.read_text(encoding="utf-8"))["password"]) if path.exists() else ""


def _keep(password: str, people: list[tuple[str, str]]) -> None:
    path = demonstration_dir() / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{FILE}.{os.getpid()}")
    aside.touch(mode=0o600)
    content = {"password": password, "people": [{"role": role, "staff_no": number} for role, number in people]}
    aside.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    aside.replace(path)
