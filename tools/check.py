"""`make check`: every check that needs no database, two at a time, with one closing list."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
PYTHON = sys.executable

CHECKS = {
    "types": [PYTHON, "-m", "mypy"],
    "style": [str(BIN / "ruff"), "check", "--quiet", "--cache-dir", "var/cache/ruff", "."],
    "format": [str(BIN / "ruff"), "format", "--check", "--quiet", "--cache-dir", "var/cache/ruff", "."],
    "imports": [str(BIN / "lint-imports"), "--cache-dir", "var/cache/imports"],
    "sizes and names": [PYTHON, "tools/check_sizes.py"],
    "templates": [PYTHON, "tools/check_templates.py"],
    "migrations": [PYTHON, "-W", "ignore", "tools/check_migrations.py"],
    "secrets": [PYTHON, "tools/check_secrets.py"],
    "translations": [PYTHON, "-m", "zhike.foundation.translations", "--check"],
}


class Outcome(NamedTuple):
    name: str
    passed: bool
    seconds: float
    output: str


def run(name: str) -> Outcome:
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "src"),
        "ZHIKE_DATA_DIR": str(ROOT / "var" / "cache" / "check"),
        "ZHIKE_PROCESS_ROLE": "owner",
        "DJANGO_SETTINGS_MODULE": "zhike.config.settings",
    }
    environment = {key: value for key, value in environment.items() if not key.startswith("DATABASE_")}
    begun = time.monotonic()
    finished = subprocess.run(CHECKS[name], cwd=ROOT, env=environment, capture_output=True, text=True)
    output = (finished.stdout + finished.stderr).strip()
    return Outcome(name, finished.returncode == 0, time.monotonic() - begun, output)


def main() -> int:
    (ROOT / "var" / "cache").mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(run, CHECKS))
    failed = [outcome for outcome in outcomes if not outcome.passed]
    for outcome in failed:
        print(f"── {outcome.name} ──\n{outcome.output}\n")
    for outcome in outcomes:
        print(f"  {'ok    ' if outcome.passed else 'FAILED'} {outcome.name} ({outcome.seconds:.1f} s)")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
