"""Which corrections a sealed record takes.

A correction is the same act that would have been recorded in the walk, so that the corrected
record folds like any other; only what was *read or judged* can be corrected. The sample, the
draw, tallies and photos cannot: what was done was done.
"""

from __future__ import annotations

from typing import TypeAlias

from inspector_app.domain.checklist.standard import Item, Standard
from inspector_app.domain.errors import WalkError
from inspector_app.domain.inspection import rules
from inspector_app.domain.inspection.acts import (
    Act,
    Amended,
    Answered,
    BatchRecorded,
    Closed,
    DocumentRecorded,
    FindingRecorded,
    Undone,
)
from inspector_app.domain.inspection.progress import batch_subject
from inspector_app.domain.inspection.state import Inspection, State

Correction: TypeAlias = Answered | BatchRecorded | DocumentRecorded | FindingRecorded | Undone
WITHDRAWABLE = frozenset({"finding_recorded", "document_recorded"})
"""What a correction may take back: a defect that was none, a paper that was the wrong one."""
MAX_CORRECTIONS = 40


def check_sealed(inspection: Inspection) -> None:
    """WalkError ``not_closed``, ``inspection_voided`` unless the record is sealed and counts."""
    if inspection.state.closed is None:
        raise WalkError("not_closed", lot=inspection.state.lot.lot_number)
    if inspection.state.voided is not None:
        raise WalkError("inspection_voided", lot=inspection.state.lot.lot_number)


def check_corrections(
    standard: Standard, inspection: Inspection, corrections: tuple[Correction, ...]
) -> None:
    """Whether each correction fits the record as sealed.

    Raises WalkError ``no_correction``, ``too_many_corrections``, ``nothing_to_withdraw``,
    ``no_such_batch``, ``unknown_subject``, ``item_not_in_standard``, ``document_not_needed``,
    ``reason_needed``, ``outcome_not_of_value``, and what ``rules`` refuse.
    """
    if not corrections:
        raise WalkError("no_correction")
    if len(corrections) > MAX_CORRECTIONS:
        raise WalkError("too_many_corrections", limit=MAX_CORRECTIONS)
    for act in corrections:
        _check(standard, inspection, act)


def _check(standard: Standard, inspection: Inspection, act: Correction) -> None:
    state = inspection.state
    if isinstance(act, Answered):
        rules.check_subject(standard, state, act.item_id, act.subject)
        item = rules.find_item(standard, act.item_id)
        rules.check_answer(item, act)
        _check_value(item, act)
    elif isinstance(act, BatchRecorded):
        if all(batch.id != act.batch.id for batch in state.batches):
            raise WalkError("no_such_batch", number=act.batch.number)
        rules.check_batch(act.batch, state)
    elif isinstance(act, DocumentRecorded):
        check_document(state, act)
    elif isinstance(act, FindingRecorded):
        _check_finding(standard, state, act)
    else:
        _check_withdrawal(inspection, act.act)


def _check_value(item: Item, act: Answered) -> None:
    """WalkError ``outcome_not_of_value``: what a value says cannot be overruled by a correction."""
    if item.kind not in ("choice", "number", "count") or act.outcome == "na":
        return
    if act.outcome == "fail" and not act.value:
        return  # not measurable at all
    if rules.judge_value(item, act.value) != act.outcome:
        raise WalkError("outcome_not_of_value", item=item.id, value=act.value)


def _check_finding(standard: Standard, state: State, act: FindingRecorded) -> None:
    """WalkError ``defect_not_in_standard``, ``no_such_carton``: class and effect are the
    catalogue's."""
    known = {each.code: (each.cls, each.effect, each.recorded_on) for each in standard.defects}
    if known.get(act.defect) != (act.cls, act.effect, act.on):
        raise WalkError("defect_not_in_standard", defect=act.defect)
    if act.carton is not None:
        rules.check_carton(state, act.carton)


def check_document(state: State, act: DocumentRecorded) -> None:
    """WalkError ``document_not_needed``, ``unknown_subject`` for a paper the lot has no use for."""
    rule = next((each for each in state.lot.documents if each.id == act.document), None)
    if rule is None:
        raise WalkError("document_not_needed", document=act.document)
    known = {""} if rule.per != "batch" else {batch_subject(each) for each in state.batches}
    if act.subject not in known:
        raise WalkError("unknown_subject", item=act.document, subject=act.subject)


def _check_withdrawal(inspection: Inspection, number: int) -> None:
    gone = inspection.undone()
    for entry in inspection.entries:
        if entry.n == number and entry.n not in gone and entry.act.kind in WITHDRAWABLE:
            return
    raise WalkError("nothing_to_withdraw", act=number)


def corrections_of(inspection: Inspection, revision: int) -> tuple[Act, ...]:
    """The acts by which a revision differs from the one before; none for the first."""
    found: list[Act] = []
    inside = False
    for entry in inspection.entries:
        if isinstance(entry.act, Amended):
            inside = entry.act.revision == revision
        elif isinstance(entry.act, Closed):
            inside = False
        elif inside:
            found.append(entry.act)
    return tuple(found)
