"""The central system's public key as a person hands it over: PEM, hex or base64."""

from __future__ import annotations

import base64
import binascii
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)

from inspector_app.domain.errors import EvidenceError

KEY_LENGTH: Final = 32
MAX_KEY_FILE: Final = 64 * 1024


def read_public_key(text: bytes) -> bytes:
    """The 32 bytes of an Ed25519 public key given as PEM, 64 hex digits, base64 or raw bytes.

    EvidenceError ``trust_key_unreadable``.
    """
    stripped = text.removeprefix(b"\xef\xbb\xbf").strip()
    try:
        if b"-----BEGIN PUBLIC KEY-----" in stripped:
            start = stripped.index(b"-----BEGIN PUBLIC KEY-----")
            key = load_pem_public_key(stripped[start:])
            if isinstance(key, Ed25519PublicKey):
                return key.public_bytes_raw()
        elif len(stripped) == 2 * KEY_LENGTH:
            return _sound(bytes.fromhex(stripped.decode("ascii")))
        elif len(text) == KEY_LENGTH:
            return _sound(text)
        else:
            return _sound(base64.b64decode(stripped, validate=True))
    except (ValueError, binascii.Error, UnsupportedAlgorithm) as problem:
        raise EvidenceError("trust_key_unreadable") from problem
    raise EvidenceError("trust_key_unreadable")


def pem(public_key: bytes) -> str:
    """The key as PEM text."""
    key = Ed25519PublicKey.from_public_bytes(public_key)
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode("ascii")


def _sound(raw: bytes) -> bytes:
    if len(raw) != KEY_LENGTH:
        raise ValueError(len(raw))
    Ed25519PublicKey.from_public_bytes(raw)
    return raw
