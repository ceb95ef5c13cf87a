"""Disputes: what two stations did to one thing, until a person has decided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

import msgspec
from sqlalchemy import and_, func, or_, select

from inspector_app.central.db.dialect import insert_missing, insert_or_replace
from inspector_app.central.db.engine import Transaction
from inspector_app.central.db.moments import to_ms
from inspector_app.central.db.tables import dispute_marks, disputes
from inspector_app.wire.elsewhere import Dispute, line_item

_D: Final = disputes.c
_M: Final = dispute_marks.c
_MOST_MARKS: Final = 500
"""Records and lines that one statement names."""
_DISPUTE: Final = msgspec.json.Decoder(Dispute)


def marks_of(dispute: Dispute) -> tuple[str, ...]:
    """By what a dispute is found: its records and its order line."""
    line = (line_item(dispute.order_id, dispute.line_id),) if dispute.order_id else ()
    return tuple(dict.fromkeys((*(each.inspection for each in dispute.parties), *line)))


async def keep(tx: Transaction, tenant: str, dispute: Dispute) -> None:
    """Write a dispute as it stands now."""
    row = {
        "tenant": tenant, "dispute": dispute.id, "kind": dispute.kind,
        "open": not dispute.ruling, "raised_at": to_ms(dispute.raised_at),
        "body": msgspec.json.encode(dispute),
    }  # fmt: skip
    await insert_or_replace(tx, disputes, [row])
    marks = [
        {"tenant": tenant, "mark": mark, "dispute": dispute.id} for mark in marks_of(dispute)
    ]  # fmt: skip
    await insert_missing(tx, dispute_marks, marks)


async def one(tx: Transaction, tenant: str, dispute: str, *, lock: bool = False) -> Dispute | None:
    """One dispute; ``lock``: nobody else changes it until the commit."""
    wanted = select(_D.body).where(_D.tenant == tenant, _D.dispute == dispute)
    body = (await tx.execute(wanted.with_for_update() if lock else wanted)).scalar()
    return None if body is None else _DISPUTE.decode(body)


async def about(tx: Transaction, tenant: str, marks: Sequence[str]) -> list[Dispute]:
    """All about any of these records or lines, the oldest first."""
    found = await by_mark(tx, tenant, marks)
    return in_order({name: one for each in found.values() for name, one in each.items()}.values())


async def by_mark(
    tx: Transaction, tenant: str, marks: Sequence[str]
) -> dict[str, dict[str, Dispute]]:
    """All about these records and lines, each by its id."""
    found: dict[str, dict[str, Dispute]] = {}
    for start in range(0, len(marks), _MOST_MARKS):
        part = marks[start : start + _MOST_MARKS]
        wanted = (
            select(_M.mark, _D.dispute, _D.body)
            .join(disputes, and_(_D.tenant == _M.tenant, _D.dispute == _M.dispute))
            .where(_M.tenant == tenant, _M.mark.in_(part))
        )
        for row in await tx.execute(wanted):
            found.setdefault(row.mark, {})[row.dispute] = _DISPUTE.decode(row.body)
    return found


def in_order(some: Iterable[Dispute]) -> list[Dispute]:
    """The oldest first."""
    return sorted(some, key=lambda one: (to_ms(one.raised_at), one.id))


Place: TypeAlias = tuple[int, str]
"""Where one is in a list: when it was raised, in milliseconds, and its id."""


def place_of(dispute: Dispute) -> Place:
    """Where a list goes on after this one."""
    return to_ms(dispute.raised_at), dispute.id


async def listed(
    tx: Transaction, tenant: str, *, still_open: bool, limit: int, after: Place | None = None
) -> list[Dispute]:
    """Open ones, the oldest first; or decided ones, the last raised first."""
    order = _D.raised_at if still_open else _D.raised_at.desc()
    wanted = select(_D.body).where(_D.tenant == tenant, _D.open == still_open)
    if after is not None:
        raised_at, dispute = after
        beyond = _D.raised_at > raised_at if still_open else _D.raised_at < raised_at
        same = and_(_D.raised_at == raised_at, _D.dispute > dispute)
        wanted = wanted.where(or_(beyond, same))
    bodies = (await tx.execute(wanted.order_by(order, _D.dispute).limit(limit))).scalars()
    return [_DISPUTE.decode(body) for body in bodies]


async def count_open(tx: Transaction, tenant: str) -> int:
    """How many wait for a person."""
    wanted = select(func.count()).where(_D.tenant == tenant, _D.open == True)  # noqa: E712  # SQL
    return int((await tx.execute(wanted)).scalar_one())
