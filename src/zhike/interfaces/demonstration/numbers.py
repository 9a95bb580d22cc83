"""Numbers that look right and belong to nobody.

* Resident identity numbers (GB 11643): right length, birth date and check digit, but an area code of province 99, which
  GB/T 2260 does not assign.
* Unified social credit codes (GB 32100): right check digits of both the organisation code (GB 11714) and the whole,
  the same unused area codes.
* Mobile numbers: prefixes 154, 161, 163, 164, 168 and 169, which no operator has been given so far.
* Fixed lines: local numbers that begin with 0, which none does. E-mail: the reserved domain example.com.
* Cards: right Luhn digit, issuer number 620099, which is invented.
"""

import numpy as np
from numpy.typing import NDArray

Text = NDArray[np.str_]
Numbers = NDArray[np.int64]

_AREAS = 99
_SEQUENCES = 499
_MOBILE_PREFIXES = np.array(["154", "161", "163", "164", "168", "169"])
_IDENTITY_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
_CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CODE_WEIGHTS = np.array([1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28])
_ORGANISATION_WEIGHTS = np.array([3, 7, 9, 10, 5, 8, 4, 2])


def padded(numbers: Numbers, width: int) -> Text:
    """Numbers as text with leading zeros."""
    if not len(numbers):
        return np.zeros(0, dtype=f"U{width}")
    return np.char.zfill(numbers.astype(f"U{width}"), width)


def _digits(text: Text, width: int) -> Numbers:
    """A matrix (rows × width) of the digits of fixed-width texts."""
    codes = np.ascontiguousarray(text.astype(f"U{width}")).view(np.uint32).reshape(len(text), width)
    return codes.astype(np.int64) - ord("0")


def area_codes(index: Numbers) -> Text:
    """Six digits 99xxxx, one after another for each block of 499 customers."""
    block = index // _SEQUENCES
    return np.char.add("99", np.char.add(padded(block % _AREAS + 1, 2), padded(block // _AREAS % _AREAS + 1, 2)))


def identity_numbers(index: Numbers, birth: NDArray[np.datetime64], male: NDArray[np.bool_]) -> Text:
    """Eighteen-character identity numbers, different for different `index` (up to 4.8 million)."""
    sequence = index % _SEQUENCES * 2 + np.where(male, 1, 2)
    day = np.char.replace(birth.astype("datetime64[D]").astype("U10"), "-", "")
    body = np.char.add(np.char.add(area_codes(index), day), padded(sequence, 3))
    remainder = _digits(body, 17) @ _IDENTITY_WEIGHTS % 11
    return np.char.add(body, np.array(list("10X98765432"))[remainder])


def social_credit_codes(index: Numbers) -> Text:
    """Eighteen-character codes of enterprises (registering authority 9, kind 1)."""
    serial = padded(70_000_000 + index, 8)
    organisation = (11 - _digits(serial, 8) @ _ORGANISATION_WEIGHTS % 11) % 11
    body = np.char.add(
        np.char.add("91", area_codes(index)), np.char.add(serial, np.array(list("0123456789X"))[organisation])
    )
    codes = np.ascontiguousarray(body.astype("U17")).view(np.uint32).reshape(len(body), 17)
    values = np.zeros(128, dtype=np.int64)
    for value, character in enumerate(_CODE_ALPHABET):
        values[ord(character)] = value
    return np.char.add(body, np.array(list(_CODE_ALPHABET))[(31 - values[codes] @ _CODE_WEIGHTS % 31) % 31])


def passport_numbers(index: Numbers) -> Text:
    """Passport numbers of an invented series."""
    return np.char.add("EX", padded(1_000_000 + index, 7))


def mobile_numbers(rng: np.random.Generator, count: int) -> Text:
    """Eleven digits with a prefix no operator has."""
    prefix = _MOBILE_PREFIXES[rng.integers(0, len(_MOBILE_PREFIXES), count)]
    return np.char.add(prefix, padded(rng.integers(0, 100_000_000, count), 8))


def fixed_lines(rng: np.random.Generator, count: int) -> Text:
    """A real area code with a local number that cannot exist."""
    return np.char.add("0577-0", padded(rng.integers(0, 10_000_000, count), 7))


def card_numbers(index: Numbers) -> Text:
    """Nineteen digits with the Luhn check digit."""
    body = np.char.add("620099", padded(index, 12))
    digits = _digits(body, 18)
    digits[:, ::-2] *= 2
    total = (digits // 10 + digits % 10).sum(axis=1)
    return np.char.add(body, ((10 - total % 10) % 10).astype("U1"))


def account_numbers(unit_codes: Text, index: Numbers) -> Text:
    """Seventeen digits: bank 880, unit, running number."""
    return np.char.add(np.char.add("880", unit_codes), padded(index + 1, 8))
