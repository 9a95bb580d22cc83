"""Where the next page of a list begins: sealed, bound to its reader and list, telling nothing."""

import base64
import json
from typing import Any

from django.http import Http404

from zhike.foundation.encryption import UnreadableError, decrypt, encrypt


def seal_cursor(values: list[Any], *, purpose: str, staff_id: int | None) -> str:
    """An opaque text for the sort key `values` (JSON types), to be put into a link."""
    sealed = encrypt(json.dumps([purpose, staff_id, values]))
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def open_cursor(text: str, *, purpose: str, staff_id: int | None) -> list[Any] | None:
    """The values sealed for this reader and list; None for "" (the first page); anything else raises Http404."""
    if not text:
        return None
    try:
        sealed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        found_purpose, found_staff, values = json.loads(decrypt(sealed))
    except (UnreadableError, ValueError) as error:
        raise Http404 from error
    if (found_purpose, found_staff) != (purpose, staff_id):
        raise Http404
    return list(values)
