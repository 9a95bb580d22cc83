"""The invented bank's units and staff."""

import numpy as np

from zhike.interfaces.demonstration.bank import Staff, Units
from zhike.interfaces.demonstration.names import person_names, word_list

CUSTOMERS_PER_OUTLET = 2_000
SMALLEST_OUTLETS = 6
OUTLETS_PER_SUB_BRANCH = 3
FIRST_STAFF_NUMBER = 100_001
HEAD_OFFICE, BRANCH = 0, 1


def make_units(customers: int) -> Units:
    """Head office with departments, one branch, and as many sub-branches and outlets as `customers` need."""
    words = word_list("bank.toml")
    outlets = max(SMALLEST_OUTLETS, customers // CUSTOMERS_PER_OUTLET)
    rows = [("800000", -1, words["bank"], "head_office"), ("880000", HEAD_OFFICE, words["branch"], "branch")]
    rows += [(one["code"], HEAD_OFFICE, one["name"], "department") for one in words["department"]]
    for number in range(-(-outlets // OUTLETS_PER_SUB_BRANCH)):
        pattern = words["sub_branch"][number % len(words["sub_branch"])]
        again = number // len(words["sub_branch"])
        suffix = f"{again + 1}" if again else ""
        parent = len(rows)
        rows.append((f"88{number + 1:02}00", BRANCH, pattern["name"] + suffix, "sub_branch"))
        rows += [
            (f"88{number + 1:02}{place + 1:02}", parent, name + suffix, "outlet")
            for place, name in enumerate(pattern["outlets"])
        ]
    code, above, name, kind = (np.array(column) for column in zip(*rows, strict=True))
    return Units(code=code, parent=above.astype(np.int64), name=name, kind=kind)


def make_staff(rng: np.random.Generator, units: Units, customers: int) -> Staff:
    """Heads, managers and head-office people; two or three relationship managers an outlet, more in a larger bank."""
    departments = np.flatnonzero(units.kind == "department").tolist()
    posts: list[tuple[int, str]] = list(
        zip(departments, ("analyst", "operations", "auditor", "system_administrator"), strict=True)
    )
    posts.append((BRANCH, "branch_head"))
    posts += [(row, "sub_branch_head") for row in np.flatnonzero(units.kind == "sub_branch").tolist()]
    outlets = np.flatnonzero(units.kind == "outlet").tolist()
    managers = max(2, customers // len(outlets) // 150)
    for place, row in enumerate(outlets):
        posts += [(row, "outlet_head"), (row, "lobby_manager")]
        posts += [(row, "relationship_manager")] * (managers + place % 2)
    count = len(posts)
    unit, role = (np.array(column) for column in zip(*posts, strict=True))
    names = person_names(rng, rng.random(count) < 0.45, rng.integers(1968, 1999, count))
    number = (FIRST_STAFF_NUMBER + np.arange(count)).astype("U6")
    return Staff(number=number, name=names, unit=unit.astype(np.int64), role=role)
