"""Whether everything the station keeps is still whole."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from uuid import UUID

from inspector_app.domain.errors import EvidenceError, StorageError
from inspector_app.services.ports import ChainHead
from inspector_app.services.records import Summary, SummaryFilter, Work
from inspector_app.services.station import Station
from inspector_app.wire.inspection import SCHEMA, decode_record, replay
from inspector_app.wire.link import link


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckLine:
    """One check; ``detail`` names what was found or counted."""

    name: str
    ok: bool
    detail: str = ""


def check(station: Station) -> tuple[CheckLine, ...]:
    """The chain link by link, every photo byte by byte, every sealed record foldable."""
    with station.records.reading() as work:
        head = work.journal.head()
        photos = _photo_digests(work)
        chain = _chain(station, work, head)
    return (chain, _photos(station, photos))


def _chain(station: Station, work: Work, head: ChainHead) -> CheckLine:
    previous = bytes(32)
    for seq in range(1, head.seq + 1):
        event = work.journal.event(seq)
        if event is None:
            return CheckLine(name="chain", ok=False, detail=f"{seq}: missing")
        wanted = link(UUID(station.station_id).bytes, seq, previous, event.payload)
        if event.previous != previous or event.link != wanted:
            return CheckLine(name="chain", ok=False, detail=f"{seq}: link")
        if event.kind in ("created", "amended"):
            try:
                record = decode_record(event.payload)
                replay(record)
            except (EvidenceError, ValueError):
                return CheckLine(name="chain", ok=False, detail=f"{seq}: not {SCHEMA}")
        previous = event.link
    return CheckLine(name="chain", ok=True, detail=str(head.seq))


def _photo_digests(work: Work) -> tuple[str, ...]:
    digests: dict[str, None] = {}
    for summary in (*work.inspections.working(), *_closed(work)):
        for row in work.photos.of_record(summary.id):
            digests[row.photo.sha256] = None
    return tuple(digests)


def _closed(work: Work) -> tuple[Summary, ...]:
    return tuple(work.inspections.page(SummaryFilter(states=("closed",)), None, 1_000_000))


def _photos(station: Station, digests: tuple[str, ...]) -> CheckLine:
    bad = []
    for digest in digests:
        try:
            found = hashlib.sha256(station.files.path(digest).read_bytes()).hexdigest()
        except (StorageError, OSError):
            bad.append(f"{digest}: missing")
            continue
        if found != digest:
            bad.append(f"{digest}: changed")
    return CheckLine(
        name="photos", ok=not bad, detail="; ".join(bad[:10]) if bad else str(len(digests))
    )
