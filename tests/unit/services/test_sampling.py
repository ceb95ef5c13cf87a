"""Doors on the sample: units replaced, the early stop, units taken away, plans by channel."""

from __future__ import annotations

from dataclasses import replace

import pytest

from inspector_app.bootstrap.station import OpenStation
from inspector_app.domain.errors import InspectorError
from inspector_app.domain.inspection.balance import balance_of
from inspector_app.domain.inspection.counting import check_subjects
from inspector_app.domain.inspection.state import Inspection
from inspector_app.services import closing, inspections, intake, sampling
from inspector_app.services.station import Station
from tests.fakes.goods import BATCH, INSPECTOR, PRODUCT
from tests.fakes.station import ORDER, REQUEST
from tests.fakes.whole_walk import walk_goods, walk_pages


def refused(code: str) -> pytest.RaisesExc[InspectorError]:
    return pytest.raises(InspectorError, match=f"^{code}")


def stored(station: Station, inspection: Inspection) -> Inspection:
    assert inspections.load(station, inspection.id) == inspection
    return inspection


def first_carton(inspection: Inspection) -> int:
    return next(iter(inspection.state.drawn))


def spoilt(station: Station, inspection: Inspection, count: int) -> Inspection:
    """So many units with a loose cap (major), in the order drawn."""
    for carton, units in inspection.state.drawn.items():
        here = min(count, units)
        if here:
            inspection = inspections.record_finding(
                station, INSPECTOR, inspection, "P42", count=here, carton=carton
            )
        count -= here
    return inspection


def test_a_unit_is_replaced_by_the_next_of_the_draw_with_a_reason(
    station: Station, planned: Inspection
) -> None:
    carton = first_carton(planned)
    assert planned.state.draw is not None
    place = planned.state.draw.carton(carton).unit_places[0]
    with refused("reason_needed"):
        sampling.replace_unit(station, INSPECTOR, planned, carton, place, "")
    after = sampling.replace_unit(station, INSPECTOR, planned, carton, place, "unit_missing")
    act = stored(station, after).state.units_replaced[0]
    assert (act.carton, act.place, act.reason) == (carton, place, "unit_missing")
    assert after.state.draw is not None
    assert act.by in after.state.draw.carton(carton).unit_places
    with refused("unit_not_drawn"):
        sampling.replace_unit(station, INSPECTOR, after, carton, place, "unit_missing")
    back = inspections.undo(station, INSPECTOR, after)
    assert back.state.draw == planned.state.draw


def test_units_already_looked_at_are_not_replaced(station: Station, planned: Inspection) -> None:
    carton = first_carton(planned)
    assert planned.state.draw is not None
    place = planned.state.draw.carton(carton).unit_places[0]
    done = inspections.record_tally(station, INSPECTOR, planned, carton)
    with refused("already_done"):
        sampling.replace_unit(station, INSPECTOR, done, carton, place, "unit_missing")
    with refused("carton_not_drawn"):
        other = next(n for n in range(1, 126) if n not in planned.state.drawn)
        sampling.replace_unit(station, INSPECTOR, planned, other, 1, "unit_missing")


def test_at_the_rejection_number_the_rest_may_be_left(
    station: Station, planned: Inspection
) -> None:
    with refused("rejection_not_reached"):
        sampling.stop_at_rejection(station, INSPECTOR, planned)
    bad = spoilt(station, planned, 8)
    stopped = stored(station, sampling.stop_at_rejection(station, INSPECTOR, bad))
    act = stopped.state.stopped
    assert act is not None
    assert (act.cls, act.counted, act.re) == ("major", 8, 8)
    assert sum(each.units for each in act.left) == 117
    with refused("sampling_stopped"):
        inspections.record_tally(station, INSPECTOR, stopped, first_carton(stopped))
    with refused("sampling_stopped"):
        sampling.stop_at_rejection(station, INSPECTOR, stopped)
    assert closing.verdict_of(station, stopped).overall == "reject"
    again = inspections.undo(station, INSPECTOR, stopped)
    assert again.state.stopped is None
    assert inspections.record_tally(station, INSPECTOR, again, list(again.state.drawn)[-1])


