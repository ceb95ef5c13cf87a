"""A new identity for a station: its key lies beside the old one until the journal has changed.

The order makes every kill harmless: the next key and id are on the disk before the central system
hears of them, the journal changes in one commit, and only then the next key takes the old one's
place. Opening the station finishes what was interrupted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from inspector_app.bootstrap.identity_files import next_key, place_next_key
from inspector_app.bootstrap.station import OpenStation
from inspector_app.domain.errors import SyncError
from inspector_app.services import adoption
from inspector_app.services.adoption import Anew
from inspector_app.services.ports import Enrolment, KeyStore
from inspector_app.store.keys import KeyFile
from inspector_app.sync.enrol import enrol
from inspector_app.ui.tools import WayBack
from inspector_app.wire.enrolment import parse_ticket

NEXT_ID: Final = "next_station_id"
"""The note of an id that is about to be used."""
Steps = Callable[[str], None]


def _quietly(name: str) -> None:
    """Nobody listens to the steps."""


def enrol_anew(
    opened: OpenStation, url: str, code: str, steps: Steps = _quietly, *, plain: bool = False
) -> Anew:
    """Make the station known under a new id and key, and carry over what was not acknowledged.

    ``url`` may be empty when the code carries the address, or the station was enrolled before. May
    be repeated with the same code when it was interrupted. SyncError ``central_address_missing``,
    ``enrolled_elsewhere`` when the code belongs to another central system than the one that
    holds the station's records, ``sender_busy`` while something is being sent; others as
    ``sync.enrol.enrol``.
    """
    queue = opened.database.send_queue()
    owner = f"anew {opened.station.ids.new()}"
    if not queue.acquire_lease(owner, opened.station.clock.now(), 120):
        raise SyncError("sender_busy")
    try:
        return _enrol_anew(opened, url, code, steps, plain=plain)
    finally:
        queue.release_lease(owner)


def _enrol_anew(opened: OpenStation, url: str, code: str, steps: Steps, *, plain: bool) -> Anew:
    address = _address(opened, url, code)
    station_id, keys = prepare(opened)
    steps("prepared")
    held = _Held()
    name = opened.settings.text("station_name") or opened.station.mark
    enrol(held, keys, url=address, code=code, station_id=station_id, name=name, plain=plain)
    steps("enrolled")
    before = known_enrolment(opened)
    found = held.kept
    assert found is not None, "enrol keeps what it returns"
    if before is not None and (before.server_key, before.tenant) != (
        found.server_key, found.tenant,
    ):  # fmt: skip
        raise SyncError("enrolled_elsewhere", url=before.url)
    return change(opened, station_id, keys, why="adopted", enrolment=found, steps=steps)


def known_enrolment(opened: OpenStation) -> Enrolment | None:
    """The present enrolment, or the one before a restored backup."""
    with opened.station.records.reading() as work:
        earlier = work.identities.earlier_enrolment()
    return opened.database.send_queue().enrolment() or earlier


def _address(opened: OpenStation, url: str, code: str) -> str:
    known = known_enrolment(opened)
    found = parse_ticket(code).url or url or (known.url if known is not None else "")
    if not found:
        raise SyncError("central_address_missing")
    return found


def way_back(opened: OpenStation) -> WayBack:
    """What a person has to do so that records are sent again, and what goes along."""
    queue = opened.database.send_queue()
    stopped, enrolled = queue.stopped(), queue.enrolment()
    code = stopped.code if stopped is not None else ""
    if enrolled is not None and code not in (*adoption.FORKED, "unknown_station"):
        return WayBack()
    known = known_enrolment(opened)
    url = known.url if known is not None else ""
    photos = opened.database.send_overview().photo_counts()
    waiting = sum(photos.get(state, 0) for state in ("pending", "sent"))
    with opened.station.records.reading() as work:
        begun = work.identities.all()
        if enrolled is None:
            carried = len(work.identities.carriers())
            restored = bool(begun) and begun[-1].why == "restored"
            if not restored:
                return WayBack()
            return WayBack(kind="restored", url=url, events=carried, photos=waiting)
        if code == "unknown_station":
            events = queue.head().seq
            return WayBack(kind="again", code=code, url=url, events=events, photos=waiting)
        carrying = work.identities.count_to_carry()
    return WayBack(kind="anew", code=code, url=url, events=carrying, photos=waiting)


def prepare(opened: OpenStation) -> tuple[str, KeyFile]:
    """The next id and key, made once and kept until they are used."""
    key = KeyFile.open(next_key(opened.folder))
    with opened.station.records.writing() as work:
        station_id = work.notes.get(NEXT_ID) or ""
        if not station_id or station_id in {each.station_id for each in work.identities.all()}:
            station_id = opened.station.ids.new()
            work.notes.put(NEXT_ID, station_id)
    return station_id, key


def change(
    opened: OpenStation,
    station_id: str,
    keys: KeyStore,
    *,
    why: str,
    enrolment: Enrolment | None,
    steps: Steps = _quietly,
) -> Anew:
    """Seal under the prepared identity from now on, and put its key in place."""
    done = adoption.begin_anew(
        opened.station, station_id, keys, why=why, enrolment=enrolment, steps=steps
    )
    steps("changed")
    place_next_key(opened.folder)
    steps("placed")
    return done


@dataclass
class _Held:
    """Takes an enrolment in place of the queue: it counts only with the journal's change."""

    kept: Enrolment | None = None

    def save_enrolment(self, enrolment: Enrolment) -> None:
        self.kept = enrolment

    def resume(self) -> None:
        """Nothing was stopped under this identity."""
