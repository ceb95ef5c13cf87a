"""Where disputes are put while conclusions are drawn from events."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from msgspec import structs

from inspector_app.central.db import disputes
from inspector_app.central.db.engine import Transaction
from inspector_app.wire.elsewhere import Dispute


class Arrived(Protocol):
    """An event as it waits to be derived from; ``sealed_at`` is its place in its own chain, of
    another station where it was carried here."""

    @property
    def station(self) -> str: ...
    @property
    def seq(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def link(self) -> bytes: ...
    @property
    def payload(self) -> bytes: ...
    @property
    def sealed_at(self) -> tuple[str, int]: ...


@dataclass
class Desk:
    """Where disputes of one tenant are put; ``changed`` are those to be told."""

    tx: Transaction
    tenant: str
    names: dict[str, str]
    now: datetime
    changed: dict[str, Dispute] = field(default_factory=dict)

    async def put(self, dispute: Dispute) -> None:
        """Keep a dispute as it is now."""
        await disputes.keep(self.tx, self.tenant, dispute)
        self.changed[dispute.id] = dispute

    async def raise_anew(self, dispute: Dispute) -> None:
        """Put up a dispute, or add to one that is there; a decision made without a party that
        came later has to be made again."""
        before = await disputes.one(self.tx, self.tenant, dispute.id)
        if before is None:
            await self.put(dispute)
            return
        known = {each.choice for each in before.parties}
        new = tuple(each for each in dispute.parties if each.choice not in known)
        if new or dispute.amount > before.amount:
            parties = dispute.parties if dispute.kind == "over_count" else (*before.parties, *new)
            await self.put(structs.replace(dispute, parties=parties, raised_at=before.raised_at))

    async def close(self, dispute: Dispute, **ruling: str) -> None:
        """Nothing is left to decide; nobody decided it."""
        await self.put(structs.replace(dispute, decided_at=self.now, **ruling))
