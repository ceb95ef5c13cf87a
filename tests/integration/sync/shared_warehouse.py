"""One warehouse with a central system and two docks that may be online or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from inspector_app.bootstrap.embedded_central import EmbeddedCentral
from inspector_app.bootstrap.master_data import MasterData
from inspector_app.bootstrap.sending import send_once
from inspector_app.bootstrap.standards_library import shipped_documents
from inspector_app.bootstrap.station import OpenStation
from inspector_app.central import line_shares, ruling
from inspector_app.central.acts import Doer
from inspector_app.central.db import feeds
from inspector_app.central.deriving import settled
from inspector_app.central.master import tenant_of
from inspector_app.central.parts import Parts
from inspector_app.central.ruling import Decision
from inspector_app.domain.inspection.state import Inspection
from inspector_app.domain.master import InboundOrder, OrderLine, Supplier
from inspector_app.domain.order_shares import LineShare
from inspector_app.services import closing, inspections, intake
from inspector_app.services.intake import LotRequest
from inspector_app.wire.elsewhere import Dispute, OrderProgress, line_item
from inspector_app.wire.feeds import decode_item
from tests.fakes.goods import BATCH, INSPECTOR, PRODUCT
from tests.fakes.station import ORDER, PIN, SECOND, people
from tests.fakes.whole_walk import walk_goods, walk_pages

BOSS = Doer(user="boss", names={"zh": "王主管", "en": "Wang"})
LINES = 12
SHARED = InboundOrder(
    id="O-9", number="ASN20261122009", supplier_id="S-1", due_at=ORDER.due_at,
    lines=tuple(
        OrderLine(id=f"O-9/{n}", product_id="P-1", units=192, cartons=8) for n in range(LINES)
    ),
)  # fmt: skip
MASTER = MasterData(
    products=[PRODUCT, SECOND],
    suppliers=[Supplier(id="S-1", names={"zh": "广州美妍日化", "en": "Meiyan Care"}, code="S1")],
    orders=[ORDER, SHARED], people=list(people()), standards=shipped_documents(),
)  # fmt: skip


def line(number: int) -> str:
    return SHARED.lines[number].id


@dataclass(frozen=True)
class Warehouse:
    """A central system and its docks."""

    central: EmbeddedCentral
    first: OpenStation
    second: OpenStation

    def sync(self, *docks: OpenStation) -> None:
        """One attempt each, in this order, until everything is known to all."""
        for dock in docks or (self.first, self.second, self.first):
            report = send_once(dock, "test")
            assert report.outcome == "done", report.problem

    def assign(self, number: int, *shares: LineShare) -> None:
        async def work(parts: Parts) -> None:
            tenant = await tenant_of(parts)
            await line_shares.assign(parts, tenant, SHARED.id, line(number), shares, BOSS)

        self.central.call(work)

    def decide(self, dispute: Dispute, how: str, choice: str = "") -> Dispute:
        decision = Decision(
            dispute=dispute.id, ruling=how, choice=choice, note="看过两边的货和照片"
        )

        async def work(parts: Parts) -> Dispute:
            return await ruling.decide(parts, await tenant_of(parts), decision, BOSS)

        return self.central.call(work)

    def items(self, feed: str) -> dict[str, Any]:
        async def read(parts: Parts) -> dict[str, bytes]:
            tenant = await tenant_of(parts)
            await settled(parts, tenant)
            async with parts.db.read(tenant) as tx:
                found = await feeds.present_items(tx, tenant, feed)
            return {item.id: item.body for item in found if item.body is not None}

        return {name: decode_item(feed, body) for name, body in self.central.call(read).items()}

    def progress(self, number: int) -> OrderProgress:
        found: OrderProgress = self.items("order_progress")[line_item(SHARED.id, line(number))]
        return found

    def disputes(self, kind: str, number: int) -> list[Dispute]:
        found: Sequence[Dispute] = list(self.items("disputes").values())
        return [each for each in found if each.kind == kind and each.line_id == line(number)]


def open_shared(
    dock: OpenStation, number: int, *, size: int = 96, reason: str = "", batch: str = ""
) -> Inspection:
    """A lot of one of the shared lines, planned."""
    station = dock.station
    request = LotRequest(
        order_id=SHARED.id, line_id=line(number), size=size, cartons=size // 24,
        units_per_carton=24, outside_reason=reason,
    )  # fmt: skip
    opened = intake.open_lot(station, INSPECTOR, request)
    named = replace(BATCH, id="", number=batch or BATCH.number)
    opened = inspections.record_batch(station, INSPECTOR, opened, named)
    return inspections.draw_plan(station, INSPECTOR, opened)


def accepted(dock: OpenStation, number: int, **lot: Any) -> Inspection:
    """A lot of one of the shared lines, good and signed."""
    station = dock.station
    walked = walk_goods(station, walk_pages(station, open_shared(dock, number, **lot)))
    closed = closing.close(station, INSPECTOR, walked, pin=PIN)
    assert closed.state.closed is not None
    assert closed.state.closed.overall == "accept"
    return closed
