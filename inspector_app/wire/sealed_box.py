"""Small secrets that only one station can open: sealed to its Ed25519 key.

``ephemeral key ‖ nonce ‖ ciphertext``. The station's signing key is taken as an X25519 key by the
birational map of RFC 7748, 4.1, so nothing has to be enrolled for it and a changed key holds at
once; the shared secret goes through HKDF-SHA-256 into ChaCha20-Poly1305.
"""

from __future__ import annotations

import hashlib
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from inspector_app.domain.errors import EvidenceError

_CONTEXT: Final = b"inspector/sealed-box/1\0"
_PRIME: Final = 2**255 - 19
_KEY: Final = 32
_NONCE: Final = 12
_ANY: Final = bytes(range(32))
"""No secret: every private key gives zero with a point of small order."""


class Sealer:
    """Seals many messages of one answer; ``fresh`` are 32 unpredictable bytes, used once."""

    def __init__(self, public_key: bytes, fresh: bytes) -> None:
        ephemeral = X25519PrivateKey.from_private_bytes(fresh)
        self._public = ephemeral.public_key().public_bytes_raw()
        theirs = _montgomery(public_key)
        shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(theirs))
        self._cipher = _cipher(shared, self._public, theirs)
        self._number = 0

    def seal(self, message: bytes) -> bytes:
        """A box; each has a nonce of its own."""
        self._number += 1
        nonce = self._number.to_bytes(_NONCE, "big")
        return self._public + nonce + self._cipher.encrypt(nonce, message, None)


def open_box(seed: bytes, public_key: bytes, box: bytes) -> bytes:
    """What was sealed to the key of this seed; EvidenceError ``sealed_for_another``."""
    ephemeral, nonce, sealed = box[:_KEY], box[_KEY : _KEY + _NONCE], box[_KEY + _NONCE :]
    private = X25519PrivateKey.from_private_bytes(hashlib.sha512(seed).digest()[:_KEY])
    try:
        shared = private.exchange(X25519PublicKey.from_public_bytes(ephemeral))
        return _cipher(shared, ephemeral, _montgomery(public_key)).decrypt(nonce, sealed, None)
    except (InvalidTag, ValueError) as problem:
        raise EvidenceError("sealed_for_another") from problem


def is_sound(public_key: bytes) -> bool:
    """Whether something can be sealed to an Ed25519 key at all.

    Not to one of the few points of small order: for those anybody can sign, too (RFC 7748, 6.1).
    """
    try:
        theirs = X25519PublicKey.from_public_bytes(_montgomery(public_key))
        X25519PrivateKey.from_private_bytes(_ANY).exchange(theirs)
    except ValueError:
        return False
    return True


def _montgomery(public_key: bytes) -> bytes:
    """The u-coordinate of an Ed25519 public key: (1 + y) / (1 - y)."""
    y = int.from_bytes(public_key, "little") & ((1 << 255) - 1)
    u = (1 + y) * pow(1 - y, _PRIME - 2, _PRIME) % _PRIME
    return u.to_bytes(_KEY, "little")


def _cipher(shared: bytes, ephemeral: bytes, theirs: bytes) -> ChaCha20Poly1305:
    info = _CONTEXT + ephemeral + theirs
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(shared)
    return ChaCha20Poly1305(key)
