"""Corrections of corrections, of void records and of re-inspections, and what switching hears."""

from __future__ import annotations

from dataclasses import replace

import pytest

from inspector_app.domain.errors import WalkError
from inspector_app.domain.inspection.acts import Answered, Undone
from inspector_app.domain.inspection.state import Inspection
from inspector_app.domain.sampling.severity_history import HistoryLot
from inspector_app.services import (
    amendments,
    checking,
    closing,
    history,
    inspections,
    intake,
    photos,
    severity,
)
from inspector_app.services.station import Station
from tests.fakes.goods import BATCH, COLLEAGUE, INSPECTOR, SUPERVISOR
from tests.fakes.station import PIN, REQUEST, picture
from tests.fakes.whole_walk import walk_goods, walk_pages


@pytest.fixture
def leaking(station: Station, planned: Inspection) -> Inspection:
    """One unit too many was called loose: 8 of Ac 7."""
    walked = walk_pages(station, planned)
    for carton in list(walked.state.drawn)[:8]:
        walked = inspections.record_finding(station, INSPECTOR, walked, "P42", carton=carton)
    walked = walk_goods(station, walked)
    finding = walked.state.findings[0]
    for shade, shot in enumerate(inspections.standard_of(station, walked).defect("P42").shots):
        walked = photos.attach(
            station, INSPECTOR, walked, picture((200, shade, 7)), shot=shot, finding_id=finding.id
        )
    return closing.close(station, INSPECTOR, walked, pin=PIN)


def undoing(inspection: Inspection, last: int) -> Undone:
    numbers = [e.n for e in inspection.entries if e.act.kind == "finding_recorded"]
    return Undone(act=numbers[last])


def amend(station: Station, inspection: Inspection, *acts: object) -> Inspection:
    return amendments.amend(
        station, SUPERVISOR, inspection, acts, reason="not_a_defect", pin=PIN  # type: ignore[arg-type]  # any
    )  # fmt: skip


def overall(inspection: Inspection) -> tuple[str, bool]:
    assert inspection.state.closed is not None
    return inspection.state.closed.overall, inspection.state.closed.incomplete


def told(station: Station, inspection: Inspection) -> HistoryLot | None:
    severity.read_all(station)
    return severity.lot_of(station, inspection.id)


def test_a_withdrawn_unit_makes_the_lot_accepted_and_switching_hears_it(
    station: Station, leaking: Inspection
) -> None:
    assert overall(leaking) == ("reject", False)
    before = told(station, leaking)
    assert before is not None
    assert [o.accepted for o in before.outcomes if o.cls == "major"] == [False]
    corrected = amend(station, leaking, undoing(leaking, -1))
    assert overall(corrected) == ("accept", False), "the unit was looked at and is good"
    after = told(station, leaking)
    assert after is not None
    assert [o.accepted for o in after.outcomes if o.cls == "major"] == [True]
    assert after.seq == before.seq, "it keeps its place in the row of lots"
    assert all(line.ok for line in checking.check(station))


def test_of_two_corrections_of_one_base_the_second_reads_again(
    station: Station, leaking: Inspection
) -> None:
    first = amend(station, leaking, undoing(leaking, -1))
    with pytest.raises(WalkError, match="changed_elsewhere"):
        amend(station, leaking, undoing(leaking, -2))
    second = amend(station, first, undoing(first, -2))
    found = amendments.revisions(history.dossier(station, leaking.id))
    assert [each.number for each in found] == [1, 2, 3]
    assert [each.overall for each in found] == ["reject", "accept", "accept"]
    assert [len(each.corrections) for each in found] == [0, 1, 1]
    assert second.state.amended[-1].base_seq == found[1].seq


def test_a_void_record_is_neither_corrected_nor_voided_again(
    station: Station, leaking: Inspection
) -> None:
    gone = amendments.void(station, SUPERVISOR, leaking, reason="twice", pin=PIN)
    assert told(station, leaking) is None
    for stale, code in ((gone, "inspection_voided"), (leaking, "changed_elsewhere")):
        with pytest.raises(WalkError, match=code):
            amend(station, stale, undoing(stale, -1))
        with pytest.raises(WalkError, match=code):
            amendments.void(station, SUPERVISOR, stale, reason="twice", pin=PIN)
    assert told(station, leaking) is None
    assert all(line.ok for line in checking.check(station))


def test_a_corrected_reinspection_stays_one_and_never_counts(
    station: Station, leaking: Inspection
) -> None:
    request = replace(REQUEST, reinspection_of=leaking.id)
    again = intake.open_lot(station, COLLEAGUE, request)
    again = inspections.record_batch(station, COLLEAGUE, again, replace(BATCH, id=""))
    again = inspections.draw_plan(station, COLLEAGUE, again)
    again = walk_goods(station, walk_pages(station, again, COLLEAGUE), COLLEAGUE)
    sealed = closing.close(station, COLLEAGUE, again, pin=PIN)
    key = next(key for key, each in sealed.state.answers.items() if each.outcome == "pass")
    corrected = amend(
        station, sealed, Answered(item_id=key[0], subject=key[1], outcome="na", reason="other_kind")
    )
    assert corrected.state.lot.reinspection_of == leaking.id
    assert told(station, sealed) is None
    assert [e.inspection_id for e in corrected.state.earlier] == [leaking.id]
    first = history.dossier(station, leaking.id).summary
    assert (first.overall, first.revision) == ("reject", 1)
