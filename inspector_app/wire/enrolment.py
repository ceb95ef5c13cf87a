"""The one-time code a person carries from the central system to a new station.

``ABCD-EFGH-JKMN-PQRS-TVWX-YZ01-2345-67890``: 80 secret bits, then 80 bits of the SHA-256 of the
central system's certificate authority, so that the station knows whom it talks to before it says
anything, then one check character. Crockford's base 32: no I, L, O, U; case, spaces and dashes do
not matter. On a screen or on paper the address goes before it: ``https://HOST:8417/#CODE``.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from inspector_app.domain.errors import SyncError

PROOF_CONTEXT: Final = b"inspector/enrol/1\0"
LENGTH: Final = 33
_CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_RFC4648: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_TO_TEXT: Final = str.maketrans(_RFC4648, _CROCKFORD)
_TO_CROCKFORD: Final = str.maketrans("OIL", "011")
_TO_BYTES: Final = str.maketrans(_CROCKFORD, _RFC4648)
_HALF: Final = 10
_FIELD: Final = 0b100101
"""x^5 + x^2 + 1, primitive over GF(2): 2 runs through all 31 numbers of the field but 0."""


@dataclass(frozen=True, slots=True)
class EnrolmentCode:
    """``secret`` is spent once; ``fingerprint`` is of the certificate authority."""

    secret: bytes
    fingerprint: bytes

    def text(self) -> str:
        """The code in groups of four (the last of five), as printed and typed."""
        plain = base64.b32encode(self.secret + self.fingerprint).decode("ascii")
        coded = plain.translate(_TO_TEXT)
        groups = [coded[at : at + 4] for at in range(0, len(coded), 4)]
        return "-".join(groups) + _check_character(coded)

    def secret_hash(self) -> str:
        """What the central system keeps in place of the secret."""
        return hashlib.sha256(PROOF_CONTEXT + self.secret).hexdigest()

    def is_for(self, certificate: bytes) -> bool:
        """Whether this code was given out by the authority of this certificate (DER)."""
        return fingerprint(certificate) == self.fingerprint


@dataclass(frozen=True, slots=True)
class Ticket:
    """A code with the address it stood beside; ``""`` when the code came alone."""

    url: str
    code: EnrolmentCode

    def text(self) -> str:
        """As a QR code holds it."""
        return f"{self.url}/#{self.code.text()}" if self.url else self.code.text()


def fingerprint(certificate: bytes) -> bytes:
    """80 bits of the SHA-256 of a certificate (DER)."""
    return hashlib.sha256(certificate).digest()[:_HALF]


def make_code(secret: bytes, certificate: bytes) -> EnrolmentCode:
    """A code from at least 10 unpredictable bytes."""
    return EnrolmentCode(secret[:_HALF], fingerprint(certificate))


def parse_code(text: str) -> EnrolmentCode:
    """What a person typed or scanned, with or without the address before it.

    SyncError ``bad_enrolment_code`` for what is no code, ``enrolment_code_mistyped`` when a
    character is wrong or two changed places.
    """
    plain = "".join(text.rpartition("#")[2].upper().split()).replace("-", "")
    plain = plain.translate(_TO_CROCKFORD)
    if len(plain) != LENGTH or any(sign not in _CROCKFORD for sign in plain):
        raise SyncError("bad_enrolment_code")
    if _check_character(plain[:-1]) != plain[-1]:
        raise SyncError("enrolment_code_mistyped")
    raw = base64.b32decode(plain[:-1].translate(_TO_BYTES))
    return EnrolmentCode(raw[:_HALF], raw[_HALF:])


def parse_ticket(text: str) -> Ticket:
    """A code and the address before it, if there is one; SyncError as ``parse_code`` and
    ``central_address`` for an address nobody can reach."""
    address, mark, _ = text.strip().rpartition("#")
    return Ticket(central_address(address) if mark else "", parse_code(text))


def central_address(text: str) -> str:
    """``scheme://host[:port]`` of what a person typed; TLS where nothing else is said.

    SyncError ``central_address`` for anything but a host and a port.
    """
    given = text.strip()
    if "://" not in given:
        given = f"https://{given}"
    try:
        parts = urlsplit(given)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if (
        not host
        or parts.scheme not in ("http", "https")
        or parts.username
        or any(sign.isspace() for sign in host)
    ):
        raise SyncError("central_address", address=text.strip()[:80])
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}" + (f":{port}" if port else "")


def proof_message(code: EnrolmentCode, station_id: bytes, public_key: bytes) -> bytes:
    """What the station signs to show that it holds the key and means this station id."""
    return PROOF_CONTEXT + code.secret + code.fingerprint + station_id + public_key


def _check_character(coded: str) -> str:
    """The weighted sum in GF(32), the weights being powers of 2: every single wrong character
    and every exchange of neighbours changes it."""
    total, weight = 0, 1
    for sign in coded:
        weight = _doubled(weight)
        total ^= _product(_CROCKFORD.index(sign), weight)
    return _CROCKFORD[total]


def _doubled(number: int) -> int:
    return number << 1 if number < 16 else (number << 1) ^ _FIELD


def _product(one: int, other: int) -> int:
    found = 0
    while other:
        if other & 1:
            found ^= one
        one, other = _doubled(one), other >> 1
    return found
