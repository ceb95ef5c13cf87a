"""Each reason of a verdict, and which of hold, reject or note it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from inspector_app.bootstrap.tables import shelf_life_rules
from inspector_app.domain.documents import DocumentRule
from inspector_app.domain.inspection.acts import Answered, BatchRecorded, FindingRecorded, Held
from inspector_app.domain.inspection.acts import DocumentRecorded as Paper
from inspector_app.domain.shelf_life import Assessment
from inspector_app.domain.verdict import decide, gate_open
from inspector_app.services.shelf_life import assess_batches
from tests.fakes.goods import BATCH, STANDARD, TODAY, Walk, lot, names


def assessed(walk: Walk) -> Assessment:
    """The assessment of the only batch."""
    return assess_batches(walk.state, shelf_life_rules(), TODAY)[BATCH.id]


def reasons(walk: Walk, **life: Assessment) -> list[str]:
    verdict = decide(STANDARD, walk.state, life)
    return [each.code for each in verdict.reasons]


def batch() -> Walk:
    return Walk().do(BatchRecorded(batch=BATCH))


@pytest.mark.parametrize(
    ("action", "code", "overall"),
    [
        ("reject", "shelf_life_rejected", "reject"),
        ("approval", "shelf_life_needs_approval", "hold"),  # and evidence is missing as well
        ("warn", "shelf_life_warning", "hold"),  # held for want of evidence, with a note
        ("accept", "", "hold"),
    ],
)
def test_what_the_shelf_life_rules_ask_for_is_done(action: str, code: str, overall: str) -> None:
    walk = batch()
    found = replace(assessed(walk), action=action, findings=())  # type: ignore[arg-type]  # each
    verdict = decide(STANDARD, walk.state, {BATCH.id: found})
    told = [each.code for each in verdict.reasons if each.code.startswith("shelf_life")]
    assert told == ([code] if code else [])
    assert verdict.overall == overall
    assert verdict.incomplete == (action != "reject")


def test_a_difference_in_quantity_is_noted_and_judges_nothing() -> None:
    short = FindingRecorded(
        id="f", defect="short", cls="quantity", effect="quantity", on="carton", carton=3, count=2
    )
    verdict = decide(STANDARD, batch().do(short).state, {})
    (told,) = (each for each in verdict.reasons if each.code == "quantity_differs")
    assert dict(told.params)["count"] == 2
    assert verdict.overall == "hold"


COA = DocumentRule(
    id="coa", names=names("coa"), category="any", origin="any", per="batch", carries_batch=True,
    expires=True,
)  # fmt: skip


def paper(number: str = BATCH.number, until: date | None = None) -> Paper:
    return Paper(
        document="coa", subject="batch:b1", batch_number=number, valid_until=until,
        checked_on=TODAY,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("record", "code"),
    [
        (paper(), ""),
        (paper(number="H9999"), "document_batch_differs"),
        (paper(until=TODAY - timedelta(days=1)), "document_expired"),
        (paper(number="H9999", until=TODAY - timedelta(days=1)), "document_batch_differs"),
        (paper(until=TODAY), ""),
    ],
)
def test_a_paper_of_another_batch_or_past_its_day_holds(record: Paper, code: str) -> None:
    walk = Walk(lot(documents=(COA,))).do(BatchRecorded(batch=BATCH), record)
    told = [each for each in reasons(walk) if each.startswith("document")]
    assert told == ([code] if code else [])


def test_a_paper_nobody_recorded_is_missing_evidence_and_no_contradiction() -> None:
    walk = Walk(lot(documents=(COA,))).do(BatchRecorded(batch=BATCH))
    assert not [each for each in reasons(walk) if each.startswith("document")]


def test_the_first_failed_gate_offers_to_stop_until_the_lot_is_held() -> None:
    walk = batch()
    life = {BATCH.id: assessed(walk)}
    assert gate_open(STANDARD, walk.state, life) is None
    rejected = {BATCH.id: replace(life[BATCH.id], action="reject")}
    assert gate_open(STANDARD, walk.state, rejected) == "shelf_life"
    walk.do(Answered(item_id="mark", outcome="fail"))
    assert gate_open(STANDARD, walk.state, rejected) == "identity"
    walk.do(Held(reason="wrong_goods"))
    assert gate_open(STANDARD, walk.state, rejected) is None
