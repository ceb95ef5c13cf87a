"""Papers are a gate: seen, taken from file, or waited for with a clock that is seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from inspector_app.domain.errors import AccessError, WalkError
from inspector_app.domain.inspection.state import Inspection
from inspector_app.services import closing, dispositions, inspections, intake, papers
from inspector_app.services.station import Station
from tests.fakes.clock import FakeClock
from tests.fakes.goods import BATCH, COLLEAGUE, INSPECTOR, SUPERVISOR
from tests.fakes.station import PIN, REQUEST
from tests.fakes.whole_walk import walk_goods, walk_pages

COA, FILING, NOTE = "factory_report", "cosmetics_filing", "delivery_note"


def statuses(station: Station, inspection: Inspection) -> dict[str, str]:
    return {p.need.rule.id: p.need.status for p in papers.needed(station, inspection)}


def subject(inspection: Inspection) -> str:
    return f"batch:{inspection.state.batches[0].id}"


def record_all(station: Station, inspection: Inspection) -> Inspection:
    inspection = inspections.record_answer(
        station, INSPECTOR, inspection, "product_kind", value="ordinary"
    )
    inspection = papers.record(
        station, INSPECTOR, inspection, COA, subject=subject(inspection), number="R-1",
        batch_number="H2601",
    )  # fmt: skip
    inspection = papers.record(
        station, INSPECTOR, inspection, FILING, number="粤G妆网备字2025000001",
        valid_until=date(2028, 1, 1),
    )  # fmt: skip
    return papers.record(station, INSPECTOR, inspection, NOTE, number="SH-77")


def test_a_lot_keeps_the_rules_it_was_opened_under(station: Station, fresh: Inspection) -> None:
    lot = fresh.state.lot
    assert {rule.id for rule in lot.documents} == {COA, FILING, NOTE, "disinfection_licence"}
    assert lot.documents_version == station.documents.version != ""
    assert statuses(station, fresh) == {COA: "missing", NOTE: "missing"}, "before its kind is known"


def test_recorded_papers_answer_the_questions_that_ask_for_them(
    station: Station, planned: Inspection
) -> None:
    done = record_all(station, planned)
    assert set(statuses(station, done).values()) == {"present"}
    answered = {item for item, _ in done.state.answers}
    assert {"batch_report", "filing_certificate", "delivery_note"} <= answered
    assert papers.missing(station, done) == ()
    assert done.state.people == (INSPECTOR.id,)


def test_another_batch_on_the_paper_holds_the_lot(station: Station, planned: Inspection) -> None:
    found = papers.record(
        station, INSPECTOR, planned, COA, subject=subject(planned), batch_number="H2602"
    )
    assert statuses(station, found)[COA] == "batch_differs"
    assert ("batch_report", "") not in found.state.answers, "it answers nothing"
    right = papers.record(
        station, INSPECTOR, found, COA, subject=subject(planned), batch_number="ｈ26 01"
    )
    assert statuses(station, right)[COA] == "present", "width, case and blanks do not count"
    undone = inspections.undo(station, INSPECTOR, right)
    undone = inspections.undo(station, INSPECTOR, undone)
    wrong = papers.record(
        station, INSPECTOR, undone, COA, subject=subject(planned), batch_number="H2602"
    )
    verdict = closing.verdict_of(station, walk_goods(station, walk_pages(station, wrong)))
    assert verdict.overall == "hold"
    [why] = [each for each in verdict.reasons if each.code == "document_batch_differs"]
    assert dict(why.values()) == {"document": COA, "paper": "H2602", "goods": "H2601"}


def test_a_paper_that_has_run_out_holds_the_lot(station: Station, planned: Inspection) -> None:
    walked = walk_goods(station, walk_pages(station, planned))
    assert closing.verdict_of(station, walked).overall == "accept"
    found = papers.record(
        station, INSPECTOR, walked, FILING, number="1", valid_until=date(2026, 11, 21)
    )
    verdict = closing.verdict_of(station, found)
    assert (verdict.overall, verdict.incomplete) == ("hold", False)
    assert "document_expired" in {each.code for each in verdict.reasons}
    assert [gate.stage_id for gate in verdict.gates if not gate.passed] == ["documents"]


def test_a_calendar_nobody_believes_renews_no_paper(
    station: Station, clock: FakeClock, planned: Inspection
) -> None:
    closing.close(station, INSPECTOR, planned, pin=PIN)
    clock.advance(-365 * 86_400)
    lot = intake.open_lot(station, INSPECTOR, REQUEST)
    with pytest.raises(AccessError, match="clock_doubtful"):
        papers.record(station, INSPECTOR, lot, FILING, number="1", valid_until=date(2026, 6, 1))
    assert papers.record(station, INSPECTOR, lot, NOTE, number="2").revision > lot.revision


def test_a_lot_waits_for_papers_and_goes_on_when_they_are_there(
    station: Station, planned: Inspection
) -> None:
    waiting = papers.wait(station, INSPECTOR, planned)
    assert (waiting.state.parked, waiting.state.parked_at) == (
        "documents", waiting.entries[-1].at,
    )  # fmt: skip
    [row] = dispositions.desk(station, SUPERVISOR).parked
    assert (row.park_reason, row.parked_at) == ("documents", waiting.state.parked_at)
    half = papers.record(
        station, SUPERVISOR, waiting, COA, subject=subject(waiting), batch_number="H2601"
    )
    assert half.state.parked == "documents", "one is still missing"
    whole = papers.record(station, SUPERVISOR, half, NOTE)
    assert whole.state.parked is None
    assert SUPERVISOR.id not in whole.state.people, "who hands in a paper inspects nothing"


def test_a_lot_parked_for_something_else_takes_no_paper(
    station: Station, planned: Inspection
) -> None:
    parked = inspections.park(station, INSPECTOR, planned, "break")
    with pytest.raises(WalkError, match="inspection_parked"):
        papers.record(station, INSPECTOR, parked, NOTE)


def test_nobody_waits_for_nothing(station: Station, planned: Inspection) -> None:
    with pytest.raises(WalkError, match="no_paper_missing"):
        papers.wait(station, INSPECTOR, record_all(station, planned))


def test_papers_of_product_and_batch_stay_on_file_for_the_next_lot(
    station: Station, planned: Inspection
) -> None:
    record_all(station, planned)
    second = intake.open_lot(station, COLLEAGUE, replace(REQUEST, size=24, cartons=1))
    second = inspections.record_batch(station, COLLEAGUE, second, replace(BATCH, id=""))
    second = inspections.record_answer(station, COLLEAGUE, second, "product_kind", value="ordinary")
    on_file = {p.need.rule.id: p.on_file for p in papers.needed(station, second)}
    assert on_file[NOTE] is None, "no delivery, nothing to belong to"
    assert on_file[COA] is not None
    assert on_file[COA].number == "R-1"
    second = papers.adopt(station, COLLEAGUE, second, COA, subject(second))
    second = papers.adopt(station, COLLEAGUE, second, FILING)
    assert statuses(station, second) == {COA: "present", FILING: "present", NOTE: "missing"}
    assert second.state.documents[FILING, ""].on_file
    other = inspections.record_batch(
        station, COLLEAGUE, second, replace(second.state.batches[0], id="", number="H2609")
    )
    newest = papers.needed(station, other)
    assert [(p.need.status, p.on_file) for p in newest if p.need.rule.id == COA][1] == (
        "missing", None,
    )  # fmt: skip


def test_a_paper_that_has_run_out_is_no_longer_offered(
    station: Station, planned: Inspection, clock: FakeClock
) -> None:
    asked = inspections.record_answer(station, INSPECTOR, planned, "product_kind", value="ordinary")
    papers.record(station, INSPECTOR, asked, FILING, valid_until=date(2026, 11, 22))
    second = intake.open_lot(station, COLLEAGUE, replace(REQUEST, size=24, cartons=1))
    second = inspections.record_answer(station, COLLEAGUE, second, "product_kind", value="ordinary")

    def offered() -> bool:
        found = papers.needed(station, second)
        return any(p.on_file is not None for p in found if p.need.rule.id == FILING)

    assert offered(), "good to the end of its last day"
    clock.advance(86_400)
    assert not offered()


@pytest.mark.parametrize(
    ("document", "values", "code"),
    [
        (COA, {}, "paper_batch_needed"),
        (FILING, {"number": "1"}, "paper_date_needed"),
        ("horoscope", {}, "document_not_needed"),
        (NOTE, {"number": "x" * 81}, "paper_text_too_long"),
        (NOTE, {"number": "a\nb"}, "paper_text_too_long"),
        (COA, {"batch_number": "H2601", "subject": "batch:none"}, "unknown_subject"),
        (NOTE, {"subject": "batch:none"}, "unknown_subject"),
    ],
)
def test_a_paper_without_what_it_must_say_is_refused(
    station: Station, planned: Inspection, document: str, values: dict[str, str], code: str
) -> None:
    with pytest.raises(WalkError, match=code):
        papers.record(station, INSPECTOR, planned, document, **values)  # type: ignore[arg-type]  # texts only


def test_a_missing_paper_may_be_waived_and_one_the_law_wants_may_not(
    station: Station, planned: Inspection
) -> None:
    asked = inspections.record_answer(station, INSPECTOR, planned, "product_kind", value="ordinary")
    waived = inspections.waive(
        station, SUPERVISOR, asked, "item:batch_report:", "supplier_confirmed"
    )
    assert statuses(station, waived)[COA] == "waived"
    with pytest.raises(WalkError, match="gap_not_waivable"):
        inspections.waive(station, SUPERVISOR, asked, "item:filing_certificate:", "x")


def test_a_paper_not_on_file_cannot_be_taken(station: Station, planned: Inspection) -> None:
    with pytest.raises(WalkError, match="paper_not_on_file"):
        papers.adopt(station, INSPECTOR, planned, NOTE)
    with pytest.raises(WalkError, match="document_not_needed"):
        papers.adopt(station, INSPECTOR, planned, "horoscope")


def test_a_closed_lot_takes_no_paper(station: Station, planned: Inspection) -> None:
    closed = closing.close(station, INSPECTOR, planned, pin=PIN)
    with pytest.raises(WalkError, match="inspection_closed"):
        papers.record(station, INSPECTOR, closed, NOTE)


def test_an_administrator_records_no_paper(station: Station, planned: Inspection) -> None:
    nobody: Sequence[str] = ()
    who = replace(INSPECTOR, role="administrator")
    with pytest.raises(AccessError, match="not_allowed"):
        papers.record(station, who, planned, NOTE)
    assert tuple(planned.state.documents) == nobody
