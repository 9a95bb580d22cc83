"""The tree under test: its files, its modules, and the layers as pyproject.toml declares them."""

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
SOURCE = CHECKOUT / "src" / "zhike"
CONTEXTS = SOURCE / "contexts"
DOCS = CHECKOUT / "docs"
DOORS = ("public", "events", "types")
CHINESE = re.compile(r"[\u3400-\u9fff]")


def python_files(folder: Path = SOURCE) -> list[Path]:
    """Python files below `folder`, in a fixed order."""
    return sorted(folder.rglob("*.py"))


def templates() -> list[Path]:
    return sorted(path for path in SOURCE.rglob("*.html") if "vendor" not in path.parts)


@cache
def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(text_of(path), str(path))


def shown(path: Path) -> str:
    """The path as a breach names it."""
    return path.relative_to(CHECKOUT).as_posix()


def module_name(path: Path) -> str:
    """Dotted name of a source file: zhike.contexts.org.public."""
    parts = path.relative_to(SOURCE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def context_of(module: str) -> str | None:
    """The context a module belongs to, None outside the contexts."""
    parts = module.split(".")
    return parts[2] if parts[:2] == ["zhike", "contexts"] and len(parts) > 2 else None


def imports_of(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Every absolutely named thing that is imported, one by one: `from a.b import c` gives a.b.c, with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            prefix = "." * node.level + (node.module or "")
            yield from ((f"{prefix}.{alias.name}", node.lineno) for alias in node.names)


@cache
def project() -> dict[str, object]:
    return tomllib.loads(text_of(CHECKOUT / "pyproject.toml"))


def contract(contract_id: str) -> dict[str, object]:
    """One import contract of pyproject.toml."""
    contracts = project()["tool"]["importlinter"]["contracts"]  # type: ignore[index]
    return next(found for found in contracts if found["id"] == contract_id)


def context_layers() -> dict[str, int]:
    """Context → height, 1 at the bottom; siblings stand on the same height. The contract is the only source."""
    layers = [str(layer) for layer in contract("contexts")["layers"]]  # type: ignore[attr-defined]
    return {name.strip(): height for height, layer in enumerate(reversed(layers), start=1) for name in layer.split("|")}


@cache
def tracked_files() -> tuple[Path, ...]:
    """What git keeps, or would keep: files that are ignored are no part of the tree."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return tuple(path for name in sorted(listed.split("\0")) if name and (path := CHECKOUT / name).is_file())
