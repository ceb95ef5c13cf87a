"""Changes of a station's key, as a bundle proves them."""

from __future__ import annotations

from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from inspector_app.domain.errors import EvidenceError
from inspector_app.services.evidence.lines import CheckLine, bad
from inspector_app.wire.bundle import ChainPart
from inspector_app.wire.envelope import EventLine
from inspector_app.wire.link import link
from inspector_app.wire.rotation import KIND, KeyRing, check_rotation, decode_rotation


def keys_of(chain: ChainPart) -> tuple[KeyRing, tuple[CheckLine, ...]]:
    """Which key signs where, as far as both keys say so, and the first change that does not
    hold: nothing after it is believed."""
    key = chain.public_key
    proved: list[tuple[int, bytes]] = []
    for event in sorted(chain.rotations, key=lambda each: each.seq):
        try:
            key = _next_key(chain, event, key)
        except (EvidenceError, InvalidSignature, ValueError):
            wrong = bad("signature", "rotation_wrong", seq=event.seq, kind=event.kind)
            return KeyRing(chain.public_key, proved), (wrong,)
        proved.append((event.seq, key))
    return KeyRing(chain.public_key, proved), ()


def _next_key(chain: ChainPart, event: EventLine, key: bytes) -> bytes:
    """The key that takes over; EvidenceError, InvalidSignature or ValueError where link, old
    signature or new signature does not hold."""
    previous = bytes.fromhex(event.prev)
    bound = link(UUID(chain.station).bytes, event.seq, previous, event.payload)
    if event.kind != KIND or bound.hex() != event.link or event.seq < chain.events[0].seq:
        raise EvidenceError("bad_rotation")
    Ed25519PublicKey.from_public_bytes(key).verify(event.signature, bound)
    return check_rotation(decode_rotation(event.payload), chain.station, key)
