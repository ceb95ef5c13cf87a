"""Which papers a lot needs and how each stands: the documents gate.

A question of the standard that asks for a paper decides whether the paper is needed; its answer
counts as well as a recorded paper. A recorded paper is compared: its batch number with the
goods', its last day with the day it was looked at.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from inspector_app.domain.documents import DocumentRule, expired, same_batch
from inspector_app.domain.inspection.acts import Batch, DocumentRecorded
from inspector_app.domain.inspection.state import State

PaperStatus: TypeAlias = Literal[
    "present", "declared", "missing", "refused", "expired", "batch_differs", "not_needed", "waived"
]
STANDING: frozenset[PaperStatus] = frozenset({"present", "declared", "not_needed", "waived"})
"""What lets the gate open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperNeed:
    """One paper a lot needs, for the lot or (``subject`` ``batch:<id>``) for one batch.

    ``item_id`` is the question that asks for it, ``""`` where only the rules do. ``declared``: the
    question was passed and no particulars were recorded of any batch; ``refused``: it was failed.
    ``asked`` while the question is open: the gap is then the question's.
    """

    rule: DocumentRule
    status: PaperStatus
    subject: str = ""
    item_id: str = ""
    asked: bool = False
    batch: Batch | None = None
    record: DocumentRecorded | None = None

    @property
    def key(self) -> str:
        """The gap's key when the paper is missing."""
        if self.asked:
            return f"item:{self.item_id}:"
        return f"document:{self.rule.id}:{self.subject}"

    @property
    def standing(self) -> bool:
        """Whether nothing is left to do about it."""
        return self.status in STANDING


def paper_needs(state: State, asked: Collection[str]) -> tuple[PaperNeed, ...]:
    """Every paper of the lot's rules that is needed; ``asked`` are the item ids now asked."""
    return tuple(need for rule in state.lot.documents for need in _needs(rule, state, asked))


def _needs(rule: DocumentRule, state: State, asked: Collection[str]) -> Iterator[PaperNeed]:
    item_id = next((item for item in rule.items if item in asked), "")
    if rule.items and not item_id:
        return
    batches: tuple[Batch | None, ...] = (None,)
    if rule.per == "batch" and state.batches:
        batches = state.batches
    for batch in batches:
        subject = f"batch:{batch.id}" if batch is not None else ""
        record = state.documents.get((rule.id, subject))
        need = PaperNeed(
            rule=rule, status="missing", subject=subject, item_id=item_id, batch=batch,
            record=record, asked=bool(item_id) and (item_id, "") not in state.answers,
        )  # fmt: skip
        yield replace(need, status=_status(need, state))


def _status(need: PaperNeed, state: State) -> PaperStatus:
    record, batch = need.record, need.batch
    if record is not None:
        known = need.rule.carries_batch and batch is not None and batch.number
        if known and batch is not None and not same_batch(record.batch_number, batch.number):
            return "batch_differs"
        return "expired" if expired(record.valid_until, record.checked_on) else "present"
    if need.key in state.waivers:
        return "waived"
    answer = state.answers.get((need.item_id, "")) if need.item_id else None
    if answer is None:
        return "missing"
    if answer.outcome == "pass" and any(rule == need.rule.id for rule, _ in state.documents):
        return "missing"  # another batch has its own paper, so this one needs its own as well
    if answer.outcome == "pass" and _found_since(need, state, answer.n):
        return "missing"
    if answer.outcome == "na" and _demanded(need.rule, state):
        return "missing"  # nobody at the bench can say that the law does not want it
    answered: dict[str, PaperStatus] = {"pass": "declared", "fail": "refused", "na": "not_needed"}
    return answered[answer.outcome]


def _found_since(need: PaperNeed, state: State, answered: int) -> bool:
    """Whether the batch is another one, found after the question was answered."""
    if need.batch is None or len(state.batches) < 2:
        return False
    return state.batch_at.get(need.batch.id, 0) > answered


def _demanded(rule: DocumentRule, state: State) -> bool:
    """Whether the goods need the paper whatever anybody answers."""
    return rule.absence == "hold" and rule.category in ("any", state.lot.product.category)
