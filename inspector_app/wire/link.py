"""The evidence chain: each event's link binds its station, place, predecessor and bytes.

Published with test vectors in ``docs/protocol.md``; other programs check journals with it, so
the definition never changes within ``inspector/link/1``.
"""

from __future__ import annotations

import hashlib
from typing import Final

from inspector_app.domain.errors import EvidenceError

LINK_CONTEXT: Final = b"inspector/link/1\0"
FIRST_PREVIOUS: Final = bytes(32)
"""What the first event of a station has in place of a previous link."""

MAX_SEQ: Final = 2**63 - 1
"""Databases keep ``seq`` as a signed 64-bit number."""

MAX_PAYLOAD: Final = 256 * 1024
"""Bytes of one payload, uncompressed; checked before sealing so that it can always be sent."""


def link(station_id: bytes, seq: int, previous: bytes, payload: bytes) -> bytes:
    """The 32 bytes that bind ``payload`` to its place in the station's journal.

    ``station_id`` is the UUID's 16 bytes, ``seq`` counts from 1, ``previous`` is the link of
    ``seq - 1`` (32 zero bytes for the first). The signature of the event is Ed25519 over the
    result. Raises EvidenceError ``bad_link_input``.
    """
    return link_of_digest(station_id, seq, previous, hashlib.sha256(payload).digest())


def link_of_digest(station_id: bytes, seq: int, previous: bytes, payload_sha256: bytes) -> bytes:
    """As ``link`` for a payload of which only the 32 bytes of its SHA-256 are known."""
    if len(station_id) != 16 or len(previous) != 32 or not 1 <= seq <= MAX_SEQ:
        raise EvidenceError("bad_link_input", seq=seq)
    hasher = hashlib.sha256(LINK_CONTEXT)
    hasher.update(station_id)
    hasher.update(seq.to_bytes(8, "big"))
    hasher.update(previous)
    hasher.update(payload_sha256)
    return hasher.digest()


def check_payload_size(payload: bytes) -> None:
    """Refuse to seal what could never be sent: EvidenceError ``payload_too_large``."""
    if len(payload) > MAX_PAYLOAD:
        raise EvidenceError("payload_too_large", size=len(payload), limit=MAX_PAYLOAD)
