"""Gathers the evidence bundle of a sealed inspection."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final, Protocol

from inspector_app.domain.delivery import Delivery
from inspector_app.domain.errors import WalkError
from inspector_app.services.evidence.ways import LONGEST_WAY
from inspector_app.services.key_history import ring_of, rotations
from inspector_app.services.ports import Receipt, SealedEvent
from inspector_app.services.records import Work
from inspector_app.services.station import Station
from inspector_app.wire.bundle import Bundle, ChainPart, PassedEvent, RuleText
from inspector_app.wire.envelope import EventLine, SignedReceipt
from inspector_app.wire.feeds import PublishedDocument
from inspector_app.wire.inspection import InspectionRecord, RulesPart, decode_record
from inspector_app.wire.receipts import stated_head

INSPECTION_KINDS: Final = frozenset({"created", "amended"})


class ChainFacts(Protocol):
    """What the station's journal and its post know around a record."""

    def passed(self, after: int, before: int) -> Sequence[tuple[int, str]]:
        """Places between the two, both excluded, with the SHA-256 of their payload in hex."""

    def receipts(self, record_id: str, seq: int, station: str = "") -> Sequence[Receipt]:
        """Completion receipts that name the record, and the head receipt closest after ``seq``."""

    def central_key(self) -> bytes:
        """The central system's public key as enrolled; empty without one."""


