from __future__ import annotations

import uuid
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from inspector_app.domain.errors import EvidenceError
from inspector_app.wire.inspection import PersonPart
from inspector_app.wire.rotation import KeyRotation, check_rotation
from inspector_app.wire.sealed_box import Sealer, is_sound, open_box

SEED = bytes(range(32))
KEY = Ed25519PrivateKey.from_private_bytes(SEED).public_key().public_bytes_raw()
NEUTRAL = b"\x01" + bytes(31)
"""The point everybody can sign for: any message, one signature."""
SMALL = [NEUTRAL, bytes(32), (2**255 - 20).to_bytes(32, "little"), b"\x01" + bytes(30) + b"\x80"]


def test_only_its_own_key_opens_a_box() -> None:
    sealer = Sealer(KEY, b"\x07" * 32)
    first, second = sealer.seal(b"secret"), sealer.seal(b"secret")
    assert first != second
    assert open_box(SEED, KEY, first) == open_box(SEED, KEY, second) == b"secret"
    for box in (first[:-1] + bytes([first[-1] ^ 1]), first[:40], b"", bytes(100)):
        with pytest.raises(EvidenceError, match="sealed_for_another"):
            open_box(SEED, KEY, box)
    with pytest.raises(EvidenceError, match="sealed_for_another"):
        open_box(b"\x09" * 32, KEY, first)


@pytest.mark.parametrize("point", SMALL)
def test_a_key_anybody_can_sign_for_is_not_sound(point: bytes) -> None:
    assert is_sound(KEY)
    assert not is_sound(point)


def test_a_key_is_never_changed_to_one_anybody_can_sign_for() -> None:
    anyones = NEUTRAL + bytes(32)
    Ed25519PublicKey.from_public_bytes(NEUTRAL).verify(anyones, b"whatever is said")
    station = str(uuid.UUID(int=7))
    rotation = KeyRotation(
        old_key=KEY, new_key=NEUTRAL, proof=anyones, at=datetime(2026, 11, 22, tzinfo=UTC),
        station_id=station, person=PersonPart(person_id="U-1", names={}, role="administrator"),
    )  # fmt: skip
    with pytest.raises(EvidenceError, match="bad_rotation"):
        check_rotation(rotation, station, KEY)
