"""Judges a bundle that somebody brings, with nothing but the bundle and a trusted key.

No database, no clock, no network: a stranger with this program gets the same answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from inspector_app.domain.errors import EvidenceError
from inspector_app.services.evidence.chain import (
    Read,
    check_chains,
    check_receipts,
    check_station_keys,
)
from inspector_app.services.evidence.decisions import check_decisions
from inspector_app.services.evidence.gather import INSPECTION_KINDS, dock_digests
from inspector_app.services.evidence.judged import RuleBooks, check_records
from inspector_app.services.evidence.lines import CheckLine, Result, Verification, bad, good
from inspector_app.services.evidence.rivals import check_revisions
from inspector_app.services.evidence.rotations import keys_of
from inspector_app.wire.bundle import Bundle
from inspector_app.wire.bundle_file import Originals
from inspector_app.wire.elsewhere import decode_badge
from inspector_app.wire.envelope import EventLine
from inspector_app.wire.inspection import InspectionRecord, decode_record
from inspector_app.wire.plain_json import is_ambiguous

_DECIDING: Final = frozenset({"disposed", "voided"})
PRINTED_PREFIX: Final = 16
"""Digits of the content's digest at the foot of every printed page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """The pages a bundle was attached to: their texts without blanks, and the file's own seal.

    ``digest`` is the SHA-256 of the file without its seal, ``seal`` the signature over
    ``seal_message(digest)``, ``sealed_by`` ``station`` or ``central``; all empty for a file that
    carries none.
    """

    pages: tuple[str, ...]
    digest: bytes = b""
    seal: bytes = b""
    sealed_by: str = ""


def seal_message(digest: bytes) -> bytes:
    """What is signed over a printed file: never to be taken for a link, receipt or request."""
    return b"inspector/report/1\0" + digest


def verify_bundle(
    bundle: Bundle,
    books: RuleBooks,
    *,
    originals: Originals | None = None,
    printed: Printed | None = None,
    trust: bytes | None = None,
) -> Verification:
    """Everything that can be looked at, each thing that does not match by name."""
    reads, lines = _read(bundle)
    lines += check_chains(bundle)
    lines += check_station_keys(bundle, reads)
    lines += check_records(bundle, reads, books)
    lines += check_decisions(bundle, reads)
    lines += _photos(reads, originals)
    if printed is not None:
        lines += _printed(bundle, reads, printed)
        lines.append(_file(bundle, printed, trust))
    lines += check_receipts(bundle, reads, trust)
    return Verification(
        result=_result(lines),
        lines=tuple(lines),
        originals="absent" if originals is None else "present",
        records=tuple(read.record for read in reads),
    )


def _result(lines: Sequence[CheckLine]) -> Result:
    if not all(line.ok for line in lines):
        return "broken"
    proved = any(line.name == "origin" and line.code == "proved" for line in lines)
    return "proved" if proved else "consistent"


def _read(bundle: Bundle) -> tuple[tuple[Read, ...], list[CheckLine]]:
    """The records among the events; a bundle without one proves nothing."""
    reads: list[Read] = []
    lines: list[CheckLine] = []
    for chain in bundle.chains:
        for event in chain.events:
            if event.kind not in INSPECTION_KINDS:
                if not _is_known(event):
                    lines.append(bad("record", "kind_unknown", seq=event.seq, kind=event.kind))
                continue
            try:
                record = _record(event.payload)
            except (EvidenceError, RecursionError):
                lines.append(bad("record", "record_unreadable", seq=event.seq))
                continue
            reads.append(Read(chain=chain, event=event, record=record))
    if len(bundle.chains) > 1:
        reads.sort(key=lambda read: read.record.record.revision)
    if not reads and not lines:
        lines.append(bad("record", "no_record"))
    if not lines:
        lines += check_revisions(reads)
    return tuple(reads), lines


def _is_known(event: EventLine) -> bool:
    """A kind that may stand beside a record; other content does not become badges by its name."""
    if event.kind != "badge":
        return event.kind in _DECIDING
    try:
        decode_badge(event.payload)
    except EvidenceError:
        return False
    return True


def _record(payload: bytes) -> InspectionRecord:
    record = decode_record(payload)
    if is_ambiguous(payload):
        raise EvidenceError("bad_payload")
    return record


def _photos(reads: tuple[Read, ...], originals: Originals | None) -> Iterator[CheckLine]:
    """Each original by the digest and size sealed with the record."""
    wanted = _named(reads)
    if originals is None:
        yield good("photos", "originals_absent", count=len(wanted))
        return
    dock = {digest for read in reads for digest in dock_digests(read.record)}
    wrong: list[CheckLine] = []
    for digest, photo in wanted.items():
        shown = photo.shown or "-"
        if digest not in originals.names:
            wrong.append(bad("photos", "photo_missing", sha256=digest[:16], shot=shown))
    for digest, name in originals.names.items():
        if digest not in wanted and digest not in dock:
            wrong.append(bad("photos", "photo_foreign", file=name))
            continue
        if digest in wanted and not name.endswith(f".{wanted[digest].suffix}"):
            wrong.append(bad("photos", "photo_renamed", file=name, suffix=wanted[digest].suffix))
        try:
            found = originals.measure(name)
        except EvidenceError:
            wrong.append(bad("photos", "photo_unreadable", file=name))
            continue
        size = wanted[digest].size if digest in wanted else found.size
        if found.sha256 != digest or found.size != size:
            wrong.append(
                bad("photos", "photo_changed", sha256=digest[:16], found=found.sha256[:16])
            )
    wrong += [bad("photos", "file_foreign", file=name) for name in originals.strays]
    yield from wrong
    if not wrong:
        missing = len(dock - set(originals.names))
        code = "photos_hold_dock_absent" if missing else "photos_hold"
        yield good("photos", code, count=len(wanted), missing=missing)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    """An original as a record names it; ``shown`` is what it is of."""

    size: int
    suffix: str
    shown: str


def _named(reads: tuple[Read, ...]) -> dict[str, _Named]:
    """All originals that records name with their size, those of the dock first overwritten by
    those of the walk."""
    found: dict[str, _Named] = {}
    for read in reads:
        for part in read.record.dock_photos:
            found[part.sha256] = _Named(size=part.size, suffix=part.suffix, shown=part.place)
    for read in reads:
        for photo in read.record.photos:
            shown = photo.shot or photo.item_id
            found[photo.sha256] = _Named(size=photo.size, suffix=photo.suffix, shown=shown)
    return found


def _printed(bundle: Bundle, reads: tuple[Read, ...], printed: Printed) -> Iterator[CheckLine]:
    """The pages must print the digest and link of a record that is attached."""
    if not reads:
        yield bad("printed", "not_checked")
        return
    text = "".join(printed.pages)
    shown = [read for read in reads if sha256_of(read.event.payload) in text]
    if not shown:
        digest = sha256_of(reads[-1].event.payload)
        yield bad("printed", "digest_not_printed", digest=digest[:PRINTED_PREFIX])
        return
    newest = shown[-1]
    digest, link = sha256_of(newest.event.payload), newest.event.link
    if link not in text:
        yield bad("printed", "link_not_printed", link=link[:PRINTED_PREFIX])
        return
    foreign = [
        number
        for number, page in enumerate(printed.pages, 1)
        if digest[:PRINTED_PREFIX] not in page
    ]
    if foreign:
        pages = ", ".join(str(number) for number in foreign[:10])
        yield bad("printed", "page_foreign", pages=pages)
    elif _lot(newest.record) not in text:
        yield bad("printed", "lot_not_printed", lot=newest.record.lot.number)
    elif newest.record.record.revision != reads[-1].record.record.revision:
        own, last = newest.record.record.revision, reads[-1].record.record.revision
        yield good("printed", "printed_older", revision=own, newest=last)
    else:
        yield good("printed", "printed_holds", pages=len(printed.pages), digest=digest[:16])


def _lot(record: InspectionRecord) -> str:
    return "".join(record.lot.number.split())


def _file(bundle: Bundle, printed: Printed, trust: bytes | None) -> CheckLine:
    """The file is byte for byte the one that was written."""
    if not printed.seal:
        return bad("file", "file_unsealed")
    if printed.sealed_by == "central":
        key = trust or bundle.central_key
    else:
        key = keys_of(bundle.chains[0])[0].newest
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(printed.seal, seal_message(printed.digest))
    except (InvalidSignature, ValueError):
        return bad("file", "file_changed")
    named_itself = printed.sealed_by == "central" and trust is None
    return good("file", "file_holds_by_own" if named_itself else "file_holds", by=printed.sealed_by)


def sha256_of(payload: bytes) -> str:
    """Lower hex."""
    return sha256(payload).hexdigest()
