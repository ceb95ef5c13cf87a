"""Takes events into a station's journal: the bytes first, the judgement second.

Refused are a broken envelope, link or signature and a break of the chain; nothing else. The part
of a batch before the first broken line is kept. Only a second end that the station itself has
signed makes it a forked one: for what anybody could have written nobody is shut out.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from msgspec import structs

from inspector_app.central import adoption, badges, completion
from inspector_app.central.db import (
    feeds,
    inspections,
    journal,
    stations,
    underived,
    voidings,
)
from inspector_app.central.db.engine import Transaction
from inspector_app.central.db.inspections import Arrived
from inspector_app.central.db.journal import StoredEvent
from inspector_app.central.db.moments import to_ms
from inspector_app.central.db.stations import Station
from inspector_app.central.db.underived import DERIVED_FROM
from inspector_app.central.keys import ServerKey
from inspector_app.central.life_rules import publish_rules
from inspector_app.central.listing import as_arrived, as_disposition, as_voiding
from inspector_app.central.projection import (
    Disposition1,
    Inspection1,
    Projection,
    Reference1,
    Rules1,
    Void1,
    project,
)
from inspector_app.central.references import publish_reference
from inspector_app.central.standards import Standard1, publish_standard
from inspector_app.domain.errors import EvidenceError, InspectorError, SyncError
from inspector_app.wire import rotation
from inspector_app.wire.envelope import EventLine, EventResult, EventsAnswer, StationState
from inspector_app.wire.link import MAX_PAYLOAD, link
from inspector_app.wire.receipts import HeadReceipt


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was taken, and the refusal of the first line that was not."""

    answer: EventsAnswer
    refusal: InspectorError | None


async def accept(
    tx: Transaction, key: ServerKey, who: Station, lines: Sequence[EventLine], now: datetime
) -> Outcome:
    """Append what continues the journal, recognise what is there already.

    SyncError ``station_forked`` or ``station_revoked`` when the station may not append.
    """
    station = await stations.find(tx, who.tenant, who.station, lock=True)
    if station is None:
        raise SyncError("unknown_station")
    check_may_send(station)
    repeated = [line.seq for line in lines if line.seq <= station.head]
    known = await journal.known(tx, station.tenant, station.station, repeated)
    chain = _Chain(station, known, await stations.earlier_keys(tx, station) if repeated else ())
    results: dict[int, EventResult] = {}
    fresh: list[EventLine] = []
    refusal: InspectorError | None = None
    for line in lines:
        try:
            seen = chain.recognise(line)
        except InspectorError as problem:
            refusal = problem
            break
        if seen is None:
            fresh.append(line)
        else:
            results[line.seq] = seen
    station = await stations.rotated(tx, station, chain.rotations)
    judged = await judge(tx, key, station, fresh, now)
    results.update({line.seq: _result(line, found) for line, found in judged})
    await _store(tx, key, station, judged, now)
    state = await _state_after(tx, station, refusal)
    await stations.change(
        tx,
        station.tenant,
        station.station,
        head=chain.head,
        head_link=chain.link,
        state=state,
        seen_at=to_ms(now),
    )
    signer = await stations.key_at(tx, station, chain.head)
    told = [results[seq] for seq in sorted(results)]
    return Outcome(_answer(key, station, chain, signer, told, now), refusal)


async def _state_after(
    tx: Transaction, station: Station, refusal: InspectorError | None
) -> StationState:
    """A station whose chain has two ends sends no more and spends no more badge numbers."""
    if refusal is None or refusal.code != "chain_fork":
        return station.state
    await badges.take_back(tx, station.tenant, station.station)
    return "forked"


def check_may_send(station: Station) -> None:
    """SyncError ``station_forked`` or ``station_revoked``."""
    if station.state != "active":
        raise SyncError(f"station_{station.state}")


class _Chain:
    """The journal's end while a batch is walked."""

    def __init__(
        self,
        station: Station,
        known: dict[int, journal.KnownEvent],
        earlier_keys: Sequence[stations.Rotation],
    ) -> None:
        self.head = station.head
        self.link = station.head_link
        self._station_id = uuid.UUID(station.station).bytes
        self._station = station.station
        self._raw_key = self._key_before = station.public_key
        self._known = known
        self._earlier_keys = earlier_keys
        self.rotations: list[stations.Rotation] = []

    def recognise(self, line: EventLine) -> EventResult | None:
        """The earlier result of a repeated event; None for one that continues the chain.

        EvidenceError ``digest_mismatch``; SyncError ``bad_signature``, ``payload_too_large``,
        ``gap``, ``bad_encoding``, and ``chain_fork`` for a proved event that does not fit.
        """
        if line.seq > self.head + 1:
            raise SyncError("gap", expected=self.head + 1, seq=line.seq)
        bound = self._bound(line)
        if line.seq <= self.head:
            return self._repeated(line, bound)
        _check_signature(line, bound, self._raw_key)
        if bytes.fromhex(line.prev) != self.link:
            raise SyncError("chain_fork", seq=line.seq)
        if line.kind == rotation.KIND:
            self._rotate(line)
        self.head = line.seq
        self.link = bound
        return None

    def _rotate(self, line: EventLine) -> None:
        """From the next event on another key signs; a payload nobody can read changes nothing
        and is quarantined like any."""
        try:
            found = rotation.decode_rotation(line.payload)
        except EvidenceError:
            return
        try:
            self._raw_key = rotation.check_rotation(found, self._station, self._raw_key)
        except EvidenceError as problem:
            raise SyncError("bad_signature", seq=line.seq) from problem
        self.rotations.append((line.seq, self._raw_key))

    def _repeated(self, line: EventLine, bound: bytes) -> EventResult:
        before = self._known.get(line.seq)
        if before is None:
            # Taken earlier in this very batch: two lines claim one place.
            raise SyncError("bad_encoding", detail=f"seq {line.seq} twice")
        if (bound, line.signature) != (before.link, before.signature):
            _check_signature(line, bound, self._key_at(line.seq))
            if bound != before.link:
                raise SyncError("chain_fork", seq=line.seq)
        return EventResult(seq=line.seq, state=before.state, why=before.why)

    def _key_at(self, seq: int) -> bytes:
        return next((key for until, key in self._earlier_keys if seq <= until), self._key_before)

    def _bound(self, line: EventLine) -> bytes:
        """The link that the line's own bytes make, which is the one it has to claim."""
        if len(line.payload) > MAX_PAYLOAD:
            raise SyncError("payload_too_large", seq=line.seq, limit=MAX_PAYLOAD)
        bound = link(self._station_id, line.seq, bytes.fromhex(line.prev), line.payload)
        if bound != bytes.fromhex(line.link):
            raise EvidenceError("digest_mismatch", seq=line.seq)
        return bound


