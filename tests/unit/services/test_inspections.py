"""Every act is one durable commit, refused acts leave nothing behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from inspector_app.bootstrap.station import OpenStation
from inspector_app.domain.errors import AccessError, DateError, InspectorError, WalkError
from inspector_app.domain.inspection.acts import Batch
from inspector_app.domain.inspection.state import Inspection
from inspector_app.services import inspections, intake
from inspector_app.services.station import Station
from tests.fakes.goods import BATCH, COLLEAGUE, INSPECTOR, SUPERVISOR
from tests.fakes.station import REQUEST
from tests.fakes.whole_walk import walk_pages


def stored(station: Station, inspection: Inspection) -> Inspection:
    found = inspections.load(station, inspection.id)
    assert found == inspection, "what the door returned is what is on the disk"
    return found


def refused(code: str) -> pytest.RaisesExc[InspectorError]:
    return pytest.raises(InspectorError, match=f"^{code}")


def test_the_plan_of_three_thousand_units_is_drawn_once(
    station: Station, planned: Inspection
) -> None:
    state = stored(station, planned).state
    assert state.plan is not None
    assert (state.plan.sample_size, len(state.drawn)) == (125, 12)
    assert sorted(state.drawn.values()) == [10] * 7 + [11] * 5
    with refused("plan_already_drawn"):
        inspections.draw_plan(station, INSPECTOR, planned)


def test_every_batch_gets_a_carton_opened(station: Station, fresh: Inspection) -> None:
    small = Batch(id="", number="RARE", produced=date(2026, 6, 2), life="36M", cartons=(77,))
    inspection = inspections.record_batch(station, INSPECTOR, fresh, replace(BATCH, id=""))
    inspection = inspections.record_batch(station, INSPECTOR, inspection, small)
    inspection = inspections.draw_plan(station, INSPECTOR, inspection)
    assert 77 in inspection.state.drawn


@pytest.mark.parametrize(
    ("batch", "code"),
    [
        (Batch(id="", produced=date(2027, 1, 1)), "produced_in_future"),
        (Batch(id="", produced=date(2026, 5, 1), expires=date(2026, 4, 1)), "expires_before"),
        (Batch(id="", produced=date(1026, 6, 1)), "date_out_of_range"),
        (Batch(id="", life="soon"), "life_unreadable"),
        (Batch(id="", quantity=0), "quantity_not_positive"),
        (Batch(id="", quantity=3001), "batch_exceeds_lot"),
        (Batch(id="", cartons=(126,)), "no_such_carton"),
        (Batch(id="", number="H2601"), "batch_twice"),
    ],
)
def test_batches_that_cannot_be_are_refused(
    station: Station, planned: Inspection, batch: Batch, code: str
) -> None:
    with refused(code):
        inspections.record_batch(station, INSPECTOR, planned, batch)
    stored(station, planned)


def test_a_carton_is_two_acts_and_counts_for_the_person(
    station: Station, planned: Inspection
) -> None:
    carton, units = next(iter(planned.state.drawn.items()))
    one = inspections.pass_carton(station, INSPECTOR, planned, carton, scanned="(00)1")
    two = inspections.record_tally(station, COLLEAGUE, one, carton, seconds=42)
    tally = stored(station, two).state.tallies[carton]
    assert (tally.count, tally.person_id, tally.seconds) == (units, "U-2", 42)
    assert two.revision == planned.revision + 2
    with refused("already_done"):
        inspections.pass_carton(station, INSPECTOR, two, carton)


def test_cartons_that_were_not_drawn_are_not_tallied(station: Station, planned: Inspection) -> None:
    other = next(c for c in range(1, 126) if c not in planned.state.drawn)
    with refused("carton_not_drawn"):
        inspections.record_tally(station, INSPECTOR, planned, other)
    with refused("carton_not_drawn"):
        inspections.replace_carton(station, INSPECTOR, planned, other, "unreachable")


def test_findings_and_tallies_never_exceed_the_drawn_units(
    station: Station, planned: Inspection
) -> None:
    carton, units = next(iter(planned.state.drawn.items()))
    inspection = inspections.record_finding(
        station, INSPECTOR, planned, "P27", count=2, carton=carton
    )
    assert inspection.state.findings[0].positions == (1, 2)
    inspection = inspections.record_tally(station, INSPECTOR, inspection, carton)
    assert inspection.state.tallies[carton].count == units - 2
    with refused("more_units_than_drawn"):
        inspections.record_finding(station, INSPECTOR, inspection, "P27", carton=carton)
    with refused("more_units_than_drawn"):
        inspections.record_tally(station, INSPECTOR, inspection, carton, count=units)
    stored(station, inspection)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"defect": "Z99"}, "defect_not_in_standard"),
        ({"defect": "P01"}, "carton_needed"),
        ({"defect": "P27"}, "carton_needed"),
        ({"defect": "P27", "carton": 3, "positions": (400,)}, "position_not_drawn"),
        ({"defect": "P01", "carton": 126}, "no_such_carton"),
        ({"defect": "P01", "carton": 0}, "no_such_carton"),
        ({"defect": "P01", "carton": 3, "count": 0}, "count_out_of_range"),
        ({"defect": "P01", "carton": 3, "count": 10**7}, "count_out_of_range"),
    ],
)
def test_impossible_findings_are_refused(
    station: Station, planned: Inspection, arguments: dict[str, object], code: str
) -> None:
    with refused(code):
        inspections.record_finding(station, INSPECTOR, planned, **arguments)  # type: ignore[arg-type]
    stored(station, planned)


def test_a_finding_for_an_item_fails_the_item_in_the_same_commit(
    station: Station, planned: Inspection
) -> None:
    inspection = inspections.record_finding(
        station, INSPECTOR, planned, "P33", item_id="net_content_matches"
    )
    answer = stored(station, inspection).state.answers[("net_content_matches", "")]
    assert answer.outcome == "fail"


def test_answers_are_judged_by_kind_and_limits(station: Station, planned: Inspection) -> None:
    inspection = inspections.record_answer(
        station, INSPECTOR, planned, "product_kind", value="ordinary"
    )
    assert inspection.state.answers[("product_kind", "")].outcome == "pass"
    with refused("value_not_offered"):
        inspections.record_answer(station, INSPECTOR, planned, "product_kind", value="soup")
    with refused("item_not_in_standard"):
        inspections.record_answer(station, INSPECTOR, planned, "nothing", "pass")
    with refused("reason_needed"):
        inspections.record_answer(station, INSPECTOR, planned, "carton_mark_matches", "na")


def test_the_rest_of_a_page_passes_in_one_act(station: Station, planned: Inspection) -> None:
    inspection = inspections.pass_page(station, INSPECTOR, planned, "identity")
    assert inspection.revision == planned.revision + 1
    with refused("nothing_left"):
        inspections.pass_page(station, INSPECTOR, inspection, "identity")


def test_undo_takes_back_ones_own_newest_act_only(station: Station, planned: Inspection) -> None:
    inspection = inspections.see_cartons(station, INSPECTOR, planned)
    with refused("nothing_to_undo"):
        inspections.undo(station, COLLEAGUE, inspection)
    inspection = inspections.undo(station, INSPECTOR, inspection)
    assert stored(station, inspection).state.cartons_seen is None
    with refused("nothing_to_undo"):
        inspections.undo(station, INSPECTOR, inspection)


def test_a_parked_walk_takes_no_acts_until_it_is_resumed(
    station: Station, planned: Inspection
) -> None:
    parked = inspections.park(station, INSPECTOR, planned, "documents")
    with refused("inspection_parked"):
        inspections.see_cartons(station, INSPECTOR, parked)
    with station.records.reading() as work:
        summary = work.inspections.summary(planned.id)
    assert summary is not None
    assert (summary.state, summary.park_reason) == ("parked", "documents")
    resumed = inspections.resume(station, COLLEAGUE, parked)
    assert resumed.state.people == ("U-1", "U-2")
    with refused("not_parked"):
        inspections.resume(station, INSPECTOR, resumed)


def test_two_writers_on_one_inspection_never_overwrite_each_other(
    station: Station, planned: Inspection
) -> None:
    first = inspections.see_cartons(station, INSPECTOR, planned)
    with refused("changed_elsewhere"):
        inspections.pass_page(station, COLLEAGUE, planned, "identity")
    stored(station, first)


def test_a_colleague_joins_by_badge_and_joining_twice_changes_nothing(
    station: Station, planned: Inspection
) -> None:
    joined = inspections.join(station, COLLEAGUE, planned)
    assert joined.state.people == ("U-1", "U-2")
    assert inspections.join(station, COLLEAGUE, joined) is joined


def test_a_finding_for_an_item_is_undone_with_its_answer(
    station: Station, planned: Inspection
) -> None:
    inspection = inspections.record_finding(
        station, INSPECTOR, planned, "P33", item_id="net_content_matches"
    )
    undone = inspections.undo(station, INSPECTOR, inspection)
    assert stored(station, undone).state == planned.state


def test_a_colleagues_tally_is_not_overwritten(station: Station, planned: Inspection) -> None:
    carton = next(iter(planned.state.drawn))
    done = inspections.record_tally(station, INSPECTOR, planned, carton)
    with refused("already_done"):
        inspections.record_tally(station, COLLEAGUE, done, carton, count=0)
    stored(station, done)


def test_a_carton_with_anything_on_record_cannot_be_swapped_away(
    station: Station, planned: Inspection
) -> None:
    carton = next(iter(planned.state.drawn))
    bad = inspections.record_finding(station, INSPECTOR, planned, "P01", carton=carton)
    with refused("carton_begun"):
        inspections.replace_carton(station, INSPECTOR, bad, carton, "unreachable")
    other = list(planned.state.drawn)[1]
    swapped = inspections.replace_carton(station, INSPECTOR, bad, other, "far")
    reserve = swapped.state.replaced[0].by
    tallied = inspections.record_tally(station, COLLEAGUE, swapped, reserve)
    with refused("carton_begun"):
        inspections.undo(station, INSPECTOR, tallied)


def test_a_held_lot_opens_no_more_cartons_until_a_supervisor_releases_it(
    station: Station, planned: Inspection
) -> None:
    carton = next(iter(planned.state.drawn))
    held = inspections.hold(station, INSPECTOR, planned, reason="wrong_goods")
    for act in (
        lambda: inspections.pass_carton(station, INSPECTOR, held, carton),
        lambda: inspections.record_tally(station, INSPECTOR, held, carton),
        lambda: inspections.replace_carton(station, INSPECTOR, held, carton, "far"),
        lambda: inspections.see_cartons(station, INSPECTOR, held),
    ):
        with refused("lot_held"):
            act()
    with refused("not_allowed"):
        inspections.release(station, INSPECTOR, held, "mistake")
    helper = replace(SUPERVISOR, id="U-8")
    held = inspections.join(station, helper, held)
    with refused("own_hold"):
        inspections.release(station, helper, held, "mistake")
    released = inspections.release(station, SUPERVISOR, held, "mistake")
    assert released.state.held is None
    assert SUPERVISOR.id not in released.state.people
    inspections.pass_carton(station, INSPECTOR, released, carton)
    with refused("not_held"):
        inspections.release(station, SUPERVISOR, released, "mistake")


def test_a_scan_passes_only_with_a_code_of_these_goods(
    station: Station, planned: Inspection
) -> None:
    rest = inspections.pass_page(station, INSPECTOR, planned, "identity")
    assert ("unit_code_matches", "") not in rest.state.answers
    with refused("scan_is_other_goods"):
        inspections.record_answer(
            station, INSPECTOR, rest, "unit_code_matches", "pass", value="06901234567908"
        )
    good = inspections.record_answer(
        station, INSPECTOR, rest, "unit_code_matches", value="6901234567892"
    )
    assert good.state.answers[("unit_code_matches", "")].outcome == "pass"


def test_a_key_cannot_overrule_a_measured_value(station: Station, planned: Inspection) -> None:
    inspection = inspections.record_answer(
        station, INSPECTOR, planned, "gross_weight_deviation", "pass", value="99"
    )
    assert inspection.state.answers[("gross_weight_deviation", "")].outcome == "fail"
    with refused("value_unreadable"):
        inspections.record_answer(
            station, INSPECTOR, planned, "gross_weight_deviation", "pass", value=""
        )


def test_answers_about_unknown_batches_are_refused(station: Station, planned: Inspection) -> None:
    with refused("unknown_subject"):
        inspections.record_answer(
            station, INSPECTOR, planned, "date_intact", "pass", subject="batch:nope"
        )


def test_a_walk_without_end_is_stopped_before_it_cannot_be_sent(
    station: Station, planned: Inspection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inspections, "MAX_ACTS", planned.revision)
    with refused("walk_too_long"):
        inspections.see_cartons(station, INSPECTOR, planned)


def test_stop_and_hold_shows_on_the_list(station: Station, planned: Inspection) -> None:
    held = inspections.hold(station, INSPECTOR, planned, reason="wrong_goods", stage_id="identity")
    with refused("already_held"):
        inspections.hold(station, INSPECTOR, held, reason="again")
    with station.records.reading() as work:
        assert [row.state for row in work.inspections.working()] == ["held"]


def test_only_a_supervisor_waives_and_only_what_is_missing(
    station: Station, planned: Inspection
) -> None:
    with pytest.raises(AccessError):
        inspections.waive(station, INSPECTOR, planned, "cartons_seen", "agreed")
    waived = inspections.waive(station, SUPERVISOR, planned, "cartons_seen", "agreed")
    assert waived.state.waivers == {"cartons_seen": "agreed"}
    with refused("no_such_gap"):
        inspections.waive(station, SUPERVISOR, waived, "cartons_seen", "agreed")
    with refused("reason_needed"):
        inspections.waive(station, SUPERVISOR, waived, "photo", "")
    carton = next(iter(planned.state.drawn))
    with refused("gap_not_waivable"):
        inspections.waive(station, SUPERVISOR, waived, f"units:{carton}", "agreed")
    joined = inspections.join(station, SUPERVISOR, waived)
    with refused("own_walk"):
        inspections.waive(station, SUPERVISOR, joined, f"carton:{carton}", "agreed")


def test_an_unreachable_carton_gives_way_to_a_reserve(
    station: Station, planned: Inspection
) -> None:
    carton = next(iter(planned.state.drawn))
    with refused("reason_needed"):
        inspections.replace_carton(station, INSPECTOR, planned, carton, "")
    replaced = inspections.replace_carton(station, INSPECTOR, planned, carton, "unreachable")
    assert carton not in replaced.state.drawn
    begun = next(iter(replaced.state.drawn))
    touched = inspections.pass_carton(station, INSPECTOR, replaced, begun)
    with refused("carton_begun"):
        inspections.replace_carton(station, INSPECTOR, touched, begun, "unreachable")


def test_reopening_the_station_finds_the_same_place(
    opened: OpenStation, planned: Inspection
) -> None:
    walked = walk_pages(opened.station, planned)
    opened.close()
    from tests.fakes.station import make_station

    with make_station(opened.folder.root) as again:
        assert inspections.load(again.station, walked.id) == walked


def test_an_unknown_inspection_is_a_clear_refusal(station: Station) -> None:
    with pytest.raises(WalkError, match="inspection_unknown"):
        inspections.load(station, "nope")


def test_impossible_dates_keep_their_own_family(station: Station, fresh: Inspection) -> None:
    with pytest.raises(DateError):
        inspections.record_batch(station, INSPECTOR, fresh, Batch(id="", produced=date(2030, 1, 1)))


def test_small_lots_are_inspected_whole(station: Station) -> None:
    request = replace(REQUEST, size=2, cartons=1, units_per_carton=24)
    inspection = intake.open_lot(station, INSPECTOR, request)
    inspection = inspections.draw_plan(station, INSPECTOR, inspection)
    assert inspection.state.plan is not None
    assert inspection.state.plan.sample_size == 2
