"""Goods in each state that judging knows, for ``judging_scenes.py``.

They were inspected in the hours before now, so that a severity has a history and a missing paper
has been waited for.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import count, cycle
from typing import TYPE_CHECKING

from hint_scenes import drawn_label

from inspector_app.bootstrap.clock import SystemClock
from inspector_app.bootstrap.demo_data import demo_sign_ins, load_demo
from inspector_app.bootstrap.master_data import MasterData
from inspector_app.domain.checklist.standard import Item
from inspector_app.domain.inspection.acts import Batch, InnerUnit
from inspector_app.domain.inspection.counting import check_subjects
from inspector_app.domain.inspection.progress import page_questions
from inspector_app.domain.inspection.state import Inspection
from inspector_app.domain.master import InboundOrder, OrderLine
from inspector_app.domain.shelf_life import LabelDate
from inspector_app.domain.station_codes import parse_station_code
from inspector_app.services import (
    closing,
    dispositions,
    inspections,
    intake,
    papers,
    photos,
    sampling,
)
from inspector_app.services.intake import LotRequest
from inspector_app.services.station import Station

if TYPE_CHECKING:
    from screenshots import Studio

CREAM, DETERGENT, TRAVEL_SET = "P-0009", "P-0043", "P-0011"
ORDER, EARLIER, OTHERS = "O-0101", "O-0100", "O-0099"
PLANNED = ("C2611A", "C2611B", "C2611C", "C2611D")
WALKED, FAILING, REJECTED, KIT = "C2610E", "C2610F", "C2610G", "K2609"
LOOSE, DENT = "P42", "P18"
PATIENCE_S = 60


@dataclass(frozen=True)
class PastClock(SystemClock):
    """The machine's clock some hours ago."""

    hours: float

    def now(self) -> datetime:
        return super().now() - timedelta(hours=self.hours)

    def today(self) -> date:
        return self.now().astimezone().date()


