"""Blocks of badge numbers and what stations spent of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Final, Literal

from sqlalchemy import bindparam, select, update

from inspector_app.central.db.dialect import insert_missing, insert_new
from inspector_app.central.db.engine import Transaction
from inspector_app.central.db.tables import badge_blocks, badge_spends
from inspector_app.domain.badge_numbers import BlockState

_B: Final = badge_blocks.c
_S: Final = badge_spends.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A block and whose it is; ``next`` is the first number not known to be spent."""

    tenant: str
    block: str
    station: str
    size: int
    next: int
    state: BlockState
    given_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Spend:
    """Numbers a station spent on a lot. ``void``: they are no badge, ``why`` is a code."""

    tenant: str
    block: str
    first: int
    station: str
    seq: int
    last: int
    inspection: str
    state: Literal["spent", "void"]
    why: str
    received_at: int


async def blocks_of(tx: Transaction, tenant: str, station: str) -> list[Block]:
    """A station's blocks, the oldest first."""
    wanted = select(badge_blocks).where(_B.tenant == tenant, _B.station == station)
    rows = await tx.execute(wanted.order_by(_B.given_at, _B.block))
    return [Block(**row._mapping) for row in rows]


async def blocks(tx: Transaction, tenant: str, names: Sequence[str]) -> dict[str, Block]:
    """These blocks, by name."""
    wanted = select(badge_blocks).where(_B.tenant == tenant, _B.block.in_(names))
    return {row.block: Block(**row._mapping) for row in await tx.execute(wanted)}


async def add_block(tx: Transaction, block: Block) -> bool:
    """Reserve a block; False when the name is taken."""
    return await insert_new(tx, badge_blocks, [asdict(block)]) > 0


async def close_block(tx: Transaction, block: Block) -> None:
    """Nothing more is to be spent of it."""
    closed = update(badge_blocks).where(_B.tenant == block.tenant, _B.block == block.block)
    await tx.execute(closed.values(state="closed"))


async def spends_in(tx: Transaction, tenant: str, names: Sequence[str]) -> list[Spend]:
    """What was spent of these blocks."""
    wanted = select(badge_spends).where(_S.tenant == tenant, _S.block.in_(names))
    rows = await tx.execute(wanted.order_by(_S.block, _S.first))
    return [Spend(**row._mapping) for row in rows]


async def spends_of(tx: Transaction, tenant: str, inspection: str) -> list[Spend]:
    """What was spent on a lot."""
    wanted = select(badge_spends).where(_S.tenant == tenant, _S.inspection == inspection)
    rows = await tx.execute(wanted.order_by(_S.received_at, _S.block, _S.first))
    return [Spend(**row._mapping) for row in rows]


async def add_spends(tx: Transaction, spends: Sequence[Spend]) -> None:
    """Keep what was spent, once."""
    await insert_missing(tx, badge_spends, [asdict(each) for each in spends])


async def add_blocks(tx: Transaction, blocks: Sequence[Block]) -> None:
    """Know these blocks, unless they are known."""
    await insert_missing(tx, badge_blocks, [asdict(each) for each in blocks])


async def move_on(tx: Transaction, tenant: str, blocks: Mapping[str, int]) -> None:
    """Say that blocks are spent up to before these numbers; never less than was said."""
    wanted = (
        update(badge_blocks)
        .where(
            _B.tenant == tenant, _B.block == bindparam("moved"), _B.next < bindparam("first_left")
        )
        .values(next=bindparam("first_left"))
    )
    rows = [{"moved": block, "first_left": first} for block, first in blocks.items()]
    if rows:
        await tx.execute(wanted, rows)
