"""Walks an inspection to its end through the doors."""

from __future__ import annotations

from inspector_app.domain.checklist.standard import Stage
from inspector_app.domain.inspection.progress import page_questions
from inspector_app.domain.inspection.state import Inspection
from inspector_app.domain.master import Person
from inspector_app.services import inspections, photos
from inspector_app.services.station import Station
from tests.fakes.goods import INSPECTOR
from tests.fakes.station import picture


def walk_pages(station: Station, inspection: Inspection, who: Person = INSPECTOR) -> Inspection:
    """Every page stage answered "good", with the photos it asks for."""
    for stage in inspections.standard_of(station, inspection).stages:
        if stage.kind not in ("cartons", "units"):
            inspection = _page(station, inspection, stage, who)
    return inspection


def _page(station: Station, inspection: Inspection, stage: Stage, who: Person) -> Inspection:
    for item, subject in page_questions(stage, inspection.state):
        if item.kind == "choice":
            inspection = inspections.record_answer(
                station, who, inspection, item.id, value=item.choices[0].value, subject=subject
            )
        elif item.kind == "scan":
            code = inspection.state.lot.product.codes[0].code
            inspection = inspections.record_answer(
                station, who, inspection, item.id, value=code, subject=subject
            )
    if any(
        (item.id, subject) not in inspection.state.answers
        for item, subject in page_questions(stage, inspection.state)
    ):
        inspection = inspections.pass_page(station, who, inspection, stage.id)
    for item, subject in page_questions(stage, inspection.state):
        if item.photos == "always":
            for shot in item.shots or ("",):
                shade = len(inspection.state.photos) + 1
                inspection = photos.attach(
                    station, who, inspection, picture((shade, shade, shade)), shot=shot,
                    item_id=item.id, subject=subject,
                )  # fmt: skip
    return inspection


def walk_goods(station: Station, inspection: Inspection, who: Person = INSPECTOR) -> Inspection:
    """All cartons seen, every drawn carton and unit good."""
    inspection = inspections.see_cartons(station, who, inspection)
    for carton in list(inspection.state.drawn):
        inspection = inspections.pass_carton(station, who, inspection, carton)
        inspection = inspections.record_tally(station, who, inspection, carton)
    return inspection
