"""The payload ``key/1`` of ``key_rotated``: a station's new signing key, vouched for by both.

The event is signed by the old key like every event before it; ``proof`` is the new key's own
signature. Every event after it is signed by the new key.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Final, Literal
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from msgspec import Meta, Struct

from inspector_app.domain.errors import EvidenceError
from inspector_app.wire.inspection import PersonPart
from inspector_app.wire.sealed_box import is_sound

SCHEMA: Final = "key/1"
KIND: Final = "key_rotated"
RECORD_ID: Final = "station:key"
"""Under which a station finds its own changes of the key."""
CONTEXT: Final = b"inspector/key-rotation/1\0"

PublicKey = Annotated[bytes, Meta(min_length=32, max_length=32)]


class KeyRotation(Struct, frozen=True, kw_only=True):
    """``person`` is who asked for it."""

    schema: Literal["key/1"] = "key/1"
    old_key: PublicKey
    new_key: PublicKey
    proof: Annotated[bytes, Meta(min_length=64, max_length=64)]
    at: datetime
    station_id: Annotated[str, Meta(max_length=64)]
    person: PersonPart
    reason: Annotated[str, Meta(max_length=400)] = ""


_ROTATION: Final = msgspec.json.Decoder(KeyRotation)


def rotation_message(station_id: str, old_key: bytes, new_key: bytes) -> bytes:
    """What the new key signs; ValueError for an id that is no UUID."""
    return CONTEXT + UUID(station_id).bytes + old_key + new_key


def encode_rotation(rotation: KeyRotation) -> bytes:
    """The bytes to seal."""
    return msgspec.json.encode(rotation)


def decode_rotation(payload: bytes) -> KeyRotation:
    """EvidenceError ``bad_payload`` when it is not a ``key/1``."""
    try:
        return _ROTATION.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise EvidenceError("bad_payload") from problem


def check_rotation(rotation: KeyRotation, station_id: str, old_key: bytes) -> bytes:
    """The new key; EvidenceError ``bad_rotation`` unless it takes over from ``old_key`` at this
    station and says so itself."""
    try:
        message = rotation_message(station_id, old_key, rotation.new_key)
        if (rotation.old_key, rotation.station_id) != (old_key, station_id):
            raise EvidenceError("bad_rotation")
        if not is_sound(rotation.new_key):
            raise EvidenceError("bad_rotation")
        Ed25519PublicKey.from_public_bytes(rotation.new_key).verify(rotation.proof, message)
    except (InvalidSignature, ValueError) as problem:
        raise EvidenceError("bad_rotation") from problem
    return rotation.new_key


class KeyRing:
    """Which key signed at which place of one station's chain.

    ``first`` signed up to the first rotation; each rotation's own event is still signed by the
    key before it.
    """

    def __init__(self, first: bytes, rotations: Sequence[tuple[int, bytes]] = ()) -> None:
        self._since = [(0, first), *sorted(rotations)]

    def at(self, seq: int) -> bytes:
        """The key that signs the event with this number."""
        return [key for since, key in self._since if since < seq or since == 0][-1]

    @property
    def newest(self) -> bytes:
        """The key of whatever comes next."""
        return self._since[-1][1]
