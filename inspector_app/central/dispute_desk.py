"""Where disputes are put while conclusions are drawn from events."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from msgspec import structs

from inspector_app.central.db import disputes, stations
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
    """Where disputes of one tenant are put; ``changed`` are those to be told.

    Nobody else changes disputes meanwhile: what was learned of them stays true until the commit.
    """

    tx: Transaction
    tenant: str
    names: dict[str, str]
    now: datetime
    changed: dict[str, Dispute] = field(default_factory=dict)
    _by_mark: dict[str, dict[str, Dispute]] = field(default_factory=dict)

    async def learn(self, marks: Iterable[str]) -> None:
        """Read what is there about these records and lines, once."""
        new = [mark for mark in dict.fromkeys(marks) if mark not in self._by_mark]
        if new:
            found = await disputes.by_mark(self.tx, self.tenant, new)
            self._by_mark.update((mark, found.get(mark, {})) for mark in new)

    async def about(self, marks: Sequence[str]) -> list[Dispute]:
        """All about any of these records or lines, the oldest first."""
        await self.learn(marks)
        found = {id: one for mark in marks for id, one in self._by_mark[mark].items()}
        return disputes.in_order(found.values())

    async def one(self, dispute: str, marks: Sequence[str]) -> Dispute | None:
        """A dispute by its id, which is about some of these records and lines."""
        await self.learn(marks)
        found = (self._by_mark[mark].get(dispute) for mark in marks)
        return next((each for each in found if each is not None), None)

    def _note(self, dispute: Dispute) -> None:
        about = frozenset(disputes.marks_of(dispute))
        for mark, known in self._by_mark.items():
            if mark in about or dispute.id in known:
                known[dispute.id] = dispute

    async def learn_names(self, named: Iterable[str]) -> None:
        """Read what stations are called, once."""
        new = {each for each in named if each not in self.names}
        if new:
            self.names |= dict.fromkeys(new, "") | await stations.names(self.tx, self.tenant, new)

    async def put(self, dispute: Dispute) -> None:
        """Keep a dispute as it is now."""
        await disputes.keep(self.tx, self.tenant, dispute)
        self._note(dispute)
        self.changed[dispute.id] = dispute

    async def raise_anew(self, dispute: Dispute) -> None:
        """Put up a dispute, or add to one that is there; a decision made without a party that
        came later has to be made again."""
        before = await self.one(dispute.id, disputes.marks_of(dispute))
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
