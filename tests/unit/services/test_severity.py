"""Severity of a supplier's product from the station's own journal, and a supervisor's rulings."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from inspector_app.bootstrap.station import OpenStation
from inspector_app.domain.errors import AccessError, PlanError
from inspector_app.domain.inspection.acts import PlanDrawn
from inspector_app.domain.inspection.state import Inspection
from inspector_app.domain.sampling.severity_history import HistoryLot, SeverityBasis, Standing
from inspector_app.domain.sampling.switching import SwitchState
from inspector_app.services import amendments, closing, inspections, severity, severity_events
from inspector_app.services.ports import FeedChange, FeedCursor
from inspector_app.services.severity_rulings import rule
from inspector_app.services.station import Station
from inspector_app.wire.feeds import encode_item
from inspector_app.wire.inspection import decode_record, replay
from inspector_app.wire.severity import SamplingState, decode_severity, state_id
from tests.fakes.goods import INSPECTOR, SUPERVISOR
from tests.fakes.severity_lots import opened_lot, sealed_lot, walked_units
from tests.fakes.station import PIN

GOODS = ("S-1", "P-1")
REJECTED = 40


def basis(inspection: Inspection, cls: str = "major") -> SeverityBasis:
    [act] = [e.act for e in inspection.entries if isinstance(e.act, PlanDrawn)]
    return next(each for each in act.basis if each.cls == cls)


def standing(station: Station, cls: str = "major") -> Standing:
    with station.records.writing() as work:
        severity.catch_up(station, work)
        return severity.history(station, work, *GOODS).standing(cls)


def planned(station: Station) -> Inspection:
    return inspections.draw_plan(station, INSPECTOR, opened_lot(station))


def discontinue(station: Station) -> list[Inspection]:
    return [sealed_lot(station, bad=REJECTED) for _ in range(7)]


def test_the_first_lot_is_normal_and_says_so(station: Station) -> None:
    found = basis(planned(station))
    assert found == SeverityBasis(cls="major", severity="normal", cause="start", score=0)


def test_two_rejected_lots_tighten_the_next_plan_of_that_class_alone(station: Station) -> None:
    bad = [sealed_lot(station, bad=REJECTED) for _ in range(2)]
    lot = planned(station)
    plan = lot.state.plan
    assert plan is not None
    names = tuple(each.state.lot.lot_number for each in bad)
    assert basis(lot) == SeverityBasis(
        cls="major", severity="tightened", cause="two_of_five_not_accepted", made_by=names,
        last_lot=names[-1],
    )  # fmt: skip
    assert basis(lot, "minor").severity == "normal"
    assert basis(lot, "minor").score == 6
    tightened = station.sampling.single("tightened", plan.of("major").code_letter, "2.5")
    assert (plan.of("major").n, plan.of("major").ac) == (tightened.n, tightened.ac)
    assert plan.severity == "tightened"


def test_what_a_plan_rests_on_is_sealed_with_the_record(station: Station) -> None:
    for _ in range(2):
        sealed_lot(station, bad=REJECTED)
    closed = sealed_lot(station)
    with station.records.reading() as work:
        [event] = work.journal.of_record(closed.id)
    assert basis(replay(decode_record(event.payload))) == basis(closed)
    assert basis(closed).severity == "tightened"


def test_discontinued_goods_are_not_planned_until_a_supervisor_resumes(station: Station) -> None:
    lots = discontinue(station)
    waiting = opened_lot(station)
    with pytest.raises(PlanError, match="inspection_discontinued") as refused:
        inspections.draw_plan(station, INSPECTOR, waiting)
    names = [each.state.lot.lot_number for each in lots]
    assert refused.value.params["lots"] == "、".join(names[2:])
    assert inspections.load(station, waiting.id).state.plan is None
    with pytest.raises(AccessError, match="not_allowed"):
        rule(station, INSPECTOR, *GOODS, "major", "resume", "CAR-17")
    after = rule(station, SUPERVISOR, *GOODS, "major", "resume", "CAR-17 verified")
    assert (after.severity, after.cause) == ("tightened", "resumed")
    lot = inspections.draw_plan(station, INSPECTOR, waiting)
    assert basis(lot).severity == "tightened"
    assert basis(lot).cause == "resumed"


def test_reduction_is_proposed_ruled_on_and_sealed(station: Station) -> None:
    lots = [sealed_lot(station) for _ in range(10)]
    [goods] = severity.overview(station, SUPERVISOR)
    assert (goods.waiting, goods.off_normal, goods.sku) == (2, False, "CS-1001")
    assert severity.waiting_count(station) == 2
    after = rule(station, SUPERVISOR, *GOODS, "major", "reduce", "steady production")
    assert after.severity == "reduced"
    assert basis(planned(station)).severity == "reduced"
    assert basis(planned(station), "minor").severity == "normal"
    with station.records.reading() as work:
        event = work.journal.event(work.journal.head().seq)
    assert event is not None
    record = decode_severity(event.payload)
    assert event.kind == "severity_approved"
    assert (record.ruling, record.state, record.score, record.cls) == (
        "reduce", "normal", 30, "major",
    )  # fmt: skip
    assert record.lots == tuple(each.state.lot.lot_number for each in lots)
    assert (record.person.person_id, record.reason) == ("U-9", "steady production")
    restored = rule(station, SUPERVISOR, *GOODS, "major", "restore", "deliveries irregular")
    assert (restored.severity, restored.state.score) == ("normal", 0)


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("reduce", "reduction_not_due"),
        ("restore", "severity_not_reduced"),
        ("resume", "inspection_not_discontinued"),
    ],
)
def test_rulings_that_are_not_due_seal_nothing(station: Station, kind: Any, code: str) -> None:
    sealed_lot(station)
    with pytest.raises(PlanError, match=code):
        rule(station, SUPERVISOR, *GOODS, "major", kind, "why")
    with pytest.raises(PlanError, match="severity_reason_needed"):
        rule(station, SUPERVISOR, *GOODS, "major", kind, "  ")
    with pytest.raises(PlanError, match="severity_unknown_stream"):
        rule(station, SUPERVISOR, "S-1", "P-9", "major", kind, "why")
    with station.records.reading() as work:
        assert work.journal.head().seq == 1


def test_a_reinspection_does_not_count_and_is_never_reduced(station: Station) -> None:
    first = sealed_lot(station, bad=REJECTED)
    sealed_lot(station, bad=REJECTED, reinspection_of=first.id)
    assert standing(station).severity == "normal"
    assert severity.lot_of(station, first.id) is not None
    for _ in range(12):
        sealed_lot(station)
    rule(station, SUPERVISOR, *GOODS, "minor", "reduce", "steady")
    again = opened_lot(station, reinspection_of=first.id)
    assert basis(inspections.draw_plan(station, INSPECTOR, again), "minor").severity == "normal"


def test_a_reinspection_goes_on_tightened_while_new_lots_are_discontinued(
    station: Station,
) -> None:
    lots = discontinue(station)
    again = opened_lot(station, reinspection_of=lots[0].id)
    assert basis(inspections.draw_plan(station, INSPECTOR, again)).severity == "tightened"


def test_an_unfinished_sample_tells_only_what_it_already_rejected(station: Station) -> None:
    untouched = closing.close(station, INSPECTOR, planned(station), pin=PIN)
    assert standing(station) == Standing(cls="major")
    assert severity.lot_of(station, untouched.id) is None
    lot = planned(station)
    carton, units = next(iter(lot.state.drawn.items()))
    lot = inspections.record_finding(station, INSPECTOR, lot, "P18", count=units, carton=carton)
    closed = closing.close(station, INSPECTOR, lot, pin=PIN)
    told = severity.lot_of(station, closed.id)
    assert told is None, "not read before somebody asks"
    assert standing(station).state.recent == (False,)
    told = severity.lot_of(station, closed.id)
    assert told is not None
    assert [(each.cls, each.accepted) for each in told.outcomes] == [("major", False)]


def test_what_was_read_can_be_read_again_from_the_journal(station: Station) -> None:
    for _ in range(3):
        sealed_lot(station, bad=REJECTED)
    before = severity.overview(station, SUPERVISOR)
    with station.records.writing() as work:
        for step in before[0].steps:
            work.severities.remove(step.inspection_id)
        work.notes.put(severity.READ, "0")
    severity.read_all(station)
    assert severity.overview(station, SUPERVISOR) == before
    severity.read_all(station)


def test_reading_the_journal_in_parts_ends_where_it_began(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        sealed_lot(station)
    monkeypatch.setattr(severity, "PART", 2)
    with station.records.writing() as work:
        work.notes.put(severity.READ, "0")
        assert not severity.catch_up(station, work, most=2)
        assert work.notes.get(severity.READ) == "2"
    severity.read_all(station)
    with station.records.reading() as work:
        assert len(work.severities.events(*GOODS)) == 3


def test_the_centrals_state_comes_first_and_own_later_lots_are_added(
    opened: OpenStation,
) -> None:
    station = opened.station
    sealed_lot(station, bad=REJECTED)
    tightened = SamplingState(
        supplier_id="S-1", product_id="P-1", seen={station.station_id: 1}, stale=3,
        standings=(
            Standing(
                cls="major", state=SwitchState(severity="tightened"), made_by=("B1", "B2"),
                cause="two_of_five_not_accepted",
            ),
        ),
    )  # fmt: skip
    opened.database.master_sink().replace(
        "sampling_states",
        [FeedChange(id=state_id(*GOODS), body=encode_item(tightened))],
        FeedCursor(epoch="e", after=1),
    )
    assert standing(station).state.not_accepted == 0
    assert basis(planned(station)).made_by == ("B1", "B2")
    sealed_lot(station, bad=REJECTED)
    assert standing(station).state.not_accepted == 1
    [goods] = severity.overview(station, SUPERVISOR)
    assert (goods.shared, goods.stale) == (True, 3)


def test_a_payload_nobody_can_replay_counts_nowhere(station: Station) -> None:
    for kind, payload in (
        ("created", b"{}"), ("voided", b"[]"), ("severity_approved", b"{}"), ("amended", b"\xff"),
    ):  # fmt: skip
        assert severity_events.read_sealed(station.sampling, "st", kind, 1, payload) is None


def test_a_corrected_lot_keeps_its_place_and_a_voided_one_goes(station: Station) -> None:
    first = sealed_lot(station, bad=REJECTED)
    sealed_lot(station)
    with station.records.writing() as work:
        severity.catch_up(station, work)
        kept = work.severities.event(first.id)
    assert isinstance(kept, HistoryLot)
    news = severity_events.SeverityNews(
        record_id=first.id,
        event=replace(kept, seq=9, outcomes=()),
        supplier_id="S-1",
        product_id="P-1",
    )
    corrected = severity_events.after_news(news, kept)
    assert corrected == replace(kept, outcomes=())
    gone = severity_events.read_sealed(station.sampling, "st", "voided", 3, b'{"record_id": "i-1"}')
    assert gone == severity_events.SeverityNews(record_id="i-1", event=None)
    assert severity_events.after_news(gone, kept) is None


def test_a_voided_lot_no_longer_counts_and_a_corrected_one_counts_anew(station: Station) -> None:
    sealed_lot(station, bad=REJECTED)
    second = sealed_lot(station, bad=REJECTED)
    third = sealed_lot(station, bad=0)
    assert standing(station).severity == "tightened"
    amendments.void(station, SUPERVISOR, second, reason="wrong_goods", pin=PIN)
    assert standing(station).severity == "normal"
    assert severity.lot_of(station, second.id) is None
    before = severity.lot_of(station, third.id)
    batch = replace(third.state.batches[0], number="H2602")
    fixed = (amendments.correct_batch(station, batch),)
    amendments.amend(station, SUPERVISOR, third, fixed, reason="misread", pin=PIN)
    assert standing(station).state.recent == (False,), "the third was planned as tightened"
    assert severity.lot_of(station, third.id) == before, "its place is that of the first sealing"


def test_units_are_walked_to_the_end(station: Station) -> None:
    lot = walked_units(station, planned(station), bad=2)
    assert sum(lot.state.examined(carton) for carton in lot.state.drawn) == sum(
        lot.state.drawn.values()
    )
