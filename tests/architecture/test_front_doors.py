"""A context is entered through its `public`, `events` and `types`; nobody reaches past the door."""

import ast

import pytest

from architecture.source_tree import (
    CONTEXTS,
    DOORS,
    SOURCE,
    context_layers,
    context_of,
    imports_of,
    module_name,
    python_files,
    shown,
    text_of,
    tree_of,
)

MOST_NAMES = 60


def past_the_door(module: str, tree: ast.AST) -> list[str]:
    """Imports of `module` that reach into another context beside its doors."""
    own = context_of(module)
    found = []
    for name, line in imports_of(tree):
        context = context_of(name)
        if context is None or context == own:
            continue
        inner = name.split(".")[3:]
        if not inner or inner[0] not in DOORS:
            found.append(f"line {line}: {name} is behind the door of `{context}`")
    return found


def strings_past_the_door(module: str, tree: ast.AST) -> list[str]:
    """The same by text: import_module("zhike.contexts.org.models"), patch targets, dotted settings."""
    return [
        f"line {node.lineno}: {node.value!r} is behind the door of `{context}`"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.startswith("zhike.contexts.")
        and " " not in node.value
        and (context := context_of(node.value)) not in (None, context_of(module))
        and len(node.value.split(".")) > 3
        and node.value.split(".")[3] not in (*DOORS, "apps")
    ]


def logic_in_public(tree: ast.Module) -> list[str]:
    """Statements of a public.py that are neither its docstring, an import, nor `__all__`."""
    return [
        f"line {node.lineno}: {type(node).__name__}"
        for position, node in enumerate(tree.body)
        if not isinstance(node, ast.ImportFrom)
        and not (position == 0 and isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        and not (isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__")
    ]


def names_out_of_step(tree: ast.Module) -> list[str]:
    """Where `__all__` is not exactly what is imported, or too long to hold in mind. Its order is ruff's."""
    imported = [
        alias.asname or alias.name for node in tree.body if isinstance(node, ast.ImportFrom) for alias in node.names
    ]
    listed: list[str] = []
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            listed = ast.literal_eval(node.value)
    found = []
    if sorted(imported) != sorted(listed):
        found.append(f"imported but not listed or the other way round: {sorted(set(imported) ^ set(listed))}")
    if len(listed) > MOST_NAMES:
        found.append(f"{len(listed)} names; a front door holds at most {MOST_NAMES}")
    if "*" in imported:
        found.append("a wildcard import")
    return found


def test_nobody_reaches_past_a_door() -> None:
    found = [
        f"{shown(path)} {breach}"
        for path in python_files()
        for breach in (
            *past_the_door(module_name(path), tree_of(path)),
            *strings_past_the_door(module_name(path), tree_of(path)),
        )
    ]
    assert not found, "\n".join(found)


def test_no_import_is_relative() -> None:
    """A relative import hides from a reader (and from these tests) which context it enters."""
    found = [
        f"{shown(path)} line {line}: {name}"
        for path in python_files()
        for name, line in imports_of(tree_of(path))
        if name.startswith(".")
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("context", sorted(context_layers()))
def test_public_is_a_door_and_no_room(context: str) -> None:
    path = CONTEXTS / context / "public.py"
    assert path.exists(), f"{context} has no front door"
    assert not logic_in_public(tree_of(path))
    assert not names_out_of_step(tree_of(path))
    assert ast.get_docstring(tree_of(path)), "say in a line whose door this is"


def undocumented(context: str) -> list[str]:
    """Functions and classes behind the door without a docstring."""
    found = []
    for name, _line in imports_of(tree_of(CONTEXTS / context / "public.py")):
        module, _, wanted = name.rpartition(".")
        file = (SOURCE.parent / module.replace(".", "/")).with_suffix(".py")
        for node in tree_of(file).body if file.exists() else ():
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == wanted and not ast.get_docstring(node):
                found.append(name)
    return found


@pytest.mark.parametrize("context", sorted(context_layers()))
def test_whatever_crosses_a_door_says_what_it_is(context: str) -> None:
    assert not undocumented(context)


def test_public_takes_names_from_its_own_context_only() -> None:
    """Handing on another context's names would hide who depends on whom."""
    found = [
        f"{context}/public.py hands on {name}"
        for context in context_layers()
        for name, _line in imports_of(ast.parse(text_of(CONTEXTS / context / "public.py")))
        if context_of(name) != context
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "line",
    [
        "from zhike.contexts.org.models import Unit",
        "from zhike.contexts.org import models",
        "import zhike.contexts.org.queries.units",
        "def late():\n    from zhike.contexts.org.actions.posts import end_post",
        "from zhike.contexts import org",
    ],
)
def test_reaching_past_a_door_is_refused(line: str) -> None:
    assert past_the_door("zhike.interfaces.web.lists.views", ast.parse(line))
    assert not past_the_door("zhike.contexts.org.actions.posts", ast.parse(line))


@pytest.mark.parametrize(
    "line",
    [
        "from zhike.contexts.org.public import Unit",
        "from zhike.contexts.work import events",
        "import zhike.foundation.money",
    ],
)
def test_the_doors_are_open(line: str) -> None:
    assert not past_the_door("zhike.interfaces.web.lists.views", ast.parse(line))


def test_a_hidden_import_by_text_is_refused() -> None:
    tree = ast.parse("import_module('zhike.contexts.org.models')")
    assert strings_past_the_door("zhike.journeys.reactions", tree)
    assert not strings_past_the_door("zhike.config.settings", ast.parse("APPS = ['zhike.contexts.org']"))


def test_logic_in_a_door_is_refused() -> None:
    assert logic_in_public(ast.parse('"""Door."""\nfrom a import b\nif b:\n    c = b\n__all__ = ["b"]'))
    assert not logic_in_public(ast.parse('"""Door."""\nfrom a import b\n__all__ = ["b"]'))


def test_a_list_out_of_step_is_refused() -> None:
    assert names_out_of_step(ast.parse('from a import b, c\n__all__ = ["b"]'))
    assert names_out_of_step(ast.parse("from a import *\n__all__ = ['*']"))
    many = ", ".join(f"n{number:02}" for number in range(MOST_NAMES + 1))
    assert names_out_of_step(ast.parse(f"from a import {many}\n__all__ = {[n.strip() for n in many.split(',')]}"))
    assert not names_out_of_step(ast.parse('from a import b, c\n__all__ = ["b", "c"]'))
