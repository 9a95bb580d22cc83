"""Who may open a view: nobody, until its route says so."""

from enum import Enum
from typing import Protocol

from zhike.interfaces.web.routes import PUBLIC, SIGNED_IN


class Answer(Enum):
    """What the door says: come in, sign in first, or nothing here (a refusal looks like absence)."""

    OPEN = "open"
    SIGN_IN = "sign in"
    ABSENT = "absent"


class HoldsPermissions(Protocol):
    def may(self, permission: str) -> bool: ...


def answer_for(permission: str | None, viewer: HoldsPermissions | None) -> Answer:
    """The answer to `viewer` (None: not signed in) at a view that asks `permission` (None: it declares none)."""
    if permission is None:
        return Answer.ABSENT
    if permission == PUBLIC:
        return Answer.OPEN
    if viewer is None:
        return Answer.SIGN_IN
    if permission == SIGNED_IN or viewer.may(permission):
        return Answer.OPEN
    return Answer.ABSENT
