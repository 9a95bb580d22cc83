"""No key, password or token lies in the project's files. A line that only looks like one says `not a secret: <why>`."""

import re
import sys
from pathlib import Path

from sources import ROOT, project_files, report

EXEMPT = "not a secret:"
PATTERNS = {
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "a key of this product": re.compile(r"ZHIKE_(SECRET_KEY|FIELD_KEYS|INDEX_KEY)\s*=\s*[\"']?[A-Za-z0-9+/_:-]{24,}"),
    "a cloud access key": re.compile(r"\bAKIA[0-9A-Z]{16}\b"),
    "an access token": re.compile(r"\b(gh[pousr]_\w{30,}|glpat-[\w-]{20,}|xox[abprs]-[\w-]{20,}|npm_\w{36})\b"),
    "a password in an address": re.compile(r"\b\w+://[\w.-]+:(?![<$%{…])[^@\s/\"']{3,}@[\w.-]+"),
    "a password": re.compile(
        r"(?i)\b(password|passwd|secret)\s*[:=]\s*[\"'](?=[^\"']*\d)(?=[^\"']*[a-z])[^\"'\s{}<>]{8,}[\"']"
    ),
}


def check_file(file: Path) -> list[str]:
    if file.name == ".env" or file.name == "secrets.env":
        return [f"{file}: a file of secrets"]
    try:
        lines = (ROOT / file).read_text().splitlines()
    except UnicodeDecodeError:
        return []
    return [
        f"{file}:{number}: looks like {what}"
        for number, line in enumerate(lines, 1)
        if EXEMPT not in line
        for what, pattern in PATTERNS.items()
        if pattern.search(line)
    ]


def main() -> int:
    return report([problem for file in project_files() for problem in check_file(file)])


if __name__ == "__main__":
    sys.exit(main())
