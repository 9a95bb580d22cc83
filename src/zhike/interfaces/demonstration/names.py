"""Invented names: surnames as frequent as in life, given names by sex and generation, company names."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Text = NDArray[np.str_]
HERE = Path(__file__).parent
RARE_SHARE = 1 / 80


@cache
def word_list(name: str) -> dict[str, Any]:
    """The TOML file `name` beside this module, read once."""
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


@dataclass(frozen=True)
class _Pool:
    first: Text
    second: Text
    single: float


@cache
def _pools() -> list[tuple[int, dict[int, _Pool]]]:
    pools = []
    for generation in word_list("names.toml")["generation"]:
        by_sex = {
            sex: _Pool(np.array(list(words["first"])), np.array(list(words["second"])), generation["single"])
            for sex, words in ((0, generation["female"]), (1, generation["male"]))
        }
        pools.append((generation["born_until"], by_sex))
    return pools


def surnames(rng: np.random.Generator, count: int) -> Text:
    """`count` surnames drawn by their frequency."""
    table = word_list("names.toml")["surnames"]
    weights = np.array(list(table.values()), dtype=float)
    return np.array(list(table))[rng.choice(len(weights), count, p=weights / weights.sum())]


def person_names(rng: np.random.Generator, male: NDArray[np.bool_], birth_year: NDArray[np.int64]) -> Text:
    """Full names (surname + given name) for people of the given sex and year of birth; arrays of equal length."""
    count = len(male)
    given = np.zeros(count, dtype="U3")
    born_after = 0
    for born_until, by_sex in _pools():
        for sex, pool in by_sex.items():
            chosen = (male == bool(sex)) & (birth_year > born_after) & (birth_year <= born_until)
            given[chosen] = _given_names(rng, pool, int(chosen.sum()))
        born_after = born_until
    rare = rng.random(count) < RARE_SHARE
    characters = np.array(list(word_list("names.toml")["rare"]["characters"]))
    given[rare] = characters[rng.integers(0, len(characters), int(rare.sum()))]
    return np.char.add(surnames(rng, count), given)


def _given_names(rng: np.random.Generator, pool: _Pool, count: int) -> Text:
    first = pool.first[rng.integers(0, len(pool.first), count)]
    second = pool.second[rng.integers(0, len(pool.second), count)]
    # One character alone is taken from the second list: 强, 敏, 静 stand alone far more often than 建 or 秀.
    return np.where(rng.random(count) < pool.single, second, np.char.add(first, second))


def company_names(rng: np.random.Generator, count: int, first: int) -> Text:
    """`count` company names; every combination of head, trade and form is used once before any is numbered.

    `first` is how many names were drawn before, so that a bank that grows repeats none.
    """
    words = word_list("bank.toml")["companies"]
    heads, trades, forms = (np.array(words[key]) for key in ("heads", "trades", "forms"))
    order = np.random.default_rng(1).permutation(len(heads) * len(trades))
    index = np.arange(first, first + count)
    combination, repeated = order[index % len(order)], index // len(order)
    middle = np.where(repeated > 0, np.char.add("第", np.char.add(repeated.astype("U6"), "")), "")
    name = np.char.add(np.char.add("温州", heads[combination % len(heads)]), middle)
    name = np.char.add(name, trades[combination // len(heads)])
    return np.char.add(name, forms[rng.integers(0, len(forms), count)])


def addresses(rng: np.random.Generator, count: int) -> Text:
    """`count` postal addresses: real districts, invented door numbers."""
    words = word_list("bank.toml")
    districts, roads = (np.array(words["addresses"][key]) for key in ("districts", "roads"))
    text = np.char.add(words["city"], districts[rng.integers(0, len(districts), count)])
    text = np.char.add(text, roads[rng.integers(0, len(roads), count)])
    for low, high, label in ((1, 998, "号"), (1, 19, "幢"), (101, 2804, "室")):
        text = np.char.add(np.char.add(text, rng.integers(low, high, count).astype("U4")), label)
    return text
