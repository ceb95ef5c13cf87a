"""Badge numbers: blocks for stations, and whether what they spent was theirs to spend.

A number is never a badge twice. What a station spends outside its blocks, or spends again after
it was copied or restored from a backup, is kept on record, void, and put up for a person.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

import structlog

from inspector_app.central.db import badges, carried, lots, stations
from inspector_app.central.db.badges import Block, Spend
from inspector_app.central.db.engine import Transaction
from inspector_app.central.db.moments import to_ms
from inspector_app.central.dispute_desk import Arrived, Desk
from inspector_app.domain.badge_numbers import (
    MAX_BLOCK,
    BadgeBlock,
    BadgeRange,
    block_name,
    is_low,
    overlap,
)
from inspector_app.domain.disputes import dispute_id
from inspector_app.domain.errors import EvidenceError, SyncError
from inspector_app.services.ports import IdSource
from inspector_app.wire.elsewhere import (
    BadgeRecord,
    BlockGiven,
    BlockHeld,
    BlocksAnswer,
    Dispute,
    Party,
    decode_badge,
)

BLOCK_SIZE: Final = 5_000
KIND: Final = "badge"
_log = structlog.get_logger(__name__)


async def give(
    tx: Transaction, ids: IdSource, tenant: str, station: str, held: Sequence[BlockHeld],
    now: datetime,
) -> BlocksAnswer:  # fmt: skip
    """The blocks a station may spend of, with a new one when it runs low.

    An answer that was lost is given again, no second block with it. SyncError ``unknown_station``.
    """
    if await stations.find(tx, tenant, station, lock=True) is None:
        raise SyncError("unknown_station")
    await _recall(tx, tenant, station, held, now)
    said = {each.block: each.next for each in held}
    mine: list[BadgeBlock] = []
    for block in await badges.blocks_of(tx, tenant, station):
        first = max(block.next, said.get(block.block, 1))
        if first != block.next:
            await badges.move_on(tx, tenant, {block.block: first})
        mine.append(BadgeBlock(block=block.block, size=block.size, next=first, state=block.state))
    if is_low([block for block in mine if block.left]):
        mine.append(await _reserve(tx, ids, tenant, station, now))
    foreign = set(said) - {block.block for block in mine}
    answered = [_given(block) for block in mine if block.left or block.block in said]
    answered += [
        BlockGiven(block=name, size=1, next=2, state="closed") for name in sorted(foreign)
    ]  # fmt: skip
    return BlocksAnswer(blocks=tuple(answered))


def _given(block: BadgeBlock) -> BlockGiven:
    return BlockGiven(block=block.block, size=block.size, next=block.next, state=block.state)


async def _recall(
    tx: Transaction, tenant: str, station: str, held: Sequence[BlockHeld], now: datetime
) -> None:
    """Blocks given before this database was restored from a backup are known again: their names
    cannot come by chance."""
    known = await badges.blocks(tx, tenant, [each.block for each in held])
    for each in held:
        if each.block not in known:
            await badges.add_block(
                tx,
                Block(
                    tenant=tenant, block=each.block, station=station, size=BLOCK_SIZE,
                    next=each.next, state="open", given_at=to_ms(now),
                ),
            )  # fmt: skip


async def _reserve(
    tx: Transaction, ids: IdSource, tenant: str, station: str, now: datetime
) -> BadgeBlock:
    while True:
        new = Block(
            tenant=tenant, block=block_name(ids.seed()), station=station, size=BLOCK_SIZE, next=1,
            state="open", given_at=to_ms(now),
        )  # fmt: skip
        if await badges.add_block(tx, new):
            _log.info("badge block reserved", station=station, block=new.block)
            return BadgeBlock(block=new.block, size=new.size)


async def take_back(tx: Transaction, tenant: str, station: str) -> int:
    """Close all blocks of a station that forked or was revoked; how many."""
    open_ones = [
        block for block in await badges.blocks_of(tx, tenant, station) if block.state == "open"
    ]
    for block in open_ones:
        await badges.close_block(tx, block)
    return len(open_ones)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What a badge event says, whose blocks it was spent of, and its digest."""

    event: Arrived
    record: BadgeRecord
    owner: str
    digest: str

    @property
    def adopted(self) -> bool:
        """Whether another station carried it here."""
        return self.owner != self.event.station


async def events_arrived(desk: Desk, events: Sequence[Arrived]) -> None:
    """Keep what was spent; numbers that were not the station's to spend are void."""
    found = [each for each in map(_read, events) if each is not None]
    if not found:
        return
    tx, tenant = desk.tx, desk.tenant
    await desk.learn_names(each.event.station for each in found)
    own = [each.digest for each in found if not each.adopted]
    carried_at = await carried.counted_among(tx, tenant, own)
    book = _Book()
    await book.learn(desk, found)
    for each in found:
        event, counted = each.event, carried_at.get(each.digest)
        # A copy of the station may have carried these very bytes here before itself sent them.
        if each.adopted or counted is None or counted == (event.station, event.seq):
            await _spent(desk, book, each)
    await book.keep(desk)


def _read(event: Arrived) -> _Told | None:
    if event.kind != KIND:
        return None
    try:
        record = decode_badge(event.payload)
    except EvidenceError:
        return None
    digest = hashlib.sha256(event.payload).hexdigest()
    return _Told(event=event, record=record, owner=event.sealed_at[0], digest=digest)


