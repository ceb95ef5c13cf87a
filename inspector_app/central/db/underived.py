"""Events that something has still to be derived from: written with them, gone when it is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import zstandard
from sqlalchemy import ColumnElement, and_, delete, func, insert, select, tuple_, update

from inspector_app.central.db.dialect import insert_missing
from inspector_app.central.db.engine import Transaction
from inspector_app.central.db.journal import Sealed, carried_by
from inspector_app.central.db.tables import events, underived
from inspector_app.services.severity_events import KINDS
from inspector_app.wire.adoption import KIND
from inspector_app.wire.envelope import EventVerdict
from inspector_app.wire.link import MAX_PAYLOAD

DERIVED_FROM: Final = frozenset(KINDS) | {"disposed", "badge"}
"""Kinds of events that verdicts, severity and progress follow from."""
GIVE_UP: Final = 5
"""Tries one after the other; an event that failed them all is tried now and then only."""
_FIRST_WAIT: Final = 60_000
_LONGEST_WAIT: Final = 6 * 3_600_000
_MOST_DOUBLED: Final = 30
_U: Final = underived.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One event of the queue with its exact bytes and how it was judged.

    Of one that carries another, ``kind``, ``link`` and ``payload`` are the carried one's, and
    ``sealed_at`` is its place in its own chain: (station, seq).
    """

    station: str
    seq: int
    kind: str
    link: bytes
    state: EventVerdict
    payload: bytes
    sealed_at: tuple[str, int]


async def put(
    tx: Transaction, tenant: str, station: str, seqs: Sequence[int], received_at: int
) -> None:
    """Queue events of one station; the caller writes them in the same transaction."""
    rows = [
        {"tenant": tenant, "station": station, "seq": seq, "received_at": received_at, "tries": 0}
        for seq in seqs
    ]
    if rows:
        await tx.execute(insert(underived), rows)


async def put_again(
    tx: Transaction, tenant: str, station: str, seqs: Sequence[int], received_at: int
) -> None:
    """Queue events that may be in the queue already, tried in vain."""
    rows = [
        {"tenant": tenant, "station": station, "seq": seq, "received_at": received_at, "tries": 0}
        for seq in seqs
    ]
    await insert_missing(tx, underived, rows)
    for seq in seqs:
        again = update(underived).where(_U.tenant == tenant, _U.station == station, _U.seq == seq)
        await tx.execute(again.values(tries=0, again_at=0))


async def first(tx: Transaction, tenant: str, limit: int) -> list[Waiting]:
    """The longest waiting events, each station's in its own order; not those given up."""
    return await _waiting(tx, tenant, limit, _U.tries < GIVE_UP)


async def first_again(tx: Transaction, tenant: str, now: int) -> list[Waiting]:
    """One event that was given up and is to be tried again by now."""
    return await _waiting(tx, tenant, 1, _U.tries >= GIVE_UP, _U.again_at <= now)


async def _waiting(
    tx: Transaction, tenant: str, limit: int, *which: ColumnElement[bool]
) -> list[Waiting]:
    e = events.c
    queue = (
        select(underived)
        .where(_U.tenant == tenant, *which)
        .order_by(_U.received_at, _U.station, _U.seq)
        .limit(limit)
        .subquery()
    )
    same = and_(e.tenant == queue.c.tenant, e.station == queue.c.station, e.seq == queue.c.seq)
    wanted = (
        select(e.station, e.seq, e.kind, e.link, e.state, e.payload)
        .join(queue, same)
        .order_by(queue.c.received_at, e.station, e.seq)
    )
    unpacker = zstandard.ZstdDecompressor()
    found = []
    for row in (await tx.execute(wanted)).all():
        payload = unpacker.decompress(row.payload, max_output_size=MAX_PAYLOAD)
        sealed = Sealed(
            station=row.station, seq=row.seq, kind=row.kind, payload=payload, link=row.link,
            previous=b"", signature=b"",
        )  # fmt: skip
        if row.kind == KIND:
            sealed = await carried_by(tx, tenant, sealed)
        found.append(
            Waiting(
                station=row.station, seq=row.seq, kind=sealed.kind, link=sealed.link,
                state=row.state, payload=sealed.payload, sealed_at=(sealed.station, sealed.seq),
            )
        )  # fmt: skip
    return found


async def count(tx: Transaction, tenant: str, limit: int) -> int:
    """How many are waiting, counted up to ``limit``; those given up are not."""
    some = select(_U.seq).where(_U.tenant == tenant, _U.tries < GIVE_UP).limit(limit).subquery()
    return int((await tx.execute(select(func.count()).select_from(some))).scalar_one())


async def given_up(tx: Transaction, tenant: str) -> int:
    """How many events nothing could be derived from."""
    wanted = select(func.count()).where(_U.tenant == tenant, _U.tries >= GIVE_UP)
    return int((await tx.execute(wanted)).scalar_one())


@dataclass(frozen=True, slots=True, kw_only=True)
class Lag:
    """How far conclusions are behind. ``oldest`` is when the longest waiting event arrived (ms
    since 1970), 0 where none waits; those given up are not among ``waiting``."""

    waiting: int
    oldest: int
    given_up: int


async def lag(tx: Transaction, tenant: str) -> Lag:
    """How far conclusions of a tenant are behind."""
    mine = _U.tenant == tenant
    wanted = select(func.count(), func.min(_U.received_at)).where(mine, _U.tries < GIVE_UP)
    waiting, oldest = (await tx.execute(wanted)).one()
    return Lag(waiting=waiting, oldest=oldest or 0, given_up=await given_up(tx, tenant))


async def try_all_again(tx: Transaction, tenant: str) -> None:
    """After an upgrade: what was given up is tried once more."""
    tried = update(underived).where(_U.tenant == tenant, _U.tries > 0)
    await tx.execute(tried.values(tries=0, again_at=0))


async def remove(tx: Transaction, tenant: str, done: Sequence[Waiting]) -> None:
    """These are derived from."""
    await tx.execute(delete(underived).where(*_among(tenant, done)))


async def note_failure(tx: Transaction, tenant: str, failed: Sequence[Waiting], now: int) -> None:
    """One more try went wrong. Once an event is given up each further try waits twice as long as
    the one before."""
    for each in failed:
        where = _among(tenant, [each])
        tries = int((await tx.execute(select(_U.tries).where(*where))).scalar_one()) + 1
        again = now + wait_after(tries)
        await tx.execute(update(underived).where(*where).values(tries=tries, again_at=again))


def wait_after(tries: int) -> int:
    """Milliseconds until an event that failed so often is tried again."""
    doubled = max(tries - GIVE_UP, 0)
    return min(_FIRST_WAIT << min(doubled, _MOST_DOUBLED), _LONGEST_WAIT)


def _among(tenant: str, some: Sequence[Waiting]) -> tuple[ColumnElement[bool], ...]:
    places = [(each.station, each.seq) for each in some]
    return _U.tenant == tenant, tuple_(_U.station, _U.seq).in_(places)
