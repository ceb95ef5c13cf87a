"""Which of the station's keys signed when.

The journal itself tells: an event ``key_rotated``, signed by the old key, names the new one, which
signs everything after it.
"""

from __future__ import annotations

from collections.abc import Sequence

from inspector_app.domain.errors import EvidenceError
from inspector_app.services.ports import SealedEvent
from inspector_app.services.records import Work
from inspector_app.wire.rotation import RECORD_ID, KeyRing, decode_rotation


def rotations(work: Work, station_id: str) -> Sequence[SealedEvent]:
    """The events that changed the key of this identity, oldest first."""
    found = work.journal.of_record(RECORD_ID)
    return [event for event in found if event.station in ("", station_id)]


def ring_of(work: Work, station_id: str, present: bytes) -> KeyRing:
    """Which key signed at which place of this identity's chain; ``present`` where it never
    changed."""
    changed = [(event.seq, decode_rotation(event.payload)) for event in rotations(work, station_id)]
    first = changed[0][1].old_key if changed else present
    return KeyRing(first, [(seq, rotation.new_key) for seq, rotation in changed])


def require_present_key(work: Work, station_id: str, public_key: bytes) -> None:
    """EvidenceError ``key_changed_elsewhere`` when another program changed the key meanwhile."""
    changed = rotations(work, station_id)
    if changed and decode_rotation(changed[-1].payload).new_key != public_key:
        raise EvidenceError("key_changed_elsewhere")
