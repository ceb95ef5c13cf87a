"""How each paper of a lot stands, by questions and by recorded particulars."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from inspector_app.bootstrap.tables import shelf_life_rules
from inspector_app.domain.checklist.standard import Item, Stage, Standard
from inspector_app.domain.documents import DocumentRule
from inspector_app.domain.inspection.acts import (
    Answered,
    Batch,
    BatchRecorded,
    DocumentRecorded,
    EarlierFound,
    GapWaived,
    UrgentlyReleased,
)
from inspector_app.domain.inspection.progress import gaps, is_waivable, paper_stage, papers
from inspector_app.domain.verdict import Verdict, decide
from inspector_app.services.shelf_life import assess_batches
from tests.fakes.goods import BATCH, NOON, STANDARD, TODAY, Walk, lot, names

COA = DocumentRule(
    id="coa", names=names("coa"), category="any", origin="any", per="batch", carries_batch=True,
    items=("report",),
)  # fmt: skip
NOTE = DocumentRule(id="note", names=names("note"), category="any", origin="any", per="delivery")
FILING = DocumentRule(
    id="filing", names=names("filing"), category="any", origin="any", per="product", expires=True,
    absence="hold",
)  # fmt: skip
ASKING = replace(
    STANDARD,
    stages=(
        *STANDARD.stages,
        Stage(id="papers", kind="documents", names=names("papers"), gate=True,
              items=(Item(id="report", names=names("report")),)),
    ),
)  # fmt: skip


def seen(document: str, **values: object) -> DocumentRecorded:
    return DocumentRecorded(document=document, checked_on=TODAY, **values)  # type: ignore[arg-type]  # its fields


def walk(*rules: DocumentRule) -> Walk:
    return Walk(lot(documents=rules)).do(BatchRecorded(batch=BATCH))


def statuses(standard: Standard, found: Walk) -> list[str]:
    return [need.status for need in papers(standard, found.state)]


def judge(standard: Standard, found: Walk) -> Verdict:
    life = assess_batches(found.state, shelf_life_rules(), TODAY)
    return decide(standard, found.state, life)


def test_a_lot_without_rules_needs_no_paper() -> None:
    assert papers(ASKING, walk().state) == ()


def test_a_paper_whose_question_is_not_asked_is_not_needed() -> None:
    assert statuses(STANDARD, walk(COA)) == []


@pytest.mark.parametrize(
    ("outcome", "status"), [("pass", "declared"), ("fail", "refused"), ("na", "not_needed")]
)
def test_the_question_answers_for_the_paper(outcome: str, status: str) -> None:
    found = walk(COA)
    assert statuses(ASKING, found) == ["missing"]
    found.do(Answered(item_id="report", outcome=outcome, reason="x"))  # type: ignore[arg-type]  # one of three
    assert statuses(ASKING, found) == [status]


def test_each_batch_needs_its_own_paper_once_one_has_it() -> None:
    found = walk(COA).do(
        seen("coa", subject="batch:b1", batch_number="H2601"),
        Answered(item_id="report", outcome="pass", paper="coa"),
        BatchRecorded(batch=Batch(id="b2", number="H2602")),
    )
    assert statuses(ASKING, found) == ["present", "missing"]
    (gap,) = (gap for gap in gaps(ASKING, found.state) if gap.code == "document_missing")
    assert (gap.key, gap.document) == ("document:coa:batch:b2", "coa")
    assert gap.params["document"] == "coa"
    assert is_waivable(ASKING, found.state, gap)
    found.do(GapWaived(gap=gap.key, reason="supplier_confirmed"))
    assert gap.key not in {gap.key for gap in gaps(ASKING, found.state)}


def test_before_a_batch_is_known_the_paper_is_wanted_for_the_lot() -> None:
    found = Walk(lot(documents=(COA,)))
    (need,) = papers(ASKING, found.state)
    assert (need.batch, need.subject, need.key) == (None, "", "item:report:")


def test_a_batch_without_a_number_cannot_be_compared_yet() -> None:
    found = Walk(lot(documents=(COA,))).do(
        BatchRecorded(batch=Batch(id="b1")), seen("coa", subject="batch:b1", batch_number="H1")
    )
    assert statuses(ASKING, found) == ["present"]


def test_another_batch_or_a_paper_run_out_holds_the_lot_and_closes_the_gate() -> None:
    found = walk(COA, FILING).do(
        seen("coa", subject="batch:b1", batch_number="H2609"),
        seen("filing", valid_until=date(2026, 1, 1)),
    )
    assert statuses(ASKING, found) == ["batch_differs", "expired"]
    verdict = judge(ASKING, found)
    reasons = {reason.code: dict(reason.values()) for reason in verdict.reasons}
    assert verdict.overall == "hold"
    assert reasons["document_batch_differs"] == {
        "document": "coa", "paper": "H2609", "goods": "H2601",
    }  # fmt: skip
    assert reasons["document_expired"] == {"document": "filing", "until": "2026-01-01"}
    assert {gate.stage_id for gate in verdict.gates if not gate.passed} == {"papers"}


def test_a_paper_the_law_wants_cannot_be_waived() -> None:
    found = walk(FILING, NOTE)
    missing = {gap.document: gap for gap in gaps(STANDARD, found.state) if gap.document}
    assert set(missing) == {"filing", "note"}
    assert not is_waivable(STANDARD, found.state, missing["filing"])
    assert is_waivable(STANDARD, found.state, missing["note"])
    found.do(GapWaived(gap=missing["note"].key, reason="supplier_confirmed"))
    assert statuses(STANDARD, found) == ["missing", "waived"]


def test_papers_are_looked_at_on_their_page_or_beside_shelf_life_or_at_last() -> None:
    assert paper_stage(ASKING).id == "papers"
    assert paper_stage(STANDARD).id == "shelf_life"
    bare = replace(STANDARD, stages=STANDARD.stages[3:])
    assert paper_stage(bare).id == "units"


def test_earlier_verdicts_and_urgent_releases_are_told() -> None:
    first = EarlierFound(
        inspection_id="i-0", lot_number="L-0", overall="reject", closed_at=NOON, by=("batch",)
    )
    fine = replace(first, inspection_id="i-9", lot_number="L-9", overall="accept")
    found = walk().do(
        first, fine,
        UrgentlyReleased(quantity=24, cartons=(1,), deadline=NOON, reason="campaign"),
    )  # fmt: skip
    told = {reason.code: dict(reason.values()) for reason in judge(STANDARD, found).reasons}
    assert told["came_back"] == {"lot": "L-0", "overall": "reject"}
    assert told["urgently_released"] == {"count": 24}
    again = Walk(lot(reinspection_of="i-0")).do(first, replace(first, by=("batch", "photo")))
    assert [each.by for each in again.state.earlier] == [("batch", "photo")], "known by more now"
    told = {reason.code: dict(reason.values()) for reason in judge(STANDARD, again).reasons}
    assert "came_back" not in told
    assert told["reinspected"] == {"lot": "L-0", "overall": "reject"}