def test_a_lot_stopped_early_closes_as_rejected_and_not_as_incomplete(
    station: Station, planned: Inspection
) -> None:
    walked = walk_pages(station, planned)
    walked = inspections.see_cartons(station, INSPECTOR, walked)
    walked = sampling.stop_at_rejection(station, INSPECTOR, spoilt(station, walked, 8))
    closed = closing.close(station, INSPECTOR, walked, pin="1234")
    assert closed.state.closed is not None
    assert (closed.state.closed.overall, closed.state.closed.incomplete) == ("reject", False)


def test_units_retained_and_opened_are_recorded_and_bounded(
    station: Station, planned: Inspection
) -> None:
    kept = sampling.take_units(station, INSPECTOR, planned, "retained", 3)
    kept = stored(station, sampling.take_units(station, INSPECTOR, kept, "opened", 2))
    standard = inspections.standard_of(station, kept)
    found = balance_of(standard, kept.state, "accept")
    assert (found.retained, found.opened, found.saleable) == (3, 2, 2995)
    with refused("units_taken_negative"):
        sampling.take_units(station, INSPECTOR, kept, "opened", -1)
    with refused("units_taken_too_many"):
        sampling.take_units(station, INSPECTOR, kept, "opened", 2998)
    assert sampling.take_units(station, INSPECTOR, kept, "opened", 2997)


@pytest.fixture
def childrens(opened: OpenStation) -> Station:
    """The first line brings goods for children, as prizes."""
    with opened.station.records.writing() as work:
        work.master.put_products([replace(PRODUCT, children=True)])
        work.master.put_orders([replace(ORDER, channel="prize")])
    return opened.station


def test_prizes_for_children_are_planned_stricter_and_opened_by_special_level(
    childrens: Station,
) -> None:
    inspection = intake.open_lot(childrens, INSPECTOR, REQUEST)
    inspection = inspections.record_batch(childrens, INSPECTOR, inspection, replace(BATCH, id=""))
    inspection = inspections.draw_plan(childrens, INSPECTOR, inspection)
    plan = inspection.state.plan
    assert plan is not None
    assert (plan.channel, plan.level, plan.of("major").n, plan.of("major").ac) == (
        "prize", "III", 200, 3,
    )  # fmt: skip
    assert [(each.stage_id, each.n, each.opens) for each in plan.checks] == [
        ("opened_units", 8, True)
    ]
    inspection = walk_pages(childrens, inspection)
    inspection = walk_goods(childrens, inspection)
    units = check_subjects(inspection.state, "opened_units")
    asked = [s for i, s in inspection.state.answers if i == "inner_seal"]
    assert sorted(asked) == sorted(units)
    verdict = closing.verdict_of(childrens, inspection)
    assert (verdict.overall, verdict.gaps) == ("accept", ())
    assert verdict.checks[0].examined == 8
    found = balance_of(inspections.standard_of(childrens, inspection), inspection.state, "accept")
    assert (found.opened, found.saleable) == (8, 2992)


def test_one_bad_opened_unit_rejects_by_its_check_alone(childrens: Station) -> None:
    inspection = intake.open_lot(childrens, INSPECTOR, REQUEST)
    inspection = inspections.draw_plan(childrens, INSPECTOR, inspection)
    unit = check_subjects(inspection.state, "opened_units")[2]
    inspection = inspections.record_finding(
        childrens, INSPECTOR, inspection, "P42", item_id="inner_seal", subject=unit
    )
    verdict = closing.verdict_of(childrens, inspection)
    assert verdict.overall == "reject"
    assert [each.code for each in verdict.reasons if each.code.endswith("_rejected")] == [
        "check_rejected"
    ]
    assert all(each.counted == 0 for each in verdict.classes)
    stopped = sampling.stop_at_rejection(childrens, INSPECTOR, inspection)
    assert stopped.state.stopped is not None
    assert stopped.state.stopped.cls == "check:opened_units"
    with refused("unknown_subject"):
        inspections.record_answer(
            childrens, INSPECTOR, inspection, "inner_seal", "pass", subject="unit:2"
        )
