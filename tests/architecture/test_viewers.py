"""Whatever a context lets others read takes `viewer=` and uses it; what does not stands in without_viewer.toml."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

from architecture.source_tree import CONTEXTS, SOURCE, context_layers, imports_of, text_of, tree_of

LIST = Path(__file__).with_name("without_viewer.toml")


def exported_queries(context: str) -> Iterator[tuple[str, ast.FunctionDef]]:
    """(name, function) of every query that goes through the context's front door."""
    for name, _line in imports_of(tree_of(CONTEXTS / context / "public.py")):
        module, _, function = name.rpartition(".")
        if ".queries." not in f"{module}.":
            continue
        file = (SOURCE.parent / module.replace(".", "/")).with_suffix(".py")
        for node in tree_of(file).body:
            if isinstance(node, ast.FunctionDef) and node.name == function:
                yield function, node


def looks_for_somebody(function: ast.FunctionDef) -> bool:
    """Whether the function has a parameter `viewer` and does something with it."""
    parameters = [*function.args.args, *function.args.kwonlyargs]
    used = any(
        isinstance(node, ast.Name) and node.id == "viewer" and isinstance(node.ctx, ast.Load)
        for statement in function.body
        for node in ast.walk(statement)
    )
    return used and any(parameter.arg == "viewer" for parameter in parameters)


def found_without() -> dict[str, set[str]]:
    """Context → exported queries without a viewer."""
    found = {
        context: {name for name, function in exported_queries(context) if not looks_for_somebody(function)}
        for context in context_layers()
    }
    return {context: names for context, names in found.items() if names}


def listed_without() -> dict[str, dict[str, str]]:
    """Context → query → reason."""
    return tomllib.loads(text_of(LIST))


def test_every_query_takes_a_viewer_or_says_why_not() -> None:
    listed = listed_without()
    found = [
        f'[{context}]\n{name} = "why"'
        for context, names in found_without().items()
        for name in sorted(names)
        if name not in listed.get(context, {})
    ]
    assert not found, "pass viewer= to `visible`, or add with a reason:\n" + "\n".join(found)


def test_the_list_is_not_stale() -> None:
    found = found_without()
    stale = [
        f"{context}: {name}"
        for context, reasons in listed_without().items()
        for name in reasons
        if name not in found.get(context, set())
    ]
    assert not stale, "listed, but takes a viewer or is gone:\n" + "\n".join(stale)


def test_a_query_without_a_viewer_is_seen() -> None:
    def function(source: str) -> ast.FunctionDef:
        (node,) = ast.parse(source).body
        assert isinstance(node, ast.FunctionDef)
        return node

    assert not looks_for_somebody(function("def list_tasks(on):\n    return Task.objects.filter(due_on=on)"))
    assert not looks_for_somebody(function("def list_tasks(on, *, viewer):\n    return Task.objects.filter(due_on=on)"))
    assert looks_for_somebody(function("def list_tasks(*, viewer):\n    return visible(Task.objects.all(), viewer)"))


def test_the_walk_sees_queries() -> None:
    assert "find_heads" in {name for name, _function in exported_queries("customers")}