def _check_signature(line: EventLine, bound: bytes, key: bytes) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(line.signature, bound)
    except InvalidSignature as problem:
        raise SyncError("bad_signature", seq=line.seq) from problem


async def judge(
    tx: Transaction, key: ServerKey, station: Station, lines: Sequence[EventLine], now: datetime
) -> list[tuple[EventLine, Projection]]:
    """What is understood of these events of one station, and why not if not."""
    tenant = station.tenant
    read = [(line, project(line.kind, line.payload)) for line in lines]
    found = await adoption.without_carried(tx, station, read)
    found = await adoption.open_carried(tx, key, station, found, now)
    named = {one.content.product.id for _, one in found if isinstance(one.content, Inspection1)}
    known = await feeds.known_ids(tx, tenant, "products", sorted(named))
    return [(line, _with_product(one, known)) for line, one in found]


def _with_product(found: Projection, known: Set[str]) -> Projection:
    content = found.content
    if found.why or not isinstance(content, Inspection1) or content.product.id in known:
        return found
    return replace(found, why="unknown_product")


def _result(line: EventLine, found: Projection) -> EventResult:
    state = "quarantined" if found.why else "accepted"
    return EventResult(seq=line.seq, state=state, why=found.why)  # type: ignore[arg-type]  # two words


async def _store(
    tx: Transaction,
    key: ServerKey,
    station: Station,
    judged: Sequence[tuple[EventLine, Projection]],
    now: datetime,
) -> None:
    await journal.add(tx, [_row(station, line, found, now) for line, found in judged])
    waiting = await keep(tx, key, station, judged, now)
    await underived.put(tx, station.tenant, station.station, waiting, to_ms(now))


async def keep(
    tx: Transaction,
    key: ServerKey,
    station: Station,
    judged: Sequence[tuple[EventLine, Projection]],
    now: datetime,
) -> list[int]:
    """Keep what was understood where lists and pages read it; once more changes nothing. From
    which events something follows.

    What is carried is kept under the place of the event that carries it.
    """
    new: list[Arrived] = []
    for carrier, found in judged:
        line = carrier
        if found.inner is not None:
            line = structs.replace(found.inner, seq=carrier.seq)
        if isinstance(found.content, Inspection1):
            new.append(as_arrived(station, line, found.content, found.why, now))
        elif isinstance(found.content, Disposition1):
            await inspections.add_disposition(tx, as_disposition(station, line, found.content))
        elif isinstance(found.content, Void1):
            await voidings.add(tx, as_voiding(station, line, found.content))
        elif isinstance(found.content, Rules1):
            await publish_rules(tx, station.tenant, found.content.document, line.link)
        elif isinstance(found.content, Standard1):
            await publish_standard(tx, station.tenant, found.content.document, line.link)
        elif isinstance(found.content, Reference1):
            await publish_reference(tx, station.tenant, line.payload, line.link)
    if new:
        await completion.inspections_arrived(tx, key, new, now)
    return [
        line.seq
        for line, found in judged
        if found.content is not None and (found.inner or line).kind in DERIVED_FROM
    ]


def _row(station: Station, line: EventLine, found: Projection, now: datetime) -> StoredEvent:
    return StoredEvent(
        tenant=station.tenant,
        station=station.station,
        seq=line.seq,
        received_at=to_ms(now),
        kind=line.kind,
        link=bytes.fromhex(line.link),
        prev=bytes.fromhex(line.prev),
        signature=line.signature,
        payload=line.payload,
        payload_sha256=hashlib.sha256(line.payload).hexdigest(),
        payload_size=len(line.payload),
        schema=found.schema,
        state="quarantined" if found.why else "accepted",
        why=found.why,
    )


def _answer(
    key: ServerKey,
    station: Station,
    chain: _Chain,
    signer: bytes,
    results: Sequence[EventResult],
    now: datetime,
) -> EventsAnswer:
    receipt = HeadReceipt(
        tenant=station.tenant,
        station=station.station,
        head=chain.head,
        link=chain.link.hex(),
        time=now,
        station_key=signer.hex(),
    )
    return EventsAnswer(
        head=chain.head,
        head_link=chain.link.hex(),
        results=tuple(results),
        receipt=completion.sign_receipt(key, 0, receipt),
    )
