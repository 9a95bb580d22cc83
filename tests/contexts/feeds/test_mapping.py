"""Mappings: the shipped ones hold, mistakes are named with their place, expressions cannot reach beyond the row."""

from pathlib import Path

import pytest

from zhike.contexts.feeds.mapping import MappingError, load_mapping, parse_mapping
from zhike.contexts.feeds.mapping.expressions import columns_of, parse, render


@pytest.mark.parametrize("name", ["canonical", "berka"])
def test_shipped_mappings_can_be_read(name: str) -> None:
    assert load_mapping(name).files


def test_the_canonical_mapping_feeds_every_data_set() -> None:
    from zhike.contexts.feeds.datasets import DATA_SETS

    assert {feed.data_set for file in load_mapping("canonical").files for feed in file.feeds} == set(DATA_SETS)


def test_a_file_that_is_no_text_is_no_mapping(tmp_path: Path) -> None:
    path = tmp_path / "bank.toml"
    path.write_bytes(b"\xff\xfe\0")
    with pytest.raises(MappingError, match="cannot be read"):
        load_mapping(str(path))


def test_an_unknown_mapping_names_the_known_ones() -> None:
    with pytest.raises(MappingError, match="berka, canonical"):
        load_mapping("nowhere")


@pytest.mark.parametrize(
    "text",
    [
        "(SELECT max(a) FROM read_csv('/etc/passwd'))",
        "read_text('/etc/passwd')",
        "getenv('HOME')",
        "a; DROP TABLE b",
        "count(*)",
        "sum(a) OVER ()",
        "*",
        "a IN (SELECT b FROM c)",
        "list_transform([a], x -> x)",
        "pg_sleep(10)",
        "current_setting('x')",
        "a.b.c",
        "",
        "a +",
    ],
)
def test_expressions_that_are_more_than_a_scalar_are_refused(text: str) -> None:
    with pytest.raises(MappingError):
        parse(text, "here")


def test_an_expression_is_rewritten_onto_our_names() -> None:
    tree = parse('substr("帐号", 1, 4) || cards.x -- comment', "here")
    assert set(columns_of(tree)) == {("", "帐号"), ("cards", "x")}
    names = {("", "帐号"): "s0", ("cards", "x"): "s1"}
    assert render(tree, lambda lookup, name: names[lookup, name]) == 'SUBSTRING("s0", 1, 4) || "s1"'


FILE = '[[files]]\npath = "a.csv"\n'
UNITS = 'same_names = true\nfeeds = [{ dataset = "units" }]\n'


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("files = ", "bad"),
        (FILE, "feeds no data set"),
        (FILE + '[[files.feeds]]\ndataset = "planets"', "unknown data set 'planets'"),
        (FILE + '[[files.feeds]]\ndataset = "ownership"\ncolumns = { customer_no = "a" }', "not mapped: staff_no"),
        (FILE + '[[files.feeds]]\ndataset = "ownership"\ncolumns = { colour = "a" }', "unknown entries: colour"),
        (FILE + 'encoding = "latin-1"\nsame_names = true\nfeeds = [{ dataset = "units" }]', "encoding must be one of"),
        (FILE + 'delimiter = "||"\nsame_names = true\nfeeds = [{ dataset = "units" }]', "delimiter must be one"),
        (FILE + 'header = false\nsame_names = true\nfeeds = [{ dataset = "units" }]', "needs names"),
        (
            FILE + 'same_names = true\nfeeds = [{ dataset = "units", columns = { name = { from = "a", sql = "b" } } }]',
            "exactly one of from, sql, constant",
        ),
        (
            FILE
            + 'same_names = true\nfeeds = [{ dataset = "units", columns = { name = { from = "a", codes = "x" } } }]',
            "no code table 'x'",
        ),
        ("[limits]\nquarantined_rows = 5", "the entry 'files' is missing"),
        ("files = 5", "bad: "),
        ("[limits]\nquarantined_rows = 'many'\n" + FILE + UNITS, "bad: "),
        ("currency = 'XXX'\n" + FILE + UNITS, "unknown currency 'XXX'"),
        (f"a = {'[' * 5000}", "bad: "),
        ('[[files]]\npath = "../secrets.env"\n' + UNITS, "the name of a file in the delivery's folder"),
        ('[[files]]\npath = "/etc/passwd"\n' + UNITS, "the name of a file in the delivery's folder"),
        (FILE + 'lookups.a = { path = "../../etc/passwd", key = "x" }\n' + UNITS, "the name of a file"),
        (FILE + 'lookups."a; b" = { path = "b.csv", key = "x" }\n' + UNITS, "a lookup's name"),
        ('[[constants]]\ndataset = "units"\n' + FILE + UNITS, "the entry 'rows' is missing"),
        ('[derive.balances]\nrule = "guess"\n' + FILE, "feeds no data set|rule must be"),
        ('[[constants]]\ndataset = "units"\nrows = [{ unit_code = "1", name = "a", kind = "planet" }]\n' + FILE, "."),
    ],
)
def test_mistakes_are_named(text: str, sentence: str) -> None:
    with pytest.raises(MappingError, match=sentence if sentence != "bad" else "bad: "):
        parse_mapping(text, "bad")
