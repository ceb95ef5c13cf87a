"""Lots of one supplier's product, sealed one after the other, good or bad."""

from __future__ import annotations

from dataclasses import replace

from inspector_app.domain.inspection.state import Inspection
from inspector_app.domain.master import Person
from inspector_app.services import closing, inspections, intake
from inspector_app.services.intake import LotRequest
from inspector_app.services.station import Station
from tests.fakes.goods import BATCH, INSPECTOR
from tests.fakes.station import PIN

MAJOR = "P18"


def opened_lot(
    station: Station,
    who: Person = INSPECTOR,
    *,
    cartons: int = 40,
    reinspection_of: str = "",
    line: str = "O-1/1",
) -> Inspection:
    """A lot in cartons of 24 with one batch, not planned yet."""
    request = LotRequest(
        order_id=line.partition("/")[0], line_id=line, size=cartons * 24, cartons=cartons,
        units_per_carton=24, reinspection_of=reinspection_of,
    )  # fmt: skip
    inspection = intake.open_lot(station, who, request)
    return inspections.record_batch(station, who, inspection, replace(BATCH, id=""))


def walked_units(
    station: Station, inspection: Inspection, *, bad: int = 0, who: Person = INSPECTOR
) -> Inspection:
    """All cartons seen and all drawn units looked at, ``bad`` of them with a major defect."""
    inspection = inspections.see_cartons(station, who, inspection)
    for carton, units in list(inspection.state.drawn.items()):
        inspection = inspections.pass_carton(station, who, inspection, carton)
        now = min(bad, units)
        if now:
            bad -= now
            inspection = inspections.record_finding(
                station, who, inspection, MAJOR, count=now, carton=carton
            )
        inspection = inspections.record_tally(station, who, inspection, carton)
    return inspection


def sealed_lot(
    station: Station,
    *,
    bad: int = 0,
    who: Person = INSPECTOR,
    cartons: int = 40,
    reinspection_of: str = "",
    line: str = "O-1/1",
) -> Inspection:
    """A lot planned, its sample looked at, and sealed (other evidence missing: on hold)."""
    inspection = opened_lot(
        station, who, cartons=cartons, reinspection_of=reinspection_of, line=line
    )
    inspection = inspections.draw_plan(station, who, inspection)
    inspection = walked_units(station, inspection, bad=bad, who=who)
    return closing.close(station, who, inspection, pin=PIN)
