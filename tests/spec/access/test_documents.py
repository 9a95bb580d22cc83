"""What docs/rules/access.md quotes is what the database is told, and its table of reaches is roles.toml."""

import re
from pathlib import Path

from zhike.contexts.org.public import roles
from zhike.foundation.row_security import FENCE_CONDITION

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "rules" / "access.md").read_text(encoding="utf-8")


def test_the_policy_is_quoted_to_the_letter() -> None:
    (quoted,) = re.findall(r"```sql\n(.*?)```", PAGE, re.S)
    assert quoted.split() == FENCE_CONDITION.format(customer="customer_id").split()


def test_every_role_stands_at_its_reach() -> None:
    listed = {
        role.strip().replace(" ", "_").replace("-", "_"): reach
        for reach, named in re.findall(r"^\| (own|unit|subtree|bank|none) \|[^|]*\| ([^|]*) \|$", PAGE, re.M)
        for role in named.split(",")
    }
    assert listed == {code: role.reach for code, role in roles().items()}