class RuleTexts(Protocol):
    """Texts of rules and standards by the version a record names."""

    def standard(self, standard_id: str, version: int, digest: str) -> PublishedDocument | None:
        """The document of that digest under the number the record names it by, else of that
        number; None when it is not here."""

    def rules(self, named: RulesPart) -> bytes | None:
        """The text whose digest the record names; None when it is not here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """A bundle and the originals that belong to it: digest, suffix, file."""

    bundle: Bundle
    lot_number: str
    originals: tuple[tuple[str, str, Path], ...]


def gather(
    station: Station, inspection_id: str, chain: ChainFacts, texts: RuleTexts
) -> tuple[Bundle, tuple[InspectionRecord, ...]]:
    """The bundle of a sealed inspection and its revisions, oldest first.

    WalkError ``inspection_unknown`` or ``not_closed``.
    """
    with station.records.reading() as work:
        summary = work.inspections.summary(inspection_id)
        if summary is None:
            raise WalkError("inspection_unknown")
        events = tuple(work.journal.of_record(inspection_id))
        owned = _by_identity(events, station.station_id)
        chains = tuple(
            _identity_part(station, work, name, own, inspection_id, chain)
            for name, own in owned.items()
        )
    records = tuple(revisions(events))
    if not records:
        raise WalkError("not_closed", lot=summary.lot_number)
    bundle = Bundle(
        record_id=inspection_id,
        chains=chains,
        standards=standards_of(records, texts),
        rules=rules_of(records, texts),
        central_key=chain.central_key(),
    )  # fmt: skip
    return bundle, records


def _by_identity(events: Sequence[SealedEvent], present: str) -> dict[str, list[SealedEvent]]:
    """The events by the identity they were sealed under, in the order of the first of each."""
    owned: dict[str, list[SealedEvent]] = {}
    for event in events:
        owned.setdefault(event.station or present, []).append(event)
    return owned


def _identity_part(
    station: Station,
    work: Work,
    name: str,
    events: Sequence[SealedEvent],
    inspection_id: str,
    chain: ChainFacts,
) -> ChainPart:
    base = events[0].base
    began = {each.station_id: each.public_key for each in work.identities.all()}
    present = station.keys.public_key() if name == station.station_id else began.get(name, b"")
    ring = ring_of(work, name, present)
    changed = [event for event in rotations(work, name) if event.seq > events[0].seq]

    def passed(after: int, before: int) -> Sequence[tuple[int, str]]:
        return [
            (place - base, digest) for place, digest in chain.passed(base + after, base + before)
        ]

    receipts = chain.receipts(inspection_id, events[-1].seq, name)
    return chain_part(name, station.mark, ring.at(events[0].seq), events, receipts, passed, changed)


def with_originals(
    station: Station, bundle: Bundle, records: Sequence[InspectionRecord]
) -> Gathered:
    """The originals of the bundle; StorageError ``photo_missing`` when one of the walk is not here.

    Photos of the dock that no record names with its size (early versions sent none) are taken along
    where they are still kept.
    """
    wanted = {p.sha256: p.suffix for record in records for p in record.dock_photos}
    wanted |= {p.sha256: p.suffix for record in records for p in record.photos}
    found = {digest: (suffix, station.files.path(digest)) for digest, suffix in wanted.items()}
    for digest in dict.fromkeys(digest for record in records for digest in dock_digests(record)):
        if digest not in found and station.files.has(digest):
            path = station.files.path(digest)
            found[digest] = (path.suffix.removeprefix("."), path)
    return Gathered(
        bundle=bundle,
        lot_number=records[-1].lot.number,
        originals=tuple((digest, suffix, path) for digest, (suffix, path) in sorted(found.items())),
    )


def originals_of(records: Sequence[InspectionRecord]) -> tuple[str, ...]:
    """Every original the records name, by digest, those of the delivery among them."""
    taken = [photo.sha256 for record in records for photo in record.photos]
    dock = [digest for record in records for digest in dock_digests(record)]
    return tuple(dict.fromkeys((*taken, *dock)))


def revisions(events: Sequence[SealedEvent]) -> Iterator[InspectionRecord]:
    """The records among the events; EvidenceError ``bad_payload``."""
    for event in events:
        if event.kind in INSPECTION_KINDS:
            yield decode_record(event.payload)


def dock_digests(record: InspectionRecord) -> tuple[str, ...]:
    """Photos and signature of the delivery, by digest."""
    delivery: Delivery | None = record.delivery
    if delivery is None:
        return ()
    counted = (digest for count in delivery.counts for digest in count.photos)
    signed = (delivery.signature,) if delivery.signature else ()
    return tuple(dict.fromkeys((*delivery.photos, *counted, *signed)))


def event_line(event: SealedEvent) -> EventLine:
    """An event as it travels."""
    return EventLine(
        seq=event.seq, kind=event.kind, prev=event.previous.hex(), link=event.link.hex(),
        signature=event.signature, payload=event.payload,
    )  # fmt: skip


def standards_of(
    records: Sequence[InspectionRecord], texts: RuleTexts
) -> tuple[PublishedDocument, ...]:
    """The standards the records name, as far as they are here."""
    named = dict.fromkeys(
        (record.standard.id, record.standard.version, record.standard.digest) for record in records
    )
    found = (texts.standard(*each) for each in named)
    return tuple(document for document in found if document is not None)


def rules_of(records: Sequence[InspectionRecord], texts: RuleTexts) -> tuple[RuleText, ...]:
    """The rules the records name, as far as their text is here."""
    found = []
    for named in dict.fromkeys(part for record in records for part in record.rules):
        text = texts.rules(named)
        if text is not None:
            found.append(
                RuleText(
                    kind=named.kind, id=named.id, version=named.version, text=text.decode("utf-8")
                )
            )
    return tuple(found)


def chain_part(
    station_id: str,
    mark: str,
    public_key: bytes,
    events: Sequence[SealedEvent],
    receipts: Sequence[Receipt],
    passed: Callable[[int, int], Sequence[tuple[int, str]]],
    changed: Sequence[SealedEvent] = (),
) -> ChainPart:
    """One station's events, with the way from each to the next known link where it is short."""
    own = [event.seq for event in events]
    heads = [head for each in receipts if (head := stated_head(each.body)) > own[-1]]
    points = [*own, *sorted(heads)]
    way: list[tuple[int, str]] = []
    for here, there in pairwise(points):
        if there - here <= LONGEST_WAY:
            way += passed(here, there if there in own else there + 1)
    return ChainPart(
        station=station_id, mark=mark, public_key=public_key,
        events=tuple(event_line(event) for event in events),
        passed=tuple(PassedEvent(seq=seq, payload_sha256=digest) for seq, digest in way),
        receipts=tuple(
            SignedReceipt(
                number=each.number, kind=each.kind, body=each.body, signature=each.signature
            )
            for each in receipts
        ),
        rotations=tuple(event_line(event) for event in changed),
    )  # fmt: skip
