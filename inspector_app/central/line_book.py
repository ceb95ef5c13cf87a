"""Order lines while conclusions are drawn: their lots, whose they are, how much they announce.

Read once for all lines that are touched; a lot that changes is changed here too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

import msgspec

from inspector_app.central.db import feeds, lots
from inspector_app.central.db.lots import LineLot
from inspector_app.central.dispute_desk import Desk
from inspector_app.domain.master import InboundOrder
from inspector_app.domain.order_shares import LineShares

_ORDER: Final = msgspec.json.Decoder(InboundOrder)
_SHARES: Final = msgspec.json.Decoder(LineShares)


@dataclass(slots=True)
class LineBook:
    """What ``learn`` was told to read."""

    desk: Desk
    _lots: dict[str, dict[str, LineLot]] = field(default_factory=dict)
    _line: dict[str, str] = field(default_factory=dict)
    _shares: dict[str, LineShares | None] = field(default_factory=dict)
    _units: dict[str, dict[str, int]] = field(default_factory=dict)

    async def learn(self, some: Iterable[LineLot]) -> None:
        """Read the lines of these lots, and what is disputed about them, once."""
        wanted = {lot.line: lot.order_id for lot in some if lot.line}
        lines = [line for line in wanted if line not in self._lots]
        if not lines:
            return
        tx, tenant = self.desk.tx, self.desk.tenant
        found = await lots.of_lines(tx, tenant, lines)
        for line in lines:
            self._lots[line] = {lot.inspection: lot for lot in found.get(line, ())}
            self._line.update(dict.fromkeys(self._lots[line], line))
        shares = await feeds.bodies(tx, tenant, "line_shares", lines)
        self._shares.update(
            (line, _SHARES.decode(shares[line]) if line in shares else None) for line in lines
        )
        orders = [each for each in dict.fromkeys(wanted.values()) if each not in self._units]
        for order, body in (await feeds.bodies(tx, tenant, "orders", orders)).items():
            announced = reversed(_ORDER.decode(body).lines)  # of two with one id the first counts
            self._units[order] = {line.id: line.units for line in announced}
        kept = [lot for line in lines for lot in self._lots[line].values()]
        await self.desk.learn([*(lot.inspection for lot in kept), *lines])
        await self.desk.learn_names(lot.station for lot in kept)

    def put(self, lot: LineLot) -> None:
        """The lot as it stands now, in place of what it was."""
        before = self._line.pop(lot.inspection, "")
        if before:
            del self._lots[before][lot.inspection]
        if lot.line in self._lots:
            self._lots[lot.line][lot.inspection] = lot
            self._line[lot.inspection] = lot.line

    def lots(self, line: str) -> list[LineLot]:
        """All lots of a line in order of arrival."""
        return sorted(self._lots[line].values(), key=lambda lot: (lot.received_at, lot.inspection))

    def split_among(self, line: str) -> list[str]:
        """The stations a line was given to; none: anybody's."""
        shares = self._shares[line]
        return [share.station for share in shares.shares] if shares is not None else []

    def units(self, lot: LineLot) -> int | None:
        """What the order announced of the lot's line; None where the order is not known."""
        return self._units.get(lot.order_id, {}).get(lot.line_id)
