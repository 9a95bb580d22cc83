"""Writes down that the long proof passed: when, on which commit, on what machine. `make test` prints it."""

import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    def git(*arguments: str) -> str:
        return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True).stdout.strip()

    changed = git("status", "--porcelain", "--", "src", "tests", "tools", "pyproject.toml")
    commit = git("rev-parse", "--short", "HEAD") + (" with uncommitted changes" if changed else "")
    line = (
        f"make test-all last passed on {datetime.now(UTC):%Y-%m-%d %H:%M} UTC at commit {commit} "
        f"(Python {platform.python_version()}, {os.cpu_count()} cores)"
    )
    (ROOT / "docs" / "last-long-proof.txt").write_text(line + "\n")
    print(line)


if __name__ == "__main__":
    main()
