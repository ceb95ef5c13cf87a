"""Lots in the states a desk knows: open, parked, stopped, signed with evidence missing."""

from __future__ import annotations

from dataclasses import replace

from inspector_app.bootstrap.station import OpenStation
from inspector_app.domain.inspection.state import Inspection
from inspector_app.domain.master import Person
from inspector_app.services import closing, inspections, intake
from inspector_app.services.intake import LotRequest
from tests.fakes.goods import BATCH, INSPECTOR
from tests.fakes.station import PIN


def open_lot(
    opened: OpenStation, who: Person = INSPECTOR, *, line: str = "O-1/1", size: int = 96
) -> Inspection:
    """A lot of ``size`` units in cartons of 24, with one batch and its plan."""
    station = opened.station
    request = LotRequest(
        order_id="O-1", line_id=line, size=size, cartons=size // 24, units_per_carton=24
    )
    inspection = intake.open_lot(station, who, request)
    batch = replace(BATCH, id="")
    inspection = inspections.record_batch(station, who, inspection, batch)
    return inspections.draw_plan(station, who, inspection)


def parked_lot(opened: OpenStation, who: Person = INSPECTOR) -> Inspection:
    """Waits for documents."""
    return inspections.park(opened.station, who, open_lot(opened, who), "documents")


def stopped_lot(opened: OpenStation, who: Person = INSPECTOR) -> Inspection:
    """Stopped because of wrong goods; nobody has signed."""
    return inspections.hold(opened.station, who, open_lot(opened, who), reason="wrong_goods")


def signed_lot(opened: OpenStation, who: Person = INSPECTOR) -> Inspection:
    """Signed although evidence is missing: on hold, incomplete, waiting for a decision."""
    return closing.close(opened.station, who, open_lot(opened, who), pin=PIN)
