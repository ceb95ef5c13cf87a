"""Links, signatures and receipts of a bundle."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from inspector_app.domain.errors import EvidenceError
from inspector_app.services.evidence.lines import CheckLine, bad, good
from inspector_app.services.evidence.rotations import keys_of
from inspector_app.services.evidence.ways import check_ways
from inspector_app.wire.bundle import Bundle, ChainPart
from inspector_app.wire.envelope import EventLine, SignedReceipt
from inspector_app.wire.inspection import InspectionRecord
from inspector_app.wire.link import link, link_of_digest
from inspector_app.wire.receipts import (
    AnyReceipt,
    CompletionReceipt,
    HeadReceipt,
    open_receipt,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """An event whose payload is an inspection record."""

    chain: ChainPart
    event: EventLine
    record: InspectionRecord


def sent_digests(record: InspectionRecord) -> tuple[str, ...]:
    """The originals a record names as sent with it, its delivery's among them."""
    taken = [photo.sha256 for photo in record.photos]
    return tuple(dict.fromkeys((*taken, *(photo.sha256 for photo in record.dock_photos))))


def check_chains(bundle: Bundle) -> Iterator[CheckLine]:
    """Every link from its content, every link from the one before, every signature."""
    count = sum(len(chain.events) for chain in bundle.chains)
    links = [*_doubled(bundle)]
    links += [line for chain in bundle.chains for line in _links(chain)]
    signatures = [line for chain in bundle.chains for line in _signatures(chain)]
    yield from links or (good("chain", "chain_whole", count=count),)
    yield from signatures or (good("signature", "signatures_hold", count=count),)


def _doubled(bundle: Bundle) -> Iterator[CheckLine]:
    """A station has one chain: what speaks for one must not speak for a second beside it."""
    stations = Counter(station_bytes(chain) for chain in bundle.chains)
    for chain in bundle.chains:
        if stations.pop(station_bytes(chain), 0) > 1:
            yield bad("chain", "station_doubled", station=chain.mark or chain.station)


def walked_links(chain: ChainPart) -> dict[int, str]:
    """The link at every place the bundle can walk to, in hex, by place.

    An event's link is computed from its own content and the link it states before it; a passed
    event's from its digest and the link walked so far.
    """
    station = station_bytes(chain)
    if station is None:
        return {}
    passed = {each.seq: each.payload_sha256 for each in chain.passed}
    events = {each.seq: each for each in chain.events}
    links: dict[int, str] = {}
    for seq in sorted({*passed, *events}):
        if seq in events:
            event = events[seq]
            links[seq] = link(station, seq, bytes.fromhex(event.prev), event.payload).hex()
        elif seq - 1 in links:
            before, digest = bytes.fromhex(links[seq - 1]), bytes.fromhex(passed[seq])
            links[seq] = link_of_digest(station, seq, before, digest).hex()
    return links


def station_bytes(chain: ChainPart) -> bytes | None:
    """The station's id as it stands in links; None when it is no UUID."""
    try:
        return UUID(chain.station).bytes
    except ValueError:
        return None


def _links(chain: ChainPart) -> Iterator[CheckLine]:
    if station_bytes(chain) is None:
        yield bad("chain", "station_unreadable", station=chain.station)
        return
    places = [event.seq for event in chain.events]
    if places != sorted(set(places)):
        yield bad("chain", "order", station=chain.mark or chain.station)
    links = walked_links(chain)
    yield from check_ways(chain, links)
    for event in chain.events:
        if links[event.seq] != event.link:
            yield bad("chain", "link_differs", seq=event.seq, kind=event.kind)
        before = links.get(event.seq - 1)
        if before is not None and before != event.prev:
            yield bad("chain", "previous_differs", seq=event.seq, kind=event.kind)
        if event.seq == 1 and event.prev != bytes(32).hex():
            yield bad("chain", "previous_differs", seq=event.seq, kind=event.kind)


def _signatures(chain: ChainPart) -> Iterator[CheckLine]:
    ring, wrong = keys_of(chain)
    yield from wrong
    for event in chain.events:
        key = Ed25519PublicKey.from_public_bytes(ring.at(event.seq))
        try:
            key.verify(event.signature, bytes.fromhex(event.link))
        except InvalidSignature:
            yield bad("signature", "signature_wrong", seq=event.seq, kind=event.kind)


def check_station_keys(bundle: Bundle, reads: tuple[Read, ...]) -> Iterator[CheckLine]:
    """The key the events are signed with is the one their own content names."""
    wrong, named = [], 0
    for read in reads:
        sealed = read.record.record.station_key
        named += bool(sealed)
        used = keys_of(read.chain)[0].at(read.event.seq).hex()
        if sealed and sealed != used:
            wrong.append(
                bad(
                    "station_key", "other_key", seq=read.event.seq, sealed=sealed[:16],
                    used=used[:16],
                )
            )  # fmt: skip
    yield from wrong
    if not wrong:
        key = bundle.chains[0].public_key.hex()[:16]
        yield good("station_key", "key_sealed" if named else "key_not_sealed", key=key)


