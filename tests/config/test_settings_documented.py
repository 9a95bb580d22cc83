"""Every setting by environment variable is documented, and what is documented exists."""

import re
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
VARIABLE = re.compile(r"\b(ZHIKE_[A-Z_]+|DATABASE_[A-Z_]*URL)\b")
INTERNAL = {"ZHIKE_SERVE_PID", "ZHIKE_SUPERVISOR_PID"}


def test_code_and_documentation_name_the_same_settings() -> None:
    read = set(VARIABLE.findall((CHECKOUT / "src/zhike/config/environment.py").read_text())) - INTERNAL
    rows = re.findall(r"^\| `([A-Z_]+)`", (CHECKOUT / "docs/how-to/settings.md").read_text(), re.M)
    assert sorted(rows) == sorted(read)
    assert len(rows) == len(set(rows))
