"""Acts out one inspection of the demo through the same doors a person opens."""

from __future__ import annotations

import io
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from PIL import Image, ImageDraw

from inspector_app.bootstrap.decoding import decoder, photo_guard
from inspector_app.bootstrap.demo_data import (
    DemoAnswer,
    DemoEvidence,
    DemoFinding,
    DemoInspection,
    demo_path,
    demo_pictures,
    demo_sign_ins,
)
from inspector_app.domain.checklist.standard import Stage
from inspector_app.domain.delivery import Delivery, LineCount
from inspector_app.domain.errors import IntakeError, ScanError
from inspector_app.domain.inspection.acts import Batch
from inspector_app.domain.inspection.progress import page_questions
from inspector_app.domain.inspection.state import Inspection
from inspector_app.domain.master import Person
from inspector_app.domain.scan import RawScan
from inspector_app.domain.station_codes import parse_station_code
from inspector_app.services import closing, deliveries, dispositions, inspections, intake, photos
from inspector_app.services.people import sign_in_badge
from inspector_app.services.records import Decision, Disposition
from inspector_app.services.station import Station

Tell: TypeAlias = Callable[[str, dict[str, object]], None]
RETURNS: dict[str, tuple[Disposition, str]] = {
    "sort": ("sort", "defect_sortable"),
    "return": ("return", "not_conforming"),
    "concession": ("concession", "minor_only"),
    "rework": ("rework", "relabel"),
    "accept": ("accept", "evidence_complete"),
    "scrap": ("scrap", "unsafe"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What one acted-out inspection left behind."""

    inspection: Inspection
    delivery: Delivery
    decision: Decision | None


def demo_signature() -> bytes:
    """A drawn signature as PNG, the same in every run."""
    picture = Image.new("L", (320, 120), 255)
    waves = [
        (20 + step * 2, 60 - 34 * math.sin(step / 6) * math.cos(step / 23)) for step in range(140)
    ]
    ImageDraw.Draw(picture).line(waves, fill=20, width=4, joint="curve")
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


class DemoWalk:
    """One inspection from the dock to the disposition. ``tell(step, facts)`` after each step."""

    def __init__(self, station: Station, plot: DemoInspection, tell: Tell) -> None:
        self.station = station
        self.plot = plot
        self.tell = tell

    def play(self) -> Played:
        """Everything; refusals of any door come through unchanged."""
        who = self._sign_in(self.plot.inspector_id)
        delivery = self._receive(who)
        self._scan()
        inspection = self._open(who, delivery)
        for stage in inspections.standard_of(self.station, inspection).stages:
            inspection = self._stage(who, inspection, stage)
        inspection = self._close(who, inspection)
        return Played(inspection=inspection, delivery=delivery, decision=self._decide(inspection))

    def _sign_in(self, person_id: str) -> Person:
        code = parse_station_code(demo_sign_ins()[person_id][0])
        assert code is not None
        person = sign_in_badge(self.station, code.value)
        self.tell("signed_in", {"person": person.names.get("zh", person.id), "role": person.role})
        return person

    def _receive(self, who: Person) -> Delivery:
        sheet = deliveries.dock_sheet(self.station, self.plot.order_id)
        plan, counts = self.plot.delivery, []
        counted = {count.line_id: count for count in plan.counts}
        kept = {
            each.file: photos.keep(self.station, who, demo_path(each.file).read_bytes())
            for each in plan.photos
        }
        for line in sheet.lines:
            count = counted.get(line.line.id)
            if count is None:
                continue
            counts.append(
                LineCount(
                    line_id=line.line.id,
                    product_id=line.product.id,
                    expected=line.expected,
                    received=count.cartons,
                    damaged=count.damaged,
                    refused=count.refused,
                    reason="torn" if count.damaged or count.refused else "",
                    photos=tuple(kept.values()) if count.damaged or count.refused else (),
                )
            )
        delivery = deliveries.receive(
            self.station, who, self.plot.order_id, vehicle=plan.plate, counts=counts,
            seal=plan.seal, temperature=plan.temperature, driver=plan.driver,
            signature=demo_signature(), photos=tuple(kept.values()),
        )  # fmt: skip
        self.tell(
            "received",
            {
                "delivery": delivery.number,
                "cartons": sum(count.received for count in delivery.counts),
                "exceptions": len(delivery.exceptions),
            },
        )
        return delivery

    def _scan(self) -> RawScan:
        """Read the code in the picture; the first one that leads to the order line counts."""
        data = demo_path(self.plot.scan_file).read_bytes()
        photo_guard().inspect(data)
        for raw in decoder().decode(data, find_all=True):
            found = intake.find_line(self.station, raw, order_id=self.plot.order_id)
            if self.plot.line_id in {choice.line.id for choice in found.choices}:
                self.tell(
                    "scanned",
                    {"file": self.plot.scan_file, "text": raw.text, "stage": raw.stage,
                     "gtin": found.scan.gtin or "", "line": self.plot.line_id},
                )  # fmt: skip
                return raw
        raise ScanError("no_code_found", file=self.plot.scan_file)

    def _unit_code(self) -> str:
        """The product's number as read from the picture of a unit."""
        product_id = next(
            line.product_id
            for order in (deliveries.dock_sheet(self.station, self.plot.order_id).order,)
            for line in order.lines
            if line.id == self.plot.line_id
        )
        for shown in demo_pictures():
            if shown.product_id != product_id or shown.kind != "code":
                continue
            for raw in decoder().decode(demo_path(shown.file).read_bytes(), find_all=True):
                read = intake.read_scan(self.station, raw)
                if read.gtin:
                    return read.gtin
        raise ScanError("no_code_found", file=product_id)

    def _open(self, who: Person, delivery: Delivery) -> Inspection:
        plot, station = self.plot, self.station
        request = intake.LotRequest(
            order_id=plot.order_id, line_id=plot.line_id, size=plot.units, cartons=plot.cartons,
            units_per_carton=plot.units_per_carton, delivery_id=delivery.id,
        )  # fmt: skip
        inspection = intake.open_lot(station, who, request)
        product = inspection.state.lot.product
        for batch in plot.batches:
            found = Batch(
                id="", number=batch.number, produced=batch.produced, expires=batch.expires,
                life=product.shelf_life or "", life_from_master=True, quantity=batch.units,
                cartons=tuple(range(batch.first_carton, batch.last_carton + 1)),
            )  # fmt: skip
            inspection = inspections.record_batch(station, who, inspection, found)
        inspection = inspections.draw_plan(station, who, inspection)
        state = inspection.state
        assert state.plan is not None
        self.tell(
            "lot_opened",
            {
                "lot": state.lot.lot_number, "product": product.names.get("zh", product.sku),
                "units": state.lot.size, "cartons": state.lot.cartons,
                "standard": f"{state.lot.standard_id}/{state.lot.standard_version}",
                "sample": state.plan.sample_size, "drawn_cartons": list(state.drawn),
            },
        )  # fmt: skip
        return inspection

    def _stage(self, who: Person, inspection: Inspection, stage: Stage) -> Inspection:
        if stage.kind == "cartons":
            return self._cartons(who, inspection)
        if stage.kind == "units":
            return self._units(who, inspection)
        return self._page(who, inspection, stage)

    def _page(self, who: Person, inspection: Inspection, stage: Stage) -> Inspection:
        wanted = {answer.item: answer for answer in self.plot.answers}
        for item, subject in page_questions(stage, inspection.state):
            answer = wanted.get(item.id)
            if answer is not None:
                inspection = self._answer(who, inspection, answer, subject)
            elif item.kind == "choice":
                good = next(choice for choice in item.choices if not choice.fails)
                inspection = inspections.record_answer(
                    self.station, who, inspection, item.id, value=good.value, subject=subject
                )
            elif item.kind == "scan":
                inspection = inspections.record_answer(
                    self.station, who, inspection, item.id, value=self._unit_code(), subject=subject
                )
        if self._open_questions(stage, inspection):
            inspection = inspections.pass_page(self.station, who, inspection, stage.id)
        taken = {photos.item: photos.photos for photos in self.plot.item_photos}
        for item, subject in page_questions(stage, inspection.state):
            for evidence in taken.get(item.id, ()):
                inspection = self._photo(who, inspection, evidence, item.id, subject)
        return inspection

    def _open_questions(self, stage: Stage, inspection: Inspection) -> bool:
        answered = inspection.state.answers
        return any(
            (item.id, subject) not in answered
            for item, subject in page_questions(stage, inspection.state)
            if item.kind not in ("number", "count", "date", "scan")
        )

    def _answer(
        self, who: Person, inspection: Inspection, answer: DemoAnswer, subject: str
    ) -> Inspection:
        station = self.station
        if answer.value == "fail":
            inspection = inspections.record_finding(
                station, who, inspection, answer.defect, item_id=answer.item, subject=subject
            )
        elif answer.value == "na":
            inspection = inspections.record_answer(
                station, who, inspection, answer.item, "na", subject=subject,
                reason="not_applicable",
            )  # fmt: skip
        else:
            inspection = inspections.record_answer(
                station, who, inspection, answer.item, value=answer.value, subject=subject
            )
        for evidence in answer.photos:
            inspection = self._photo(who, inspection, evidence, answer.item, subject)
        return inspection

    def _photo(
        self,
        who: Person,
        inspection: Inspection,
        evidence: DemoEvidence,
        item_id: str = "",
        subject: str = "",
        finding_id: str = "",
        carton: int | None = None,
    ) -> Inspection:
        return photos.attach(
            self.station, who, inspection, demo_path(evidence.file).read_bytes(),
            shot=evidence.shot, item_id=item_id, subject=subject, finding_id=finding_id,
            carton=carton,
        )  # fmt: skip

    def _cartons(self, who: Person, inspection: Inspection) -> Inspection:
        inspection = inspections.see_cartons(self.station, who, inspection)
        spoilt = set()
        for finding in self.plot.findings:
            if finding.carton is not None:
                spoilt.add(finding.carton)
                inspection = self._finding(who, inspection, finding, finding.carton)
        for carton in inspection.state.drawn:
            if carton not in spoilt:
                inspection = inspections.pass_carton(self.station, who, inspection, carton)
        return inspection

    def _units(self, who: Person, inspection: Inspection) -> Inspection:
        drawn = list(inspection.state.drawn)
        for finding in self.plot.findings:
            if finding.drawn is not None:
                if finding.drawn > len(drawn):
                    raise IntakeError("no_such_carton", carton=finding.drawn, cartons=len(drawn))
                carton = drawn[finding.drawn - 1]
                inspection = self._finding(who, inspection, finding, carton)
        for carton in drawn:
            inspection = inspections.record_tally(self.station, who, inspection, carton, seconds=45)
        return inspection

    def _finding(
        self, who: Person, inspection: Inspection, finding: DemoFinding, carton: int
    ) -> Inspection:
        inspection = inspections.record_finding(
            self.station, who, inspection, finding.defect, count=finding.count, carton=carton
        )
        recorded = inspection.state.findings[-1]
        for evidence in finding.photos:
            inspection = self._photo(
                who, inspection, evidence, finding_id=recorded.id, carton=carton
            )
        self.tell(
            "finding",
            {"defect": finding.defect, "class": recorded.cls, "carton": carton,
             "photos": len(finding.photos)},
        )  # fmt: skip
        return inspection

    def _close(self, who: Person, inspection: Inspection) -> Inspection:
        verdict = closing.verdict_of(self.station, inspection)
        code = parse_station_code(demo_sign_ins()[who.id][0])
        assert code is not None
        inspection = closing.close(self.station, who, inspection, badge=code.value)
        closed = inspection.state.closed
        assert closed is not None
        self.tell(
            "sealed",
            {
                "lot": inspection.state.lot.lot_number, "verdict": verdict.overall,
                "incomplete": verdict.incomplete, "tag": verdict.tag,
                "reasons": [reason.code for reason in verdict.reasons],
                "acts": inspection.revision, "photos": len(inspection.state.photos),
                "seq": closed.sealed_seq, "link": closed.link,
            },
        )  # fmt: skip
        return inspection

    def _decide(self, inspection: Inspection) -> Decision | None:
        if not self.plot.disposition:
            return None
        who = self._sign_in(self.plot.supervisor_id)
        disposition, reason = RETURNS[self.plot.disposition]
        decision = dispositions.decide(self.station, who, inspection.id, disposition, reason=reason)
        self.tell("decided", {"disposition": disposition, "reason": reason, "seq": decision.seq})
        return decision
