"""Checks a stored event again, as an auditor would: payload, link and signature."""

from __future__ import annotations

import uuid

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from inspector_app.central.db.journal import Sealed
from inspector_app.wire.link import link


def is_intact(sealed: Sealed, public_key: bytes) -> bool:
    """Whether the stored bytes still give the stored link and the signature of the key that was
    the station's at that place holds."""
    expected = link(uuid.UUID(sealed.station).bytes, sealed.seq, sealed.previous, sealed.payload)
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(sealed.signature, expected)
    except InvalidSignature:
        return False
    return expected == sealed.link
