"""Every place that looks at the whole bank stands in beyond_scope.toml with its reason."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

from architecture.source_tree import SOURCE, python_files, text_of, tree_of

LIST = Path(__file__).with_name("beyond_scope.toml")
DEFINED_HERE = ("foundation/fence.py", "contexts/org/queries/viewers.py")
_SCOPES = ("FenceSettings", "Scope")


def places_beyond_scope(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """(function, line) of every use of `unscoped(…)`, `WHOLE_BANK`, or a scope made with `bank=True`."""
    for function, node in _with_function(tree, "module"):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func).rpartition(".")[2]
            whole = any(word.arg == "bank" and ast.unparse(word.value) != "False" for word in node.keywords)
            if name == "unscoped" or (name in _SCOPES and whole):
                yield function, node.lineno
        elif isinstance(node, ast.Name | ast.Attribute) and ast.unparse(node).rpartition(".")[2] == "WHOLE_BANK":
            yield function, node.lineno


def _with_function(node: ast.AST, function: str) -> Iterator[tuple[str, ast.AST]]:
    for child in ast.iter_child_nodes(node):
        inside = child.name if isinstance(child, ast.FunctionDef | ast.ClassDef) and function == "module" else function
        if isinstance(child, ast.FunctionDef) and isinstance(node, ast.ClassDef):
            inside = f"{node.name}.{child.name}"
        yield inside, child
        yield from _with_function(child, inside)


def found_places() -> dict[str, set[str]]:
    """File → functions."""
    found: dict[str, set[str]] = {}
    for path in python_files():
        file = path.relative_to(SOURCE).as_posix()
        functions = {function for function, _line in places_beyond_scope(tree_of(path))}
        if functions and file not in DEFINED_HERE:
            found[file] = functions
    return found


def listed_places() -> dict[str, dict[str, str]]:
    """File → function → reason."""
    return tomllib.loads(text_of(LIST))


def test_every_place_is_listed_with_a_reason() -> None:
    listed = listed_places()
    found = [
        f'["{file}"]\n{function} = "why"'
        for file, functions in found_places().items()
        for function in sorted(functions)
        if function not in listed.get(file, {})
    ]
    assert not found, "looks beyond a scope; narrow it, or add with a reason:\n" + "\n".join(found)


def test_the_list_is_not_stale() -> None:
    found = found_places()
    stale = [
        f"{file}: {function}"
        for file, functions in listed_places().items()
        for function in functions
        if function not in found.get(file, set())
    ]
    assert not stale, "listed, but no longer there:\n" + "\n".join(stale)


def test_every_reason_says_something() -> None:
    short = [
        f"{file}: {function}"
        for file, functions in listed_places().items()
        for function, reason in functions.items()
        if len(reason.split()) < 4
    ]
    assert not short


def test_each_way_beyond_a_scope_is_seen() -> None:
    for line in (
        "def f():\n    viewer = unscoped(reason='night')",
        "def f():\n    with fenced(WHOLE_BANK): pass",
        "def f():\n    with fenced(fence.WHOLE_BANK): pass",
        "def f():\n    return FenceSettings(bank=True)",
        "def f():\n    return types.Scope(bank=wide)",
    ):
        assert {function for function, _line in places_beyond_scope(ast.parse(line))} == {"f"}, line
    assert not list(places_beyond_scope(ast.parse("def f():\n    with fenced(FenceSettings(units=(1,))): pass")))


def test_a_method_is_named_with_its_class() -> None:
    tree = ast.parse("class Night:\n    def run(self):\n        unscoped(reason='x')")
    assert list(places_beyond_scope(tree)) == [("Night.run", 3)]
