"""Units and staff as lists for pages and loads. The tree itself is no secret inside the bank."""

from collections.abc import Iterable

from zhike.contexts.org.models import Staff, Unit


def find_unit_names(unit_ids: Iterable[int]) -> dict[int, str]:
    """Id → name."""
    return dict(Unit.objects.filter(pk__in=set(unit_ids)).values_list("pk", "name"))


def find_staff_names(staff_ids: Iterable[int | None]) -> dict[int, str]:
    """Id → name."""
    return dict(Staff.objects.filter(pk__in={pk for pk in staff_ids if pk}).values_list("pk", "name"))


def unit_ids_by_code() -> dict[str, int]:
    """Code → id of every unit (some thousands at most)."""
    return dict(Unit.objects.values_list("code", "pk"))


def staff_ids_by_number() -> dict[str, int]:
    """Staff number → id of everybody (some tens of thousands at most)."""
    return dict(Staff.objects.values_list("staff_no", "pk"))
