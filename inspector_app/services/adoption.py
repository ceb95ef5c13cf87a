"""The way back of a station that may not go on as it was: a new identity, nothing lost.

A cloned or revoked device and one restored from an old backup cannot continue their chain: the
central system holds other links, or trusts the key no more. They go on under a new id and key, and
what was not acknowledged in full is carried over unchanged, each entry inside one of the new chain.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol
from uuid import UUID

from inspector_app.domain.errors import EvidenceError
from inspector_app.services.evidence.gather import event_line
from inspector_app.services.identity import Identity
from inspector_app.services.ports import (
    ChainIdentity,
    Clock,
    DurableFiles,
    Enrolment,
    KeyStore,
    SealedEvent,
)
from inspector_app.services.records import UnitOfWork, Work
from inspector_app.wire.adoption import KIND, MEDIA_SUFFIX, decode_adopted, encode_adopted, wrap
from inspector_app.wire.link import check_payload_size, link

FORKED: Final = frozenset({"chain_fork", "station_forked", "bad_signature", "station_revoked"})
"""Reasons to stop that only a new identity ends."""
_MICROSECOND: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Anew:
    """A new identity and how many entries were carried into its chain."""

    station_id: str
    carried: int


class Sealing(Protocol):
    """As much of a station as a change of identity needs."""

    @property
    def identity(self) -> Identity: ...
    @property
    def records(self) -> UnitOfWork: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def files(self) -> DurableFiles: ...
    @property
    def wake(self) -> Callable[[], None]: ...


def begin_anew(
    station: Sealing,
    station_id: str,
    keys: KeyStore,
    *,
    why: str,
    enrolment: Enrolment | None = None,
    steps: Callable[[str], None] = lambda name: None,
) -> Anew:
    """Seal as ``station_id`` with ``keys`` from now on: all of it in one commit, or nothing.

    ``steps`` hears the name of each step, for tests that end the program there. EvidenceError
    ``identity_taken`` when the journal knows the id already; StorageError of the files.
    """
    before = station.identity.present()
    try:
        with station.records.writing() as work:
            known = work.identities.all()
            _check_new(station_id, known)
            carrying = work.identities.to_carry()
            identity = ChainIdentity(
                station_id=station_id, base=work.journal.head().place,
                public_key=keys.public_key(), why=why, began_at=_after(known, station.clock.now()),
            )  # fmt: skip
            station.identity.become(station_id, keys)
            work.identities.begin(identity, enrolment)
            steps("begun")
            for event in carrying:
                _carry(station, work, event, why)
            steps("carried")
    except BaseException:
        station.identity.become(*before)
        raise
    station.wake()
    return Anew(station_id=station_id, carried=len(carrying))


def carry_lost(station: Sealing, heads: Mapping[str, int]) -> int:
    """Carry over what earlier identities sealed beyond these heads; how many entries.

    For a central system that came back from a backup: what it had acknowledged to an earlier
    identity since then is sent again, in the present chain.
    """
    with station.records.writing() as work:
        lost = work.identities.beyond(heads)
        for event in lost:
            _carry(station, work, event, "restored")
        work.identities.earlier_settled()
    if lost:
        station.wake()
    return len(lost)


def _check_new(station_id: str, known: Sequence[ChainIdentity]) -> None:
    if station_id in {each.station_id for each in known}:
        raise EvidenceError("identity_taken", station=station_id)


def _after(known: Sequence[ChainIdentity], now: datetime) -> datetime:
    """Identities stand in the order they were taken on, also when the clock was set back."""
    return max([now, *(each.began_at + _MICROSECOND for each in known)])


def _carry(station: Sealing, work: Work, of: SealedEvent, why: str) -> None:
    """What an earlier identity carried itself is carried on as it was first sealed."""
    old_station, line = of.station, event_line(of)
    if of.kind == KIND:
        inner = decode_adopted(of.payload)
        old_station, line = inner.old_station, inner.line(_bytes(station, of))
    carried = wrap(old_station, line, station_id=station.identity.station_id, why=why)
    blob = ""
    if carried.blob is not None:
        blob = station.files.put(line.payload, MEDIA_SUFFIX)  # durable before the row names it
    payload = encode_adopted(carried)
    check_payload_size(payload)
    head = work.journal.head()
    bound = link(UUID(station.identity.station_id).bytes, head.seq + 1, head.link, payload)
    event = SealedEvent(
        seq=head.seq + 1, kind=KIND, previous=head.link, link=bound,
        signature=station.identity.sign(bound), payload=payload, base=head.base,
        station=station.identity.station_id,
    )  # fmt: skip
    work.identities.carry(event, of, blob)


def _bytes(station: Sealing, of: SealedEvent) -> bytes:
    inner = decode_adopted(of.payload)
    if inner.blob is None:
        return inner.payload
    return station.files.path(inner.blob.sha256).read_bytes()
