"""The one-time code a person carries from the central system to a new station.

``ABCD-EFGH-JKMN-PQRS-TVWX-YZ01-2345-6789``: 80 secret bits, then 80 bits of the SHA-256 of the
central system's public key, so that the station knows whom it talks to from the first answer.
Crockford's base 32: no I, L, O, U; case, spaces and dashes do not matter.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from typing import Final

from inspector_app.domain.errors import SyncError

PROOF_CONTEXT: Final = b"inspector/enrol/1\0"
_CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_RFC4648: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_TO_TEXT: Final = str.maketrans(_RFC4648, _CROCKFORD)
_TO_BYTES: Final = str.maketrans(_CROCKFORD + "OIL", _RFC4648 + "ABB")
_HALF: Final = 10


@dataclass(frozen=True, slots=True)
class EnrolmentCode:
    """``secret`` is spent once; ``fingerprint`` is of the central key."""

    secret: bytes
    fingerprint: bytes

    def text(self) -> str:
        """The code in groups of four, as printed and typed."""
        plain = base64.b32encode(self.secret + self.fingerprint).decode("ascii")
        coded = plain.translate(_TO_TEXT)
        return "-".join(coded[at : at + 4] for at in range(0, len(coded), 4))

    def secret_hash(self) -> str:
        """What the central system keeps in place of the secret."""
        return hashlib.sha256(PROOF_CONTEXT + self.secret).hexdigest()

    def is_for(self, server_key: bytes) -> bool:
        """Whether ``server_key`` is the key this code was given out for."""
        return fingerprint(server_key) == self.fingerprint


def fingerprint(server_key: bytes) -> bytes:
    """80 bits of the SHA-256 of a raw public key."""
    return hashlib.sha256(server_key).digest()[:_HALF]


def make_code(secret: bytes, server_key: bytes) -> EnrolmentCode:
    """A code from at least 10 unpredictable bytes."""
    return EnrolmentCode(secret[:_HALF], fingerprint(server_key))


def parse_code(text: str) -> EnrolmentCode:
    """What a person typed or scanned; SyncError ``bad_enrolment_code``."""
    plain = "".join(text.upper().split()).replace("-", "")
    if len(plain) != 32 or any(sign not in _CROCKFORD + "OIL" for sign in plain):
        raise SyncError("bad_enrolment_code")
    raw = base64.b32decode(plain.translate(_TO_BYTES))
    return EnrolmentCode(raw[:_HALF], raw[_HALF:])


def proof_message(code: EnrolmentCode, station_id: bytes, public_key: bytes) -> bytes:
    """What the station signs to show that it holds the key and means this station id."""
    return PROOF_CONTEXT + code.secret + code.fingerprint + station_id + public_key
