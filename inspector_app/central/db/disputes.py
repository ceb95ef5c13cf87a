"""Disputes: what two stations did to one thing, until a person has decided."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec
from sqlalchemy import func, select

from inspector_app.central.db.dialect import insert_new, insert_or_replace
from inspector_app.central.db.engine import Transaction
from inspector_app.central.db.moments import to_ms
from inspector_app.central.db.tables import dispute_marks, disputes
from inspector_app.wire.elsewhere import Dispute, line_item

_D: Final = disputes.c
_M: Final = dispute_marks.c
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
    await insert_new(tx, dispute_marks, marks)


async def one(tx: Transaction, tenant: str, dispute: str, *, lock: bool = False) -> Dispute | None:
    """One dispute; ``lock``: nobody else changes it until the commit."""
    wanted = select(_D.body).where(_D.tenant == tenant, _D.dispute == dispute)
    body = (await tx.execute(wanted.with_for_update() if lock else wanted)).scalar()
    return None if body is None else _DISPUTE.decode(body)


async def about(tx: Transaction, tenant: str, marks: Sequence[str]) -> list[Dispute]:
    """All about any of these records or lines, the oldest first."""
    found = select(_M.dispute).where(_M.tenant == tenant, _M.mark.in_(marks))
    wanted = select(_D.body).where(_D.tenant == tenant, _D.dispute.in_(found))
    bodies = (await tx.execute(wanted.order_by(_D.raised_at, _D.dispute))).scalars()
    return [_DISPUTE.decode(body) for body in bodies]


async def listed(tx: Transaction, tenant: str, *, still_open: bool, limit: int) -> list[Dispute]:
    """Open ones, the oldest first; or decided ones, the newest first."""
    order = _D.raised_at if still_open else _D.raised_at.desc()
    wanted = select(_D.body).where(_D.tenant == tenant, _D.open == still_open)
    bodies = (await tx.execute(wanted.order_by(order, _D.dispute).limit(limit))).scalars()
    return [_DISPUTE.decode(body) for body in bodies]


async def count_open(tx: Transaction, tenant: str) -> int:
    """How many wait for a person."""
    wanted = select(func.count()).where(_D.tenant == tenant, _D.open == True)  # noqa: E712  # SQL
    return int((await tx.execute(wanted)).scalar_one())
