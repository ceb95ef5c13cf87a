"""Sealed records are corrected or declared void; what was sealed before stays and is shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from inspector_app.domain.errors import AccessError, InspectorError, WalkError
from inspector_app.domain.inspection.acts import Answered, Undone
from inspector_app.domain.inspection.state import Inspection
from inspector_app.services import (
    amendments,
    checking,
    closing,
    dispositions,
    history,
    inspections,
    today,
)
from inspector_app.services.station import Station
from inspector_app.wire.inspection import decode_record, replay
from tests.fakes.clock import FakeClock
from tests.fakes.goods import COLLEAGUE, INSPECTOR, SUPERVISOR
from tests.fakes.station import PIN
from tests.fakes.whole_walk import walk_goods, walk_pages


@pytest.fixture
def accepted(station: Station, planned: Inspection) -> Inspection:
    walked = walk_goods(station, walk_pages(station, planned))
    return closing.close(station, INSPECTOR, walked, pin=PIN)


@pytest.fixture
def rejected(station: Station, planned: Inspection) -> Inspection:
    walked = walk_goods(station, walk_pages(station, planned))
    found = inspections.record_finding(station, INSPECTOR, walked, "S04")
    return closing.close(station, INSPECTOR, found, pin=PIN)


def withdraw(inspection: Inspection) -> Undone:
    entry = next(e for e in inspection.entries if e.act.kind == "finding_recorded")
    return Undone(act=entry.n)


def amend(
    station: Station, inspection: Inspection, *corrections: object, **values: str
) -> Inspection:
    given: dict[str, str] = {"reason": "not_a_defect", "pin": PIN, **values}
    return amendments.amend(station, SUPERVISOR, inspection, corrections, **given)  # type: ignore[arg-type]  # any correction


def test_a_withdrawn_finding_changes_the_verdict_and_both_revisions_stay(
    station: Station, rejected: Inspection
) -> None:
    assert rejected.state.closed is not None
    assert rejected.state.closed.overall == "reject"
    seen = amendments.preview(station, SUPERVISOR, rejected, (withdraw(rejected),))
    assert seen.overall == "accept"
    assert inspections.load(station, rejected.id) == rejected, "a preview stores nothing"
    corrected = amend(station, rejected, withdraw(rejected), note="灯光反射，不是缺陷")
    assert corrected.state.revision == 2
    assert corrected.state.closed is not None
    assert corrected.state.closed.overall == "accept"
    dossier = history.dossier(station, rejected.id)
    assert [event.kind for event in dossier.events] == ["created", "amended"]
    first, second = amendments.revisions(dossier)
    assert (first.number, first.overall, first.current) == (1, "reject", False)
    assert (second.number, second.overall, second.current) == (2, "accept", True)
    assert (second.reason, second.note) == ("not_a_defect", "灯光反射，不是缺陷")
    assert second.corrections == (withdraw(rejected),)
    assert second.signer.person_id == SUPERVISOR.id
    assert dossier.summary.revision == 2
    assert dossier.summary.tag == "passed"
    assert all(line.ok for line in checking.check(station))


def test_the_sealed_correction_folds_and_names_what_it_corrects(
    station: Station, rejected: Inspection
) -> None:
    corrected = amend(station, rejected, withdraw(rejected))
    first, second = history.dossier(station, corrected.id).events
    record, base = decode_record(second.payload), decode_record(first.payload)
    assert record.amends is not None
    assert (record.amends.revision, record.amends.seq) == (1, first.seq)
    assert record.amends.link == first.link.hex()
    assert (record.record.revision, record.record.kind) == (2, "amended")
    assert record.record.business_date == base.record.business_date
    assert replay(record).state.findings == ()
    assert {p.person_id for p in record.people} == {INSPECTOR.id, SUPERVISOR.id}
    assert corrected.state.people == (INSPECTOR.id,), "who corrects has not inspected"


def test_a_corrected_date_is_judged_on_the_day_of_the_first_seal(
    station: Station, accepted: Inspection, clock: FakeClock
) -> None:
    clock.advance(3 * 86_400)
    batch = accepted.state.batches[0]
    act = amendments.correct_batch(station, replace(batch, produced=date(2024, 3, 1)))
    corrected = amend(station, accepted, act, reason="misread")
    assert corrected.state.closed is not None
    assert corrected.state.closed.overall == "reject"
    record = history.sealed_record(history.dossier(station, accepted.id))
    assert record is not None
    assert record.shelf_life[0].assessment.on == date(2026, 11, 22)
    [row] = dispositions.desk(station, COLLEAGUE_SUPERVISOR).undecided
    assert row.id == accepted.id, "the lot is back on the desk"


COLLEAGUE_SUPERVISOR = replace(COLLEAGUE, role="supervisor")


def test_a_decision_on_another_verdict_no_longer_counts(
    station: Station, rejected: Inspection
) -> None:
    dispositions.decide(station, SUPERVISOR, rejected.id, "return", reason="not_conforming")
    item, subject = next(iter(rejected.state.answers))
    reason = Answered(item_id=item, outcome="fail", subject=subject)
    same = amend(station, rejected, reason, reason="wrong_entry")
    row = history.dossier(station, same.id).summary
    assert (row.disposition, row.tag) == ("return", "failed"), "rejected as before: it stands"
    corrected = amend(
        station, same, withdraw(rejected),
        amendments.correct_answer(station, same, item, "pass", subject=reason.subject),
    )  # fmt: skip
    row = history.dossier(station, corrected.id).summary
    assert (row.overall, row.disposition, row.tag) == ("accept", "", "passed")
    assert dispositions.standing(row, dispositions.decisions_of(station, row.id)) == ()


def test_who_corrects_does_not_decide(station: Station, accepted: Inspection) -> None:
    batch = accepted.state.batches[0]
    act = amendments.correct_batch(station, replace(batch, produced=date(2024, 3, 1)))
    amend(station, accepted, act, reason="misread")
    with pytest.raises(AccessError, match="own_hold"):
        dispositions.decide(station, SUPERVISOR, accepted.id, "return", reason="not_conforming")
    dispositions.decide(
        station, COLLEAGUE_SUPERVISOR, accepted.id, "return", reason="not_conforming"
    )


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"reason": "because"}, "reason_needed"),
        ({"reason": "other"}, "note_needed"),
        ({"note": "x" * 501}, "note_too_long"),
        ({"pin": "0000"}, "wrong_pin"),
        ({"pin": ""}, "signature_missing_pin"),
    ],
)
def test_a_correction_needs_reason_and_signature(
    station: Station, rejected: Inspection, values: dict[str, str], code: str
) -> None:
    with pytest.raises(InspectorError, match=code):
        amend(station, rejected, withdraw(rejected), **values)
    assert inspections.load(station, rejected.id) == rejected


def test_only_a_supervisor_who_took_no_part_corrects_or_voids(
    station: Station, rejected: Inspection
) -> None:
    acts = (withdraw(rejected),)
    own = replace(INSPECTOR, role="supervisor")
    for who, code in ((COLLEAGUE, "not_allowed"), (own, "own_walk")):
        with pytest.raises(AccessError, match=code):
            amendments.amend(station, who, rejected, acts, reason="misread", pin=PIN)
        with pytest.raises(AccessError, match=code):
            amendments.void(station, who, rejected, reason="twice", pin=PIN)


def test_an_open_record_is_neither_corrected_nor_voided(
    station: Station, planned: Inspection
) -> None:
    with pytest.raises(WalkError, match="not_closed"):
        amend(station, planned, Undone(act=2))
    with pytest.raises(WalkError, match="not_closed"):
        amendments.void(station, SUPERVISOR, planned, reason="twice", pin=PIN)


def test_a_void_record_stays_readable_and_counts_no_more(
    station: Station, rejected: Inspection
) -> None:
    gone = amendments.void(station, SUPERVISOR, rejected, reason="other", note="录错单", badge="B9")
    assert gone.state.voided is not None
    row = history.dossier(station, gone.id).summary
    assert (row.voided, row.tag, row.overall) == (True, "to_inspect", "reject")
    assert dispositions.desk(station, SUPERVISOR).undecided == ()
    with pytest.raises(WalkError, match="inspection_voided"):
        dispositions.decide(station, SUPERVISOR, gone.id, "return", reason="not_conforming")
    with pytest.raises(WalkError, match="inspection_voided"):
        amend(station, gone, withdraw(rejected))
    [line, _] = today.order(station, "O-1").lines
    assert line.closed_units == 0, "its goods are to be inspected again"
    assert all(each.ok for each in checking.check(station))
