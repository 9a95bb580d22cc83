"""Personal data at rest: AES-256-GCM with key ids, and a keyed hash for looking a value up without reading it.

A ciphertext is `key id length (1 byte) · key id · nonce (12 bytes) · AES-GCM output`. The blind index is
HMAC-SHA-256 over kind and value, cut to 16 bytes: equal values of one kind give equal indexes, nothing else shows.
"""

import hashlib
import hmac
import os
from collections.abc import Iterable
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE_BYTES = 12
INDEX_BYTES = 16


class UnreadableError(ValueError):
    """A ciphertext was made with a key that is not configured, or was tampered with."""


@lru_cache(maxsize=8)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


def encrypt(text: str) -> bytes:
    """Ciphertext of `text` under the current key (the first of ZHIKE_FIELD_KEYS)."""
    key_id, key = next(iter(settings.ZHIKE_FIELD_KEYS.items()))
    nonce = os.urandom(NONCE_BYTES)
    name = key_id.encode()
    return bytes([len(name)]) + name + nonce + _cipher(key).encrypt(nonce, text.encode(), name)


def encrypt_many(texts: Iterable[str | None]) -> list[bytes | None]:
    """Ciphertexts in the order of `texts`; None and "" stay None."""
    return [encrypt(text) if text else None for text in texts]


def decrypt(ciphertext: bytes | memoryview) -> str:
    """The text behind `ciphertext`; raises UnreadableError."""
    data = bytes(ciphertext)
    length = data[0] if data else 0
    name, rest = data[1 : 1 + length], data[1 + length :]
    key = settings.ZHIKE_FIELD_KEYS.get(name.decode(errors="replace"))
    if key is None:
        raise UnreadableError(f"no key {name!r} among ZHIKE_FIELD_KEYS")
    if len(rest) < NONCE_BYTES:
        raise UnreadableError("the ciphertext is cut short")
    try:
        return _cipher(key).decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], name).decode()
    except InvalidTag as error:
        raise UnreadableError("the ciphertext does not belong to its key") from error


def blind_index(kind: str, text: str) -> bytes:
    """16 bytes that stand for `text` in equality look-ups of one `kind` (e.g. "mobile")."""
    return hmac.new(settings.ZHIKE_INDEX_KEY, f"{kind}\0{text}".encode(), hashlib.sha256).digest()[:INDEX_BYTES]


def blind_index_many(kind: str, texts: Iterable[str | None]) -> list[bytes | None]:
    """Blind indexes in the order of `texts`; None and "" stay None."""
    return [blind_index(kind, text) if text else None for text in texts]
