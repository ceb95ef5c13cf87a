"""What a correction may touch, and how the corrected record folds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from inspector_app.domain.errors import WalkError
from inspector_app.domain.inspection.acts import (
    Amended,
    Answered,
    Batch,
    BatchRecorded,
    Closed,
    DocumentRecorded,
    FindingRecorded,
    Undone,
    Voided,
)
from inspector_app.domain.inspection.amending import (
    MAX_CORRECTIONS,
    check_corrections,
    check_document,
    check_sealed,
    corrections_of,
)
from tests.fakes.goods import BATCH, STANDARD, SUPERVISOR, TODAY, Walk, lot
from tests.unit.domain.inspection.test_papers import COA, NOTE

CLOSED = Closed(overall="reject", incomplete=False, signed_by="pin", sealed_seq=1, link="aa")
AMENDED = Amended(revision=2, base_seq=1, base_link="aa", reason="misread")
SCRATCH = FindingRecorded(
    id="f1", defect="scratch", cls="minor", effect="unit", on="unit", carton=1
)


def sealed() -> Walk:
    return Walk(lot(documents=(COA, NOTE))).do(BatchRecorded(batch=BATCH), SCRATCH, CLOSED)


def test_only_a_sealed_record_that_counts_is_corrected() -> None:
    walk = sealed()
    check_sealed(walk.inspection)
    with pytest.raises(WalkError, match="not_closed"):
        check_sealed(Walk().inspection)
    walk.do(Voided(reason="twice", note="", sealed_seq=2, link="bb"))
    with pytest.raises(WalkError, match="inspection_voided"):
        check_sealed(walk.inspection)


@pytest.mark.parametrize(
    "act",
    [
        Answered(item_id="mark", outcome="fail"),
        Answered(item_id="weight", outcome="pass", value="30"),
        Answered(item_id="weight", outcome="fail"),
        Answered(item_id="kind", outcome="na", reason="other_kind"),
        replace(SCRATCH, carton=None),
        BatchRecorded(batch=replace(BATCH, number="H2607")),
        DocumentRecorded(document="note", checked_on=TODAY),
        DocumentRecorded(document="coa", checked_on=TODAY, subject="batch:b1"),
        SCRATCH,
        Undone(act=3),
    ],
)
def test_what_was_read_or_judged_can_be_corrected(act: object) -> None:
    check_corrections(STANDARD, sealed().inspection, (act,))  # type: ignore[arg-type]  # corrections


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (Answered(item_id="nothing", outcome="pass"), "item_not_in_standard"),
        (Answered(item_id="mark", outcome="na"), "reason_needed"),
        (Answered(item_id="mark", outcome="pass", subject="batch:b1"), "unknown_subject"),
        (BatchRecorded(batch=Batch(id="b9", number="X")), "no_such_batch"),
        (BatchRecorded(batch=replace(BATCH, cartons=(999,))), "no_such_carton"),
        (DocumentRecorded(document="horoscope", checked_on=TODAY), "document_not_needed"),
        (DocumentRecorded(document="coa", checked_on=TODAY), "unknown_subject"),
        (Answered(item_id="weight", outcome="pass", value="9"), "outcome_not_of_value"),
        (Answered(item_id="weight", outcome="fail", value="30"), "outcome_not_of_value"),
        (Answered(item_id="weight", outcome="pass"), "value_unreadable"),
        (Answered(item_id="kind", outcome="pass"), "value_not_offered"),
        (replace(SCRATCH, cls="major"), "defect_not_in_standard"),
        (replace(SCRATCH, defect="rust"), "defect_not_in_standard"),
        (replace(SCRATCH, carton=999), "no_such_carton"),
        (Undone(act=1), "nothing_to_withdraw"),
        (Undone(act=2), "nothing_to_withdraw"),
        (Undone(act=99), "nothing_to_withdraw"),
    ],
)
def test_what_does_not_fit_is_refused(act: object, code: str) -> None:
    with pytest.raises(WalkError, match=code):
        check_corrections(STANDARD, sealed().inspection, (act,))  # type: ignore[arg-type]  # corrections


def test_a_finding_is_withdrawn_once() -> None:
    walk = sealed().do(AMENDED, Undone(act=3), replace(CLOSED, sealed_seq=2))
    with pytest.raises(WalkError, match="nothing_to_withdraw"):
        check_corrections(STANDARD, walk.inspection, (Undone(act=3),))


def test_nothing_and_too_much_are_no_correction() -> None:
    inspection = sealed().inspection
    with pytest.raises(WalkError, match="no_correction"):
        check_corrections(STANDARD, inspection, ())
    many = (Undone(act=3),) * (MAX_CORRECTIONS + 1)
    with pytest.raises(WalkError, match="too_many_corrections"):
        check_corrections(STANDARD, inspection, many)


def test_revisions_and_their_corrections_can_be_told_apart() -> None:
    walk = sealed()
    assert walk.state.revision == 1
    walk.person = SUPERVISOR
    later = replace(AMENDED, revision=3, base_seq=2)
    second, third = Undone(act=3), Answered(item_id="mark", outcome="fail")
    walk.do(AMENDED)
    assert walk.state.closed is None
    walk.do(second, replace(CLOSED, sealed_seq=2), later, third, replace(CLOSED, sealed_seq=3))
    assert walk.state.revision == 3
    assert walk.state.closed is not None
    assert walk.state.closed.sealed_seq == 3
    assert walk.state.findings == ()
    assert corrections_of(walk.inspection, 1) == ()
    assert corrections_of(walk.inspection, 2) == (second,)
    assert corrections_of(walk.inspection, 3) == (third,)
    assert SUPERVISOR.id not in walk.state.people, "a correction is no inspection"


def test_a_paper_of_a_batch_belongs_to_a_batch_there_is() -> None:
    state = sealed().state
    check_document(state, DocumentRecorded(document="note", checked_on=TODAY))
    with pytest.raises(WalkError, match="unknown_subject"):
        check_document(
            state, DocumentRecorded(document="note", checked_on=TODAY, subject="batch:b1")
        )
