"""What reaches the database is either written here in full or passed as a parameter."""

import ast
from collections.abc import Iterator

import pytest

from architecture.source_tree import SOURCE, context_layers, python_files, shown, text_of, tree_of

RUNS_SQL = ("execute", "executemany", "executescript", "raw", "RawSQL", "extra", "copy", "sql")
TAKES_LOOKUPS = ("filter", "exclude", "get", "annotate", "alias", "order_by", "update", "create", "get_or_create")
REQUEST_DATA = ("GET", "POST", "body", "headers", "COOKIES", "META")


def request_dicts_as_lookups(tree: ast.AST) -> list[str]:
    """`filter(**request.GET)` and its kin: the sender would choose the columns (CVE-2025-64459 and others)."""
    return [
        f"line {node.lineno}: {ast.unparse(node)[:80]}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in TAKES_LOOKUPS
        for word in node.keywords
        if word.arg is None and _is_request_data(word.value)
    ] + [
        f"line {node.lineno}: {ast.unparse(node)[:80]}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "order_by"
        and any(_is_request_data(argument) for argument in node.args)
    ]


def request_data_in_statements(tree: ast.AST) -> list[str]:
    """SQL whose text is put together with what a browser sent."""
    return [
        f"line {node.lineno}: {ast.unparse(node)[:80]}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).rpartition(".")[2] in RUNS_SQL
        and node.args
        and _is_assembled(node.args[0])
        and _is_request_data(node.args[0])
    ]


def assembled_statements(tree: ast.AST) -> list[str]:
    """SQL texts of a page that are put together at all: in the web there is no reason to."""
    return [
        f"line {node.lineno}: {ast.unparse(node)[:80]}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).rpartition(".")[2] in RUNS_SQL
        and node.args
        and _is_assembled(node.args[0])
    ]


def quoted_parameters(tree: ast.AST) -> list[str]:
    """A parameter between quotes inside an f-string of SQL: `WHERE name = '{name}'`.

    `DATE '{day}'` may stand: a literal with its type, where DuckDB takes no parameter and measures want none.
    """
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.JoinedStr) or not _reads_like_sql(node):
            continue
        for before, value, after in zip(node.values, node.values[1:], node.values[2:], strict=False):
            quoted = _ends(before, "'") and _begins(after, "'") and not _ends(before, "DATE '")
            if isinstance(value, ast.FormattedValue) and quoted:
                found.append((node.lineno, ast.unparse(value.value)))
    return [f"line {line}: '{{{text}}}' in SQL" for line, text in found]


def _reads_like_sql(node: ast.JoinedStr) -> bool:
    text = "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant)).upper()
    return any(word in text for word in ("SELECT ", "INSERT INTO", "UPDATE ", "DELETE FROM", " WHERE "))


def _begins(node: ast.expr, mark: str) -> bool:
    return isinstance(node, ast.Constant) and str(node.value).startswith(mark)


def _ends(node: ast.expr, mark: str) -> bool:
    return isinstance(node, ast.Constant) and str(node.value).endswith(mark)


def _is_assembled(node: ast.expr) -> bool:
    called = (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("format", "join")
    )
    return isinstance(node, ast.JoinedStr | ast.BinOp) or called


def _is_request_data(node: ast.expr) -> bool:
    return any(
        isinstance(part, ast.Attribute) and part.attr in REQUEST_DATA and "request" in ast.unparse(part.value)
        for part in ast.walk(node)
    )


def foreign_tables(text: str, own: str) -> Iterator[str]:
    """Tables of other contexts that an SQL text names."""
    for prefix in context_layers():
        if prefix != own:
            for word in ("INTO", "UPDATE", "DELETE FROM", "COPY", "TRUNCATE"):
                if f"{word} {prefix}_" in text:
                    yield f"{word} {prefix}_…"


def _everywhere(rule: object, files: list | None = None) -> list[str]:
    return [f"{shown(path)} {breach}" for path in files or python_files() for breach in rule(tree_of(path))]  # type: ignore[operator]


def test_no_request_chooses_its_own_lookup() -> None:
    assert not _everywhere(request_dicts_as_lookups)


def test_no_statement_holds_what_a_browser_sent() -> None:
    assert not _everywhere(request_data_in_statements)


def test_pages_write_no_sql_of_parts() -> None:
    assert not _everywhere(assembled_statements, python_files(SOURCE / "interfaces" / "web"))


def test_no_text_is_quoted_into_sql() -> None:
    found = _everywhere(quoted_parameters)
    assert not found, "pass it as a parameter:\n" + "\n".join(found)


def test_nobody_writes_into_another_contexts_tables() -> None:
    """An action of the owner is the only way in; SQL is no back door."""
    found = [
        f"{shown(path)}: {breach}"
        for context in context_layers()
        for path in python_files(SOURCE / "contexts" / context)
        if "migrations" not in path.parts
        for breach in foreign_tables(text_of(path), context)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "source",
    [
        "Customer.objects.filter(**request.GET.dict())",
        "Customer.objects.exclude(**dict(self.request.POST.items()))",
        "rows.order_by(request.GET['sort'])",
    ],
)
def test_a_lookup_from_a_request_is_refused(source: str) -> None:
    assert request_dicts_as_lookups(ast.parse(source))


def test_a_named_lookup_passes() -> None:
    assert not request_dicts_as_lookups(ast.parse("Customer.objects.filter(name=request.POST['name'], **extra)"))


@pytest.mark.parametrize(
    "source",
    [
        "cursor.execute(f'SELECT 1 FROM t WHERE a = {request.GET[\"a\"]}')",
        "cursor.execute('SELECT 1 FROM t WHERE a = ' + request.POST['a'])",
        "cursor.execute('SELECT {}'.format(request.body))",
    ],
)
def test_sql_made_of_a_request_is_refused(source: str) -> None:
    assert request_data_in_statements(ast.parse(source))
    assert assembled_statements(ast.parse(source))


def test_a_quoted_parameter_is_refused() -> None:
    assert quoted_parameters(ast.parse("""sql = f"SELECT 1 FROM t WHERE name = '{name}' AND x" """))
    assert not quoted_parameters(ast.parse("""sql = f"SELECT 1 FROM {table} WHERE name = %s" """))
    assert not quoted_parameters(ast.parse("""sql = f"SELECT 1 FROM t WHERE day = DATE '{day}' AND x" """))


def test_a_back_door_is_refused() -> None:
    assert list(foreign_tables("INSERT INTO customers_customer (id) VALUES (1)", "feeds"))
    assert not list(foreign_tables("INSERT INTO feeds_delivery (id) VALUES (1)", "feeds"))