class JudgedLots:
    """The goods behind the scenes; each lot is made when its first scene asks for it."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._seeds = count(1)
        self.plans = cycle(PLANNED)
        self._announce()
        self._history(EARLIER, "C26070", (0, 30, 0, 30, 0), 22)
        self._history(OTHERS, "D26070", (0,) * 10, 18)

    def _announce(self) -> None:
        """The orders of these goods, from the central system as every order comes."""
        running = self._studio.running
        central, now = running.central, running.station.clock.now()
        assert central is not None
        known = load_demo(now, lambda pin: pin).orders
        central.load_master(MasterData(orders=(*known, *_orders(now))))
        running.sender.send_now()
        end = time.monotonic() + PATIENCE_S
        while ORDER not in self._known_orders():
            assert time.monotonic() < end, "the orders did not come"
            self._studio.settle()

    def _known_orders(self) -> set[str]:
        with self._studio.running.station.records.reading() as work:
            return {order.id for order in work.master.orders()}

    def _at(self, hours: float) -> Station:
        """The station as it was some hours ago."""
        return replace(self._studio.running.station, clock=PastClock(hours))

    def _open(self, station: Station, line: str, size: int, cartons: int) -> Inspection:
        request = LotRequest(
            order_id=line[:6], line_id=line, size=size, cartons=cartons,
            units_per_carton=size // cartons,
        )  # fmt: skip
        who = self._studio.inspector
        inspection = intake.open_lot(station, who, request)
        lot = inspection.state.lot
        batch = Batch(
            id="", number=lot.order_lot_number, produced=lot.order_produced,
            expires=lot.order_expires, life=lot.product.shelf_life or "", life_from_master=True,
        )  # fmt: skip
        return inspections.record_batch(station, who, inspection, batch)

    def _history(self, order: str, numbers: str, defects: tuple[int, ...], begun: float) -> None:
        """Lots of the hours since then, good ones and rejected ones."""
        who = self._studio.inspector
        for at, bad in enumerate(defects):
            station = self._at(begun - at / 2)
            inspection = self._open(station, f"{order}-{numbers}{at}", 480, 10)
            inspection = inspections.draw_plan(station, who, inspection)
            self._seal(station, self._units(station, inspection, bad, DENT))

    def _units(self, station: Station, inspection: Inspection, bad: int, code: str) -> Inspection:
        """The drawn cartons and units looked at, the first ``bad`` of them with a defect."""
        who = self._studio.inspector
        inspection = inspections.see_cartons(station, who, inspection)
        for carton, units in inspection.state.drawn.items():
            inspection = inspections.pass_carton(station, who, inspection, carton)
            now = min(bad, units)
            if now:
                bad -= now
                inspection = inspections.record_finding(
                    station, who, inspection, code, count=now, carton=carton
                )
            inspection = inspections.record_tally(station, who, inspection, carton, seconds=45)
        return inspection

    def _pages(self, station: Station, inspection: Inspection) -> Inspection:
        """Every question answered well, with the photos it asks for."""
        who = self._studio.inspector
        for stage in inspections.standard_of(station, inspection).stages:
            if stage.kind in ("cartons", "units"):
                continue
            for item, subject in page_questions(stage, inspection.state):
                inspection = self._answer(station, inspection, item, subject)
            asked = page_questions(stage, inspection.state)
            if any((item.id, subject) not in inspection.state.answers for item, subject in asked):
                inspection = inspections.pass_page(station, who, inspection, stage.id)
            for item, subject in page_questions(stage, inspection.state):
                inspection = self._shots(station, inspection, item, subject)
        return inspection

    def _answer(
        self, station: Station, inspection: Inspection, item: Item, subject: str
    ) -> Inspection:
        values = {
            "choice": next((each.value for each in item.choices if not each.fails), ""),
            "scan": inspection.state.lot.product.codes[0].code,
            "number": "62.4",
        }
        if item.kind not in values:
            return inspection
        return inspections.record_answer(
            station, self._studio.inspector, inspection, item.id, value=values[item.kind],
            subject=subject,
        )  # fmt: skip

    def _shots(
        self, station: Station, inspection: Inspection, item: Item, subject: str
    ) -> Inspection:
        for shot in (item.shots or ("",)) if item.photos == "always" else ():
            seed = f"shot{next(self._seeds)}"
            words = (f"{item.names['zh']} {seed}", f"批号：{inspection.state.lot.order_lot_number}")
            inspection = photos.attach(
                station, self._studio.inspector, inspection, drawn_label(words, seed), shot=shot,
                item_id=item.id, subject=subject,
            )  # fmt: skip
        return inspection

    def _seal(self, station: Station, inspection: Inspection) -> Inspection:
        token = parse_station_code(demo_sign_ins()[self._studio.inspector.id][0])
        assert token is not None
        return closing.close(station, self._studio.inspector, inspection, badge=token.value)

    @cached_property
    def walked(self) -> Inspection:
        """Opened units are being looked at; the second of them is next."""
        station, who = self._at(2), self._studio.inspector
        inspection = self._open(station, f"{ORDER}-{WALKED}", 2400, 50)
        inspection = inspections.draw_plan(station, who, inspection)
        inspection = inspections.see_cartons(station, who, inspection)
        first = check_subjects(inspection.state, "opened_units")[0]
        for item in ("inner_seal", "content_sound"):
            inspection = inspections.record_answer(
                station, who, inspection, item, "pass", subject=first
            )
        carton = next(iter(inspection.state.drawn))
        return inspections.pass_carton(station, who, inspection, carton)

    @cached_property
    def failing(self) -> Inspection:
        """So many loose caps that the rest need not be looked at."""
        station = self._at(1)
        return self._to_rejection(station, self._open(station, f"{ORDER}-{FAILING}", 2400, 50))

    def _to_rejection(self, station: Station, inspection: Inspection) -> Inspection:
        who = self._studio.inspector
        inspection = inspections.draw_plan(station, who, inspection)
        assert inspection.state.plan is not None
        missing = inspection.state.plan.of("major").re
        inspection = inspections.see_cartons(station, who, inspection)
        for carton, units in inspection.state.drawn.items():
            inspection = inspections.pass_carton(station, who, inspection, carton)
            if missing > 0:
                bad = min(2, units, missing)
                missing -= bad
                inspection = inspections.record_finding(
                    station, who, inspection, LOOSE, count=bad, carton=carton
                )
                inspection = inspections.record_tally(station, who, inspection, carton, seconds=40)
        return inspection

    @cached_property
    def rejected(self) -> Inspection:
        """Sealed as rejected with all its evidence, and sent back to the supplier."""
        station, who = self._at(8), self._studio.inspector
        inspection = self._open(station, f"{ORDER}-{REJECTED}", 2400, 50)
        inspection = self._to_rejection(station, inspection)
        inspection = self._pages(station, inspection)
        for found in inspection.state.findings:
            for shot in ("carton_mark", "unit", "date_closeup", "defect_with_scale"):
                picture = drawn_label((f"{found.id} {shot}", "瓶盖松动"), f"{found.id}{shot}")
                inspection = photos.attach(
                    station, who, inspection, picture, shot=shot, finding_id=found.id,
                    carton=found.carton,
                )  # fmt: skip
        inspection = sampling.stop_at_rejection(station, who, inspection)
        inspection = sampling.take_units(station, who, inspection, "retained", 3)
        return self._seal(station, inspection)

    @cached_property
    def returned(self) -> Inspection:
        """The rejected lot once a supervisor has sent it back."""
        dispositions.decide(
            self._studio.running.station, self._studio.supervisor, self.rejected.id, "return",
            reason="not_conforming",
        )  # fmt: skip
        return self.rejected

    @cached_property
    def waiting(self) -> Inspection:
        """Imported goods whose papers are still to come, since some hours."""
        station, who = self._at(5.3), self._studio.inspector
        inspection = self._open(station, "O-0003-4", 1440, 60)
        inspection = inspections.draw_plan(station, who, inspection)
        inspection = papers.record(
            station, who, inspection, "customs_declaration", number="223320261000112233",
        )  # fmt: skip
        return papers.wait(station, who, inspection)

    @cached_property
    def urgent(self) -> Inspection:
        """Identity, papers and shelf life are passed, the sample is not."""
        station = self._at(1)
        inspection = self._open(station, "O-0002-1", 800, 100)
        inspection = inspections.draw_plan(station, self._studio.inspector, inspection)
        return self._pages(station, inspection)

    @cached_property
    def kit(self) -> Inspection:
        """A travel set: its own month, and what the tubes in it say."""
        station, who = self._at(1), self._studio.inspector
        request = LotRequest(
            order_id=ORDER, line_id=f"{ORDER}-{KIT}", size=600, cartons=20, units_per_carton=30
        )
        inspection = intake.open_lot(station, who, request)
        batch = Batch(
            id="", number=KIT, produced=LabelDate(year=2026, month=9),
            expires=LabelDate(year=2029, month=8), wording="use_by", life="36M",
            inner=(
                InnerUnit(
                    name="氨基酸洁面 30 g", produced=date(2026, 4, 18),
                    expires=LabelDate(year=2029, month=3),
                ),
                InnerUnit(name="控油洁面 30 g", produced=date(2026, 8, 2), life="36M"),
            ),
        )  # fmt: skip
        inspection = inspections.record_batch(station, who, inspection, batch)
        return inspections.draw_plan(station, who, inspection)


def _orders(now: datetime) -> list[InboundOrder]:
    """A delivery of today, and those of the weeks before."""

    def line(order: str, number: str, product: str, units: int, each: int) -> OrderLine:
        return OrderLine(
            id=f"{order}-{number}", product_id=product, units=units, cartons=units // each,
            lot_number=number, produced=date(2026, 9, 12),
            expires=date(2028, 9, 11) if product == CREAM else date(2029, 8, 31),
        )  # fmt: skip

    def order(name: str, number: str, due: timedelta, lines: list[OrderLine]) -> InboundOrder:
        return InboundOrder(
            id=name, number=number, supplier_id="S-06" if name == OTHERS else "S-01",
            due_at=now + due, lines=tuple(lines), channel="online",
        )  # fmt: skip

    new = [line(ORDER, each, CREAM, 2400, 48) for each in (*PLANNED, WALKED, FAILING, REJECTED)]
    new.append(line(ORDER, KIT, TRAVEL_SET, 600, 30))
    creams = [line(EARLIER, f"C26070{at}", CREAM, 480, 48) for at in range(5)]
    others = [line(OTHERS, f"D26070{at}", DETERGENT, 480, 48) for at in range(10)]
    return [
        order(ORDER, "ASN-26-110452", timedelta(hours=6), new),
        order(EARLIER, "ASN-26-110088", timedelta(days=-12), creams),
        order(OTHERS, "ASN-26-110091", timedelta(days=-12), others),
    ]
