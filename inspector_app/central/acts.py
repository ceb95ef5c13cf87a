"""The central system's own chained journal: what was done here, by whom, and that nothing is gone.

``append`` is the door for everything that people do at the central system and stations must know:
it seals the entry under the central key and puts it into the feed ``acts``, in the transaction of
the act itself.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from inspector_app.central.db import acts as rows
from inspector_app.central.db import feeds
from inspector_app.central.db.acts import StoredAct
from inspector_app.central.db.engine import Transaction
from inspector_app.central.db.moments import to_ms
from inspector_app.central.keys import ServerKey
from inspector_app.domain.errors import EvidenceError
from inspector_app.wire.central_act import (
    ActBody,
    CentralAct,
    check_act,
    decode_act_body,
    encode_act_body,
    journal_id,
)
from inspector_app.wire.feeds import encode_item
from inspector_app.wire.link import FIRST_PREVIOUS, check_payload_size, link

FEED: Final = "acts"
_PART: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Doer:
    """Who did it: the user of the pages and how that person is called; empty for a command."""

    user: str = ""
    names: Mapping[str, str] | None = None


async def append(
    tx: Transaction,
    key: ServerKey,
    tenant: str,
    kind: str,
    now: datetime,
    *,
    by: Doer,
    record: str = "",
    params: Mapping[str, str | int] | None = None,
) -> CentralAct:
    """Seal one act and tell the stations; inside the transaction that does it, and late in it:
    the journal's head and then the feed stay locked until the commit.

    ``record`` is the inspection it is about. EvidenceError ``payload_too_large``.
    """
    payload = encode_act_body(
        ActBody(
            kind=kind, at=now, tenant=tenant, record_id=record, person=by.user,
            names=dict(by.names or {}), params=dict(params or {}),
        )
    )  # fmt: skip
    check_payload_size(payload)
    head, previous = await rows.lock_head(tx, tenant)
    bound = link(journal_id(tenant, key.public()).bytes, head + 1, previous, payload)
    stored = StoredAct(
        tenant=tenant, seq=head + 1, at=to_ms(now), kind=kind, record=record, prev=previous,
        link=bound, signature=key.sign(bound), payload=payload,
    )  # fmt: skip
    await rows.add(tx, stored)
    act = as_item(stored)
    epoch = str(uuid.UUID(bytes=bound[:16]))
    await feeds.publish(tx, tenant, FEED, {item_id(act.seq): encode_item(act)}, epoch)
    return act


def item_id(seq: int) -> str:
    """The feed's id of an entry: by it items stand in order."""
    return f"{seq:019d}"


def as_item(stored: StoredAct) -> CentralAct:
    """The entry as stations get it."""
    return CentralAct(
        seq=stored.seq, previous=stored.prev.hex(), link=stored.link.hex(),
        signature=stored.signature, payload=stored.payload,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Walked:
    """How far the journal is whole; ``problem`` is a code, with the entry where it breaks."""

    entries: int
    problem: str = ""
    at: int = 0


async def verify_journal(tx: Transaction, key: ServerKey, tenant: str) -> Walked:
    """Walk the journal from its first entry to its head: places, links, signatures, content."""
    previous, seq = FIRST_PREVIOUS, 0
    while part := await rows.page(tx, tenant, seq, _PART):
        for stored in part:
            if stored.seq != seq + 1 or stored.prev != previous:
                return Walked(entries=seq, problem="chain_broken", at=stored.seq)
            problem = _fault(stored, key, tenant)
            if problem:
                return Walked(entries=seq, problem=problem, at=stored.seq)
            previous, seq = stored.link, stored.seq
    if await rows.head(tx, tenant) != (seq, previous):
        return Walked(entries=seq, problem="chain_broken", at=seq + 1)
    return Walked(entries=seq)


def _fault(stored: StoredAct, key: ServerKey, tenant: str) -> str:
    try:
        check_act(as_item(stored), tenant, key.public())
        body = decode_act_body(stored.payload)
    except EvidenceError as problem:
        return problem.code
    said = (body.kind, body.record_id, body.tenant)
    return "" if said == (stored.kind, stored.record, tenant) else "row_differs"
