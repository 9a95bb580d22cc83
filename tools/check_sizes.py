"""The size budget and the names no module may have.

Functions: 40 lines without their docstring, 80 with a comment `# long: <reason>` in them or just above.
Files: 400 lines, 600 with `long: <reason>` in a comment of the first twenty lines. Generated migrations are exempt.
"""

import ast
import re
import sys
from pathlib import Path

from sources import ROOT, project_files, report

FUNCTION, FUNCTION_HARD = 40, 80
FILE, FILE_HARD = 400, 600
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "base"}
REASON = re.compile(r"\blong: \S+")


def check_file(file: Path) -> list[str]:
    text = (ROOT / file).read_text()
    lines = text.splitlines()
    problems = []
    reason = any(REASON.search(line) for line in lines[:20])
    if len(lines) > (FILE_HARD if reason else FILE):
        problems.append(f"{file}: {len(lines)} lines; {FILE} are allowed, {FILE_HARD} with a reason (long: …)")
    if file.stem in FORBIDDEN_NAMES or file.parent.name in FORBIDDEN_NAMES:
        problems.append(f"{file}: a name that says nothing about its content")
    if file.suffix == ".py":
        problems += check_functions(file, ast.parse(text), lines)
    return problems


def check_functions(file: Path, tree: ast.Module, lines: list[str]) -> list[str]:
    problems = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        first = node.body[0]
        docstring = 0
        if ast.get_docstring(node) is not None:
            docstring = (first.end_lineno or first.lineno) - first.lineno + 1
        length = (node.end_lineno or node.lineno) - node.lineno + 1 - docstring
        around = lines[max(0, node.lineno - 3) : node.end_lineno]
        allowed = FUNCTION_HARD if any(REASON.search(line) for line in around) else FUNCTION
        if length > allowed:
            problems.append(f"{file}:{node.lineno}: {node.name} has {length} lines; {allowed} are allowed")
    return problems


def main() -> int:
    files = project_files(".py", ".js", ".sql")
    return report([problem for file in files if "migrations" not in file.parts for problem in check_file(file)])


if __name__ == "__main__":
    sys.exit(main())