def check_receipts(
    bundle: Bundle, reads: tuple[Read, ...], trust: bytes | None
) -> Iterator[CheckLine]:
    """What the central system confirmed, and whether it was the trusted one: ``origin``."""
    key = trust or bundle.central_key
    total = sum(len(chain.receipts) for chain in bundle.chains)
    problems: list[CheckLine] = []
    if trust and bundle.central_key and bundle.central_key != trust:
        problems.append(bad("receipts", "other_central", stated=bundle.central_key.hex()[:16]))
    covered: set[tuple[int, int]] = set()
    keyed: set[int] = set()
    for place, chain in enumerate(bundle.chains):
        for number, receipt in enumerate(chain.receipts, 1):
            found = _opened(receipt, key, number)
            if isinstance(found, CheckLine):
                problems.append(found)
                continue
            wrong = _against(found, chain, reads, number)
            problems += wrong
            if not wrong:
                covered |= {(place, seq) for seq in _covers(found, chain)}
                if found.station_key:
                    keyed.add(place)
    yield from problems
    if not problems and total:
        yield good("receipts", "receipts_hold", count=total)
    elif not problems:
        yield good("receipts", "no_receipts")
    if not problems:
        yield _origin(bundle, reads, trust, covered, keyed)


def _origin(
    bundle: Bundle,
    reads: tuple[Read, ...],
    trust: bytes | None,
    covered: set[tuple[int, int]],
    keyed: set[int],
) -> CheckLine:
    """``covered`` and ``keyed`` name a chain by its place in the bundle."""
    if trust is None:
        return good("origin", "no_key_given")
    open_events = [
        event.seq
        for place, chain in enumerate(bundle.chains)
        for event in chain.events
        if (place, event.seq) not in covered
    ]
    if open_events:
        return good("origin", "not_confirmed", seq=open_events[0], count=len(open_events))
    sealed = [read.chain for read in reads if read.record.record.station_key]
    if any(
        place not in keyed and all(chain is not own for own in sealed)
        for place, chain in enumerate(bundle.chains)
    ):
        return good("origin", "key_not_confirmed")
    return good("origin", "proved", key=trust.hex()[:16])


def _opened(receipt: SignedReceipt, key: bytes, number: int) -> AnyReceipt | CheckLine:
    if not key:
        return bad("receipts", "no_central_key", number=number)
    try:
        found = open_receipt(receipt, key)
    except EvidenceError:
        return bad("receipts", "receipt_forged", number=number, kind=receipt.kind)
    if found.__struct_config__.tag != receipt.kind:
        return bad("receipts", "receipt_of_another_kind", number=number)
    return found


def _against(
    found: AnyReceipt, chain: ChainPart, reads: tuple[Read, ...], number: int
) -> list[CheckLine]:
    """What a genuine receipt says otherwise than the bundle."""
    said: list[CheckLine] = []
    if found.station != chain.station:
        return [bad("receipts", "receipt_of_another_station", number=number)]
    used = keys_of(chain)[0].at(_place_of(found, chain, reads)).hex()
    if found.station_key and found.station_key != used:
        said.append(
            bad(
                "station_key", "key_not_enrolled", enrolled=found.station_key[:16],
                used=used[:16],
            )
        )  # fmt: skip
    if isinstance(found, HeadReceipt):
        walked = walked_links(chain).get(found.head)
        if walked is not None and walked != found.link:
            said.append(bad("receipts", "head_differs", number=number, seq=found.head))
        return said
    return said + _against_record(found, chain, reads, number)


def _place_of(found: AnyReceipt, chain: ChainPart, reads: tuple[Read, ...]) -> int:
    """Whose signature a receipt speaks of: the head's, or the record's."""
    if isinstance(found, HeadReceipt):
        return found.head
    own = [read.event for read in reads if _payload_digest(read.event) == found.payload_sha256]
    return own[0].seq if own else chain.events[0].seq


def _against_record(
    found: CompletionReceipt, chain: ChainPart, reads: tuple[Read, ...], number: int
) -> list[CheckLine]:
    named = (found.inspection, found.revision)
    meant = [
        read for read in reads if (read.record.record.id, read.record.record.revision) == named
    ]
    # Rival corrections share a number: each has its receipt in its own station's chain.
    own = [read for read in meant if read.chain is chain] or meant
    if not own:
        return [bad("receipts", "receipt_of_another_record", number=number)]
    read = own[0]
    if _payload_digest(read.event) != found.payload_sha256:
        return [bad("receipts", "content_differs", number=number, seq=read.event.seq)]
    if set(sent_digests(read.record)) != set(found.photos):
        return [bad("receipts", "photos_differ", number=number, seq=read.event.seq)]
    return []


def _covers(found: AnyReceipt, chain: ChainPart) -> set[int]:
    """The events of the chain that a receipt without fault speaks for."""
    if isinstance(found, CompletionReceipt):
        return {e.seq for e in chain.events if _payload_digest(e) == found.payload_sha256}
    links = walked_links(chain)
    covered: set[int] = set()
    seq = found.head
    while seq in links and links[seq] == _link_reached(chain, links, seq, found):
        covered.add(seq)
        seq -= 1
    return covered & {event.seq for event in chain.events}


def _link_reached(chain: ChainPart, links: dict[int, str], seq: int, found: HeadReceipt) -> str:
    """What the link at ``seq`` must be for the confirmed head to follow from it."""
    if seq == found.head:
        return found.link
    following = next((event.prev for event in chain.events if event.seq == seq + 1), None)
    return links[seq] if following is None else following


def _payload_digest(event: EventLine) -> str:
    return hashlib.sha256(event.payload).hexdigest()
