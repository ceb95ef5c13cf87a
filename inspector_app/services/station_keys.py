"""Changing the station's signing key."""

from __future__ import annotations

from collections.abc import Callable

from inspector_app.domain.errors import EvidenceError, SyncError
from inspector_app.domain.master import Person
from inspector_app.domain.rights import require
from inspector_app.services.closing import seal
from inspector_app.services.ports import KeyStore
from inspector_app.services.station import Station
from inspector_app.wire.inspection import PersonPart
from inspector_app.wire.rotation import (
    KIND,
    RECORD_ID,
    KeyRotation,
    encode_rotation,
    rotation_message,
)

LONGEST_REASON = 400


def rotate(
    station: Station,
    who: Person,
    keys: KeyStore,
    reason: str,
    *,
    enrolled: bool,
    steps: Callable[[str], None] = lambda name: None,
) -> int:
    """Sign with ``keys`` from the next event on; the number of the event that says so.

    ``steps`` hears the name of each step, for tests that end the program there. Raises
    AccessError ``not_allowed`` or ``clock_doubtful``; SyncError ``not_enrolled``: a central
    system has to know the first key before it can follow to the next; EvidenceError
    ``key_not_new``.
    """
    require(who, "enrol")
    if not enrolled:
        raise SyncError("not_enrolled")
    before = station.identity.present()
    old_key, new_key = station.keys.public_key(), keys.public_key()
    if old_key == new_key:
        raise EvidenceError("key_not_new")
    try:
        with station.records.writing() as work:
            rotation = KeyRotation(
                old_key=old_key, new_key=new_key,
                proof=keys.sign(rotation_message(station.station_id, old_key, new_key)),
                at=station.clock.now(), station_id=station.station_id,
                person=PersonPart(person_id=who.id, names=dict(who.names), role=who.role),
                reason=reason.strip()[:LONGEST_REASON],
            )  # fmt: skip
            event = seal(station, work, KIND, encode_rotation(rotation), RECORD_ID, ())
            station.identity.become(station.station_id, keys)
            steps("sealed")
    except BaseException:
        station.identity.become(*before)
        raise
    station.wake()
    return event.seq
