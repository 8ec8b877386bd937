"""Encryption at rest (AES-GCM, rotating keys) and keyed hashes for equality search (R3).

A token is `keyid.base64url(nonce + ciphertext)`. Settings: FIELD_KEYS ("id:base64 of 32 bytes", the first encrypts, the
others only decrypt) and INDEX_KEY (base64 of 32 bytes).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

NONCE_BYTES = 12
_BLOCK = 16


class DecryptionFailed(ValueError):
    """The token is damaged, or its key is not in FIELD_KEYS."""


def encrypt(text: str) -> str:
    return encrypt_many([text])[0]


def encrypt_many(texts: Iterable[str]) -> list[str]:
    """Encrypt many texts with the current key; one call to the system's random source for all nonces."""
    rows = [text.encode() for text in texts]
    key_id, cipher = _current()
    nonces = os.urandom(NONCE_BYTES * len(rows))
    seal, prefix = cipher.encrypt, key_id + "."
    tokens = []
    for index, row in enumerate(rows):
        nonce = nonces[index * NONCE_BYTES : (index + 1) * NONCE_BYTES]
        tokens.append(prefix + base64.urlsafe_b64encode(nonce + seal(nonce, row, None)).decode())
    return tokens


def decrypt(token: str) -> str:
    """The text of a token. Raises DecryptionFailed."""
    return _text_of(token, _ciphers(tuple(settings.FIELD_KEYS)))


def decrypt_many(tokens: Iterable[str]) -> list[str]:
    ciphers = _ciphers(tuple(settings.FIELD_KEYS))
    return [_text_of(token, ciphers) for token in tokens]


def encrypt_bytes(data: bytes) -> bytes:
    """The same for files: `keyid` + NUL + nonce + ciphertext."""
    key_id, cipher = _current()
    nonce = os.urandom(NONCE_BYTES)
    return key_id.encode() + b"\0" + nonce + cipher.encrypt(nonce, data, None)


def decrypt_bytes(blob: bytes) -> bytes:
    """The data of an encrypted file; also takes the memoryview of a BinaryField. Raises DecryptionFailed."""
    key_id, nul, body = bytes(blob).partition(b"\0")
    if not nul:
        raise DecryptionFailed("not an encrypted file")
    return _open(key_id.decode("ascii", "replace"), body, _ciphers(tuple(settings.FIELD_KEYS)))


def new_stream_key() -> str:
    """A fresh key for one file that is written in pieces, itself encrypted: without the key the file is noise."""
    return encrypt(base64.b64encode(os.urandom(32)).decode())


def stream(data: bytes, sealed_key: str, offset: int) -> bytes:
    """Encrypt, or decrypt, the bytes that stand at `offset` of a file (AES-CTR): any piece can be done by itself.

    Nothing tells whether the bytes were changed on the disk; whoever reads the file looks at what it is.
    """
    block, skipped = divmod(offset, _BLOCK)
    cipher = Cipher(AES(base64.b64decode(decrypt(sealed_key))), CTR(block.to_bytes(_BLOCK)))
    return cipher.encryptor().update(bytes(skipped) + data)[skipped:]


def reencrypt(token: str) -> str:
    """The same text under the current key."""
    return encrypt(decrypt(token))


def blind_index(text: str, purpose: str) -> str:
    """Keyed hash (HMAC-SHA256, hex) for equality search; one key per purpose, so that hashes cannot be joined."""
    return _hashed(text, _keyed(purpose))


def blind_indexes(texts: Iterable[str | None], purpose: str) -> list[Any]:
    """The same for a column, with the key prepared once; None stays None and "" stays ""."""
    keyed = _keyed(purpose)
    return [text and _hashed(text, keyed) for text in texts]


def check_keys() -> None:
    """Raise ImproperlyConfigured, with a sentence, unless the keys of the settings are keys."""
    _current()
    _key(settings.INDEX_KEY, "INDEX_KEY")


def _keyed(purpose: str) -> HMAC:
    """Of `cryptography`, whose copies cost half of what hashlib's do."""
    return HMAC(_index_key(settings.INDEX_KEY, purpose), SHA256())


def _hashed(text: str, keyed: HMAC) -> str:
    one = keyed.copy()
    one.update(text.encode())
    return one.finalize().hex()


def _text_of(token: str, ciphers: dict[str, AESGCM]) -> str:
    key_id, dot, encoded = token.partition(".")
    if not dot:
        raise DecryptionFailed("not a token")
    try:
        body = base64.urlsafe_b64decode(encoded)
    except ValueError as error:
        raise DecryptionFailed("damaged token") from error
    return _open(key_id, body, ciphers).decode()


def _open(key_id: str, body: bytes, ciphers: dict[str, AESGCM]) -> bytes:
    cipher = ciphers.get(key_id)
    if cipher is None:
        raise DecryptionFailed("the key of this token is not in FIELD_KEYS")
    try:
        return cipher.decrypt(body[:NONCE_BYTES], body[NONCE_BYTES:], None)
    except (InvalidTag, ValueError) as error:  # ValueError: the nonce is cut short
        raise DecryptionFailed("damaged token") from error


def _current() -> tuple[str, AESGCM]:
    return next(iter(_ciphers(tuple(settings.FIELD_KEYS)).items()))


@lru_cache(maxsize=4)
def _ciphers(keys: tuple[str, ...]) -> dict[str, AESGCM]:
    """The ciphers by key id, current first; cached by the setting's own value, so a changed setting counts at once."""
    ciphers: dict[str, AESGCM] = {}
    for entry in keys:
        key_id, _, encoded = entry.strip().partition(":")
        if not re.fullmatch(r"[A-Za-z0-9_-]+", key_id) or key_id in ciphers:
            raise ImproperlyConfigured("FIELD_KEYS needs a different id before each key: k2:<base64>,k1:<base64>.")
        ciphers[key_id] = AESGCM(_key(encoded, "FIELD_KEYS"))
    if not ciphers:
        raise ImproperlyConfigured("FIELD_KEYS is empty. Give id:base64(32 bytes): `manage.py new_keys` prints one.")
    return ciphers


@lru_cache(maxsize=16)
def _index_key(encoded: str, purpose: str) -> bytes:
    return hmac.new(_key(encoded, "INDEX_KEY"), purpose.encode(), hashlib.sha256).digest()


def _key(encoded: str, setting: str) -> bytes:
    try:
        key = base64.b64decode(encoded, validate=True)
    except ValueError as error:  # binascii.Error, or letters outside ASCII
        raise ImproperlyConfigured(f"{setting} holds a key that is not base64.") from error
    if len(key) != 32:
        raise ImproperlyConfigured(f"{setting} holds a key of {len(key)} bytes; it must have 32.")
    return key
