"""Pure decisions of `feeds`: how a raw value is masked, how a refusal is worded, when a file is refused."""

from decimal import Decimal

from zhike.contexts.feeds.mapping.model import FileControl
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
) -> list[str]:
    """Sentences that say which control totals of a file do not hold; empty when all do.

    `rows` are the file's records, `sums` the minor units by canonical column over every readable value, quarantined
    rows included, `unread` the number of values that could not be read.
    """
    refusals = []
    if control.rows is not None and control.rows != rows:
        refusals.append(f"{name}: expected {control.rows} rows, found {rows}, difference {rows - control.rows:+d}")
    for column, text in control.totals.items():
        if column not in sums:
            refusals.append(f"{name}: a total is given for {column}, which is not a money column of the file")
            continue
        try:
            expected = money.to_minor(text, currency)
        except money.AmountError:
            refusals.append(f"{name}: the total of {column} is not an amount: {text}")
            continue
        if expected != sums[column]:
            refusals.append(_total_sentence(name, column, expected, sums[column], unread.get(column, 0), currency))
    return refusals


def _total_sentence(name: str, column: str, expected: int, found: int, unread: int, currency: str) -> str:
    parts: list[Decimal] = [money.from_minor(minor, currency) for minor in (expected, found, found - expected)]
    sentence = f"{name}: expected a sum of {parts[0]} in {column}, found {parts[1]}, difference {parts[2]:+}"
    return sentence + (f" ({unread} values could not be read)" if unread else "")
