"""How numbers are written before they are compared: what is indexed at load and what is typed must meet."""

import re
import unicodedata

PHONE_KINDS = ("mobile", "home_phone", "work_phone")
DOCUMENT_KINDS = ("resident_id", "passport", "uscc", "birth_number", "other")
CARRIED_KINDS = ("account", "card")
_COUNTRY = re.compile(r"^(\+|00)86(?=\d{7,})")
_BETWEEN = str.maketrans("", "", "-‐–—().·")


def comparable(kind: str, text: str) -> str:
    """The form of a number whose blind index is stored and looked up.

    A phone loses blanks, hyphens, brackets and China's country code: "+86 138-0000-2207" → "13800002207". A document
    number loses blanks and hyphens and is in capitals. An account or card number loses blanks only: between two banks'
    numbers a hyphen may be the difference. Whatever else (e-mail, address) loses outer blanks.
    """
    plain = unicodedata.normalize("NFKC", text)
    if kind in PHONE_KINDS:
        return _COUNTRY.sub("", "".join(plain.split()).translate(_BETWEEN))
    if kind in DOCUMENT_KINDS:
        return "".join(plain.split()).translate(_BETWEEN).upper()
    if kind in CARRIED_KINDS:
        return "".join(plain.split())
    return plain.strip()
