"""Which files belong to the project: what git tracks, and what is new and not ignored."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def project_files(*suffixes: str) -> list[Path]:
    """Files of the project with one of `suffixes` (all files without), as paths from its root."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    files = sorted({Path(name) for name in names if name})
    return [file for file in files if (ROOT / file).is_file() and (not suffixes or file.suffix in suffixes)]


def report(problems: list[str]) -> int:
    """Print the problems one a line; the exit code."""
    print("\n".join(problems))
    return 1 if problems else 0
