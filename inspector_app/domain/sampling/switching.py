"""Switching between normal, tightened and reduced inspection (GB/T 2828.1-2012 clause 9).

One history runs per supplier and product and per class, over original inspections only; a
switch takes effect on the next lot.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from inspector_app.domain.errors import PlanError
from inspector_app.domain.sampling.plan import ClassPlan
from inspector_app.domain.sampling.tables import SamplingTables

SwitchSeverity: TypeAlias = Literal["normal", "tightened", "reduced", "discontinued"]
RulingKind: TypeAlias = Literal["reduce", "restore", "resume"]
"""What a supervisor may rule: approve reduced inspection, restore normal inspection (production
or delivery irregular, clause 9.3.4), resume after a discontinuation (clause 9.4)."""
RULINGS: tuple[RulingKind, ...] = ("reduce", "restore", "resume")
SWITCH_SEVERITIES: tuple[SwitchSeverity, ...] = ("normal", "tightened", "reduced", "discontinued")
WINDOW = 5
NOT_ACCEPTED_IN_WINDOW = 2
ACCEPTED_IN_A_ROW = 5
NOT_ACCEPTED_ON_TIGHTENED = 5
SCORE_FOR_REDUCED = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class LotOutcome:
    """The result of one lot for one class.

    ``ac`` is that of the plan used. ``accepted_one_step_tighter`` matters where ``ac`` ≥ 2.
    ``original`` is false for a re-submitted lot, which does not count. ``steady`` is false when
    production or delivery is irregular. ``resumed``: before this lot the supplier's corrective
    action was accepted, which ends a discontinuation.
    """

    accepted: bool
    ac: int
    accepted_one_step_tighter: bool = False
    original: bool = True
    steady: bool = True
    resumed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchState:
    """Where a history stands before the next lot.

    ``recent`` are the latest results under normal inspection (at most five, since it began);
    ``accepted_run`` and ``not_accepted`` count under tightened inspection since it began;
    ``score`` is the switching score; off normal the one that led there, without meaning.
    """

    severity: SwitchSeverity = "normal"
    score: int = 0
    recent: tuple[bool, ...] = ()
    accepted_run: int = 0
    not_accepted: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What a lot was inspected under, the score after it (None off normal), what comes next."""

    used: SwitchSeverity
    score: int | None
    next: SwitchSeverity


def advance(state: SwitchState, lot: LotOutcome, *, authorised: bool) -> SwitchState:
    """The state after one lot. ``authorised``: a supervisor approves reduced inspection."""
    state = before(state, lot)
    if not lot.original or state.severity == "discontinued":
        return state
    if state.severity == "normal":
        return _after_normal(state, lot, authorised)
    if state.severity == "tightened":
        return _after_tightened(state, lot)
    return state if lot.accepted and lot.steady else SwitchState()


def before(state: SwitchState, lot: LotOutcome) -> SwitchState:
    """The state the lot itself is inspected under: a resumption leads to tightened."""
    if state.severity == "discontinued" and lot.resumed:
        return SwitchState(severity="tightened")
    return state


def reduction_due(state: SwitchState) -> bool:
    """Whether a supervisor may approve reduced inspection: normal, with a score of 30 or more."""
    return state.severity == "normal" and state.score >= SCORE_FOR_REDUCED


def ruled(state: SwitchState, kind: RulingKind) -> SwitchState:
    """The state after a supervisor's ruling between two lots.

    Raises PlanError ``reduction_not_due``, ``severity_not_reduced`` or
    ``inspection_not_discontinued`` where its condition is not met.
    """
    if kind == "reduce":
        if not reduction_due(state):
            raise PlanError("reduction_not_due", score=state.score, needed=SCORE_FOR_REDUCED)
        return SwitchState(severity="reduced", score=state.score)
    if kind == "restore":
        if state.severity != "reduced":
            raise PlanError("severity_not_reduced")
        return SwitchState()
    if state.severity != "discontinued":
        raise PlanError("inspection_not_discontinued")
    return SwitchState(severity="tightened")


def steps(
    lots: Iterable[LotOutcome], *, authorised: bool, start: SwitchState | None = None
) -> tuple[Step, ...]:
    """One step a lot, from ``start`` (normal with score 0)."""
    state = start or SwitchState()
    told = []
    for lot in lots:
        used = before(state, lot).severity
        state = advance(state, lot, authorised=authorised)
        score = state.score if used == "normal" else None
        told.append(Step(used=used, score=score, next=state.severity))
    return tuple(told)


def known_switch_severity(text: str) -> SwitchSeverity:
    """The severity itself; PlanError ``unknown_severity``."""
    for known in SWITCH_SEVERITIES:
        if text == known:
            return known
    raise PlanError("unknown_severity", severity=text, known=", ".join(SWITCH_SEVERITIES))


def accepted_one_step_tighter(tables: SamplingTables, plan: ClassPlan, nonconforming: int) -> bool:
    """Whether the lot would also pass one AQL step tighter (clause 9.3.3.2).

    Looks in the row of the executed letter, one AQL column to the left; at the table's left edge
    there is no tighter plan and acceptance itself decides.
    """
    tighter = tables.tighter_aql(plan.aql)
    if tighter is None:
        return nonconforming <= plan.ac
    return nonconforming <= tables.single("normal", plan.letter, tighter).ac


def _after_normal(state: SwitchState, lot: LotOutcome, authorised: bool) -> SwitchState:
    recent = (*state.recent, lot.accepted)[-WINDOW:]
    if recent.count(False) >= NOT_ACCEPTED_IN_WINDOW:
        return SwitchState(severity="tightened")
    score = state.score + _points(lot) if _points(lot) else 0
    if score >= SCORE_FOR_REDUCED and lot.steady and authorised:
        return SwitchState(severity="reduced", score=score)
    return replace(state, score=score, recent=recent)


def _points(lot: LotOutcome) -> int:
    """Clause 9.3.3.2: 3 where Ac ≥ 2 and one step tighter passes too, 2 where Ac is 0 or 1."""
    if lot.ac < 2:
        return 2 if lot.accepted else 0
    return 3 if lot.accepted and lot.accepted_one_step_tighter else 0


def _after_tightened(state: SwitchState, lot: LotOutcome) -> SwitchState:
    if lot.accepted:
        run = state.accepted_run + 1
        return SwitchState() if run >= ACCEPTED_IN_A_ROW else replace(state, accepted_run=run)
    not_accepted = state.not_accepted + 1
    if not_accepted >= NOT_ACCEPTED_ON_TIGHTENED:
        return SwitchState(severity="discontinued")
    return replace(state, accepted_run=0, not_accepted=not_accepted)
