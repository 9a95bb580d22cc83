"""The declarations as a page of documentation: `python -m zhike.contexts.feeds.datasets.document`."""

from zhike.contexts.feeds.datasets import DATA_SETS
from zhike.contexts.feeds.datasets.declaration import Column, DataSet

HEAD = """# Canonical data sets · 标准数据集

Made from the declarations in `src/zhike/contexts/feeds/datasets/`; a test holds the two together. Make it again with
`python -m zhike.contexts.feeds.datasets.document > docs/how-to/canonical-data-sets.md`.

A file in the canonical layout is `<data set>.csv`: UTF-8, comma, a header naming the columns, ISO dates, amounts with a
point. **Bold** columns are the key, \\* marks required ones. C2 is personal data that is encrypted before the lake.
"""


def as_markdown() -> str:
    """Every data set with its columns, as Markdown."""
    return HEAD + "".join(_section(data_set) for data_set in DATA_SETS.values())


def _section(data_set: DataSet) -> str:
    lines = [
        "",
        f"## {data_set.name}",
        f"{data_set.meaning} Delivered as {data_set.mode.value}.",
        "",
        "| column | type | meaning |",
        "|---|---|---|",
        *(_row(data_set, column) for column in data_set.columns),
    ]
    return "\n".join(lines) + "\n"


def _row(data_set: DataSet, column: Column) -> str:
    name = f"**{column.name}**" if column.name in data_set.key else column.name
    kind = column.type.value
    if column.codes:
        kind = ", ".join(f"`{code}`" for code in column.codes)
    notes = [column.meaning]
    if column.references:
        notes.append(f"refers to {column.references}")
    if column.positive:
        notes.append("greater than zero")
    if column.unit and column.unit != "minor units":
        notes.append(column.unit)
    if column.personal_class.value == "C2":
        notes.append("C2")
    required = " \\*" if column.required else ""
    return f"| {name}{required} | {kind} | {'; '.join(notes)} |"


if __name__ == "__main__":
    print(as_markdown(), end="")
