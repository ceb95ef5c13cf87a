"""Whether everything the station keeps is still whole."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import msgspec

from inspector_app.domain.errors import EvidenceError, StorageError
from inspector_app.services.ports import ChainHead, Receipt
from inspector_app.services.records import Work
from inspector_app.services.station import Station
from inspector_app.wire.envelope import SignedReceipt
from inspector_app.wire.inspection import SCHEMA, decode_record, replay
from inspector_app.wire.link import link
from inspector_app.wire.receipts import CompletionReceipt, open_receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckLine:
    """One check; ``detail`` names what was found or counted."""

    name: str
    ok: bool
    detail: str = ""


def check(station: Station, central_key: bytes = b"") -> tuple[CheckLine, ...]:
    """The chain link by link, every photo byte by byte, every sealed record foldable.

    An original that was cleared must be named by a completion receipt; with ``central_key`` the
    receipt's signature is checked as well.
    """
    with station.records.reading() as work:
        head = work.journal.head()
        photos = tuple(work.photos.digests())
        cleared = work.photos.cleared(photos)
        chain = _chain(station, work, head)
    here = tuple(digest for digest in photos if digest not in cleared or station.files.has(digest))
    lines = (chain, _photos(station, here))
    if not cleared:
        return lines
    return (*lines, _cleared(cleared, central_key))


def _cleared(cleared: Mapping[str, Receipt | None], central_key: bytes) -> CheckLine:
    """Originals that lie at the central system only: each by a receipt that names it."""
    bad = [digest for digest, proof in cleared.items() if not _proves(proof, digest, central_key)]
    detail = "; ".join(f"{digest}: no receipt" for digest in bad[:10])
    return CheckLine(name="cleared", ok=not bad, detail=detail or str(len(cleared)))


def _proves(proof: Receipt | None, digest: str, central_key: bytes) -> bool:
    if proof is None:
        return False
    try:
        if central_key:
            said = open_receipt(
                SignedReceipt(
                    number=proof.number, kind=proof.kind, body=proof.body,
                    signature=proof.signature,
                ),
                central_key,
            )  # fmt: skip
        else:
            said = msgspec.json.decode(proof.body, type=CompletionReceipt)
    except (EvidenceError, msgspec.DecodeError):
        return False
    return isinstance(said, CompletionReceipt) and digest in said.photos


def _chain(station: Station, work: Work, head: ChainHead) -> CheckLine:
    """Every entry of every identity: its place, its link, and that a record can be replayed."""
    begun = {each.base: each.station_id for each in work.identities.all()}
    name, base, previous = begun.get(0, station.station_id), 0, bytes(32)
    for place in range(1, head.place + 1):
        if place - 1 in begun and place > 1:
            name, base, previous = begun[place - 1], place - 1, bytes(32)
        event = work.journal.event(place)
        if event is None:
            return CheckLine(name="chain", ok=False, detail=f"{place}: missing")
        wanted = link(UUID(name).bytes, place - base, previous, event.payload)
        if event.previous != previous or event.link != wanted:
            return CheckLine(name="chain", ok=False, detail=f"{place}: link")
        if event.kind in ("created", "amended"):
            try:
                record = decode_record(event.payload)
                replay(record)
            except (EvidenceError, ValueError):
                return CheckLine(name="chain", ok=False, detail=f"{place}: not {SCHEMA}")
        previous = event.link
    return CheckLine(name="chain", ok=True, detail=str(head.place))


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
