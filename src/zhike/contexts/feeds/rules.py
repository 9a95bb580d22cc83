"""Pure decisions of `feeds`: how a raw value is masked, when a file is refused."""

from zhike.contexts.feeds.mapping.model import FileControl
from zhike.contexts.feeds.refusals import Refusal, refusal
from zhike.foundation import money

SHOWN = 12
MASKED_LINE = 200


def mask_value(value: str) -> str:
    """First and last character at most: the wrong value of a column may be somebody's phone number."""
    if len(value) < 4:
        return "*" * len(value)
    return value[0] + "*" * min(len(value) - 2, SHOWN) + value[-1]


def mask_line(text: str, delimiter: str) -> str:
    """A raw line field by field masked, cut to what a page can show."""
    return delimiter.join(mask_value(part.strip('"')) for part in text[: MASKED_LINE * 4].split(delimiter))[
        :MASKED_LINE
    ]


def control_refusals(
    name: str, control: FileControl, rows: int, sums: dict[str, int], unread: dict[str, int], currency: str
) -> list[Refusal]:
    """Which control totals of a file do not hold; empty when all do.

    `rows` are the file's records, `sums` the minor units by canonical column over every readable value, quarantined
    rows included, `unread` the number of values that could not be read.
    """
    refusals: list[Refusal] = []
    if control.rows is not None and control.rows != rows:
        difference = f"{rows - control.rows:+d}"
        refusals.append(refusal("rows", file=name, expected=control.rows, found=rows, difference=difference))
    for column, text in control.totals.items():
        if column not in sums:
            refusals.append(refusal("no_money_column", file=name, column=column))
            continue
        try:
            expected = money.to_minor(text, currency)
        except money.AmountError:
            refusals.append(refusal("no_total", file=name, column=column, total=text))
            continue
        if expected != sums[column]:
            refusals.append(_wrong_sum(name, column, expected, sums[column], unread.get(column, 0), currency))
    return refusals


def _wrong_sum(name: str, column: str, expected: int, found: int, unread: int, currency: str) -> Refusal:
    amounts = [money.from_minor(minor, currency) for minor in (expected, found, found - expected)]
    return refusal(
        "unread_sum" if unread else "sum",
        file=name,
        column=column,
        expected=amounts[0],
        found=amounts[1],
        difference=f"{amounts[2]:+}",
        unread=unread,
    )