@dataclass(slots=True)
class _Book:
    """Blocks and what was spent of them, with what is to be written in the end."""

    blocks: dict[str, Block] = field(default_factory=dict)
    spends: dict[str, list[Spend]] = field(default_factory=dict)
    new_blocks: list[Block] = field(default_factory=list)
    new_spends: list[Spend] = field(default_factory=list)
    moved: dict[str, int] = field(default_factory=dict)

    async def learn(self, desk: Desk, told: Sequence[_Told]) -> None:
        """Read the blocks that these events name."""
        names = sorted({one.block for each in told for one in each.record.ranges})
        self.blocks = await badges.blocks(desk.tx, desk.tenant, names)
        for spend in await badges.spends_in(desk.tx, desk.tenant, names):
            self.spends.setdefault(spend.block, []).append(spend)

    def spent(self, spends: Sequence[Spend]) -> None:
        """Once: what is known of an event already stays."""
        for each in spends:
            known = self.spends.setdefault(each.block, [])
            if all(_key(each) != _key(one) for one in known):
                known.append(each)
                self.new_spends.append(each)

    def move_on(self, tenant: str, owner: str, one: BadgeRange, now: int) -> None:
        """The block goes on behind the spent numbers; one this database forgot is known again."""
        block = self.blocks.get(one.block)
        if block is None:
            new = Block(
                tenant=tenant, block=one.block, station=owner, size=min(MAX_BLOCK, BLOCK_SIZE),
                next=one.last + 1, state="open", given_at=now,
            )  # fmt: skip
            self.blocks[one.block] = new
            self.new_blocks.append(new)
        elif block.station == owner and block.next <= one.last:
            self.blocks[one.block] = replace(block, next=one.last + 1)
            self.moved[one.block] = one.last + 1

    async def keep(self, desk: Desk) -> None:
        """Write what is new."""
        await badges.add_blocks(desk.tx, self.new_blocks)
        await badges.move_on(desk.tx, desk.tenant, self.moved)
        await badges.add_spends(desk.tx, self.new_spends)


def _key(each: Spend) -> tuple[int, str, int]:
    return each.first, each.station, each.seq


async def _spent(desk: Desk, book: _Book, told: _Told) -> None:
    tenant, now, event, record = desk.tenant, to_ms(desk.now), told.event, told.record
    earlier = {
        one.block: [
            each
            for each in book.spends.get(one.block, ())
            if (each.station, each.seq) != (event.station, event.seq)
        ]
        for one in record.ranges
    }
    forked = told.adopted and await _forked(desk.tx, tenant, event)
    rows: list[Spend] = []
    for one in record.ranges:
        block = book.blocks.get(one.block)
        why = _why_void(one, told.owner, block, earlier[one.block])
        why = "station_forked" if forked else why
        rows.append(
            Spend(
                tenant=tenant, block=one.block, first=one.first, last=one.last,
                station=event.station, seq=event.seq, inspection=record.record_id,
                state="void" if why else "spent", why=why, received_at=now,
            )
        )  # fmt: skip
        book.move_on(tenant, told.owner, one, now)
    book.spent(rows)
    void = [row for row in rows if row.state == "void"]
    if void:
        await _raise(desk, record, void)


async def _forked(tx: Transaction, tenant: str, event: Arrived) -> bool:
    """Whether the station that sealed a carried event was copied or restored from a backup: its
    journal has something else at that place, so that what it knew of its blocks was old."""
    owner, seq = event.sealed_at
    if await carried.is_in_journal(tx, tenant, owner, seq, event.link):
        return False
    station = await stations.find(tx, tenant, owner)
    return station is None or station.state == "forked" or station.head >= seq


def _why_void(one: BadgeRange, owner: str, block: Block | None, earlier: Sequence[Spend]) -> str:
    if block is not None and block.station != owner:
        return "block_of_another"
    if any(
        each.state == "spent"
        and overlap(one, BadgeRange(block=each.block, first=each.first, last=each.last))
        for each in earlier
    ):
        return "number_taken"
    return ""


async def _raise(desk: Desk, record: BadgeRecord, void: Sequence[Spend]) -> None:
    first = void[0]
    dispute = dispute_id("badge_twice", first.station, str(first.seq))
    if await desk.one(dispute, [record.record_id]) is not None:
        return
    lot = await lots.one(desk.tx, desk.tenant, record.record_id)
    await desk.put(
        Dispute(
            id=dispute, kind="badge_twice", raised_at=desk.now,
            amount=sum(each.last - each.first + 1 for each in void),
            order_id=record.order_id, line_id=record.line_id, product_id=record.product_id,
            order_number=lot.order_number if lot else "",
            product_names=lot.product_names if lot else {},
            parties=tuple(_void_party(desk, record, each) for each in void),
        )
    )  # fmt: skip


def _void_party(desk: Desk, record: BadgeRecord, each: Spend) -> Party:
    numbers = BadgeRange(block=each.block, first=each.first, last=each.last)
    return Party(
        choice=f"{each.block}-{each.first}", inspection=record.record_id, station=each.station,
        station_name=desk.names.get(each.station, ""), lot_number=record.lot_number, overall="",
        size=numbers.count, at=record.spent_at, revision=record.revision, reason=each.why,
        words=numbers.words(),
    )  # fmt: skip
