"""The sign-ins a demonstration bank offers; there are none in any other database."""

from dataclasses import dataclass

from django.utils.translation import gettext

from zhike.contexts.org.public import Staff, roles
from zhike.foundation.models import BankProfile


@dataclass(frozen=True)
class DemonstrationSignIn:
    """One person to try, by staff number."""

    staff_no: str
    name: str
    role_title: str


def list_demonstration_sign_ins(profile: BankProfile) -> list[DemonstrationSignIn]:
    """One person per role, in the order of the roles; empty unless the bank is a demonstration."""
    if not profile.is_demonstration:
        return []
    found: dict[str, DemonstrationSignIn] = {}
    people = Staff.objects.filter(is_demonstration=True, is_active=True).prefetch_related("posts").order_by("staff_no")
    for person in people:
        for post in person.posts.all():
            title = gettext(roles()[post.role].title)
            found.setdefault(post.role, DemonstrationSignIn(person.staff_no, person.name, title))
    return [found[role] for role in roles() if role in found]
