"""Mappings: the shipped ones hold, mistakes are named with their place, expressions cannot reach beyond the row."""

import pytest

from zhike.contexts.feeds.mapping import MappingError, load_mapping, parse_mapping
from zhike.contexts.feeds.mapping.expressions import columns_of, parse, render


@pytest.mark.parametrize("name", ["canonical", "berka"])
def test_shipped_mappings_can_be_read(name: str) -> None:
    assert load_mapping(name).files


def test_the_canonical_mapping_feeds_every_data_set() -> None:
    from zhike.contexts.feeds.datasets import DATA_SETS

    assert {feed.data_set for file in load_mapping("canonical").files for feed in file.feeds} == set(DATA_SETS)


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
        ('[derive.balances]\nrule = "guess"\n' + FILE, "feeds no data set|rule must be"),
        ('[[constants]]\ndataset = "units"\nrows = [{ unit_code = "1", name = "a", kind = "planet" }]\n' + FILE, "."),
    ],
)
def test_mistakes_are_named(text: str, sentence: str) -> None:
    with pytest.raises(MappingError, match=sentence if sentence != "bad" else "bad: "):
        parse_mapping(text, "bad")
