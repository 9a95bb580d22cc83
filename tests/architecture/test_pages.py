"""Pages stand side by side: what two of them share lies beside them, not inside one of them."""

import ast

from architecture.source_tree import SOURCE, imports_of, module_name, python_files, shown, tree_of

WEB = SOURCE / "interfaces" / "web"
WEB_MODULE = "zhike.interfaces.web"


def pages() -> set[str]:
    """Packages with addresses of their own."""
    return {path.parent.name for path in WEB.glob("*/urls.py")}


def neighbours_imported(module: str, tree: ast.AST) -> list[str]:
    """Imports of one page from inside another."""
    own = module.removeprefix(f"{WEB_MODULE}.").split(".")[0]
    found = []
    for name, line in imports_of(tree):
        if name.startswith(f"{WEB_MODULE}."):
            other = name.removeprefix(f"{WEB_MODULE}.").split(".")[0]
            if other in pages() and other != own:
                found.append(f"line {line}: {name}")
    return found


def test_no_page_reaches_into_another() -> None:
    found = [
        f"{shown(path)} {breach}"
        for page in sorted(pages())
        for path in python_files(WEB / page)
        for breach in neighbours_imported(module_name(path), tree_of(path))
    ]
    assert not found, "move what is shared beside the pages:\n" + "\n".join(found)


def test_every_page_has_its_parts() -> None:
    missing = [
        f"{page}/{file}"
        for page in sorted(pages())
        for file in ("__init__.py", "views.py")
        if not (WEB / page / file).exists()
    ]
    assert not missing


def test_reaching_into_a_neighbour_is_refused() -> None:
    assert {"my_day", "sign_in"} <= pages()
    tree = ast.parse("from zhike.interfaces.web.my_day.lines import REASONS")
    assert neighbours_imported("zhike.interfaces.web.sign_in.views", tree)
    assert not neighbours_imported("zhike.interfaces.web.my_day.views", tree)
    shared = ast.parse("from zhike.interfaces.web.dates import short_day_text")
    assert not neighbours_imported("zhike.interfaces.web.sign_in.views", shared)
