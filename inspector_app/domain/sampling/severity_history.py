"""How severe inspection of a supplier's product is, which lots made it so, and who ruled on it.

One history runs per supplier and product; inside it each class switches for itself. Events come
in the order in which lots were sealed: a result counts from the moment it is known. The same
function derives a history on a station, on the central system and in a check of a record.

The standard presumes that each lot is inspected under the severity that is due. Where a lot was
planned under another one (its station did not know the newest results), practice here is: it
counts only if it failed a plan easier than the due one; everything else changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal, TypeAlias

from inspector_app.domain.errors import PlanError
from inspector_app.domain.sampling.switching import (
    ACCEPTED_IN_A_ROW,
    WINDOW,
    LotOutcome,
    RulingKind,
    SwitchSeverity,
    SwitchState,
    advance,
    reduction_due,
    ruled,
)
from inspector_app.domain.sampling.tables import Severity

Cause: TypeAlias = Literal[
    "start",
    "two_of_five_not_accepted",
    "five_accepted",
    "five_not_accepted",
    "score_and_approval",
    "not_accepted_on_reduced",
    "irregular",
    "resumed",
]
"""Why a severity is in force."""
CAUSES: tuple[Cause, ...] = (
    "start", "two_of_five_not_accepted", "five_accepted", "five_not_accepted",
    "score_and_approval", "not_accepted_on_reduced", "irregular", "resumed",
)  # fmt: skip
WhyNot: TypeAlias = Literal["", "other_severity", "discontinued", "no_effect"]
"""Why a lot or a ruling changed nothing: planned under another severity, inspected while
discontinued, or a ruling whose condition was not met."""

KEPT = 25
"""Lots kept behind a standing: no switch looks further back (15 at 2 points make a score of 30;
five failures with runs of four between make 21)."""
_STRICTNESS: Mapping[SwitchSeverity, int] = {
    "reduced": 0, "normal": 1, "tightened": 2, "discontinued": 3,
}  # fmt: skip
_CAUSES: Mapping[tuple[SwitchSeverity, SwitchSeverity], Cause] = {
    ("normal", "tightened"): "two_of_five_not_accepted",
    ("tightened", "normal"): "five_accepted",
    ("tightened", "discontinued"): "five_not_accepted",
    ("reduced", "normal"): "not_accepted_on_reduced",
}
_RULED: Mapping[RulingKind, Cause] = {
    "reduce": "score_and_approval", "restore": "irregular", "resume": "resumed",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassOutcome:
    """The result of one class of one lot; ``used`` is the severity its plan was made under."""

    cls: str
    used: Severity
    accepted: bool
    ac: int
    accepted_one_step_tighter: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLot:
    """An original inspection that was sealed. ``seq`` orders the events of one station; ``at`` is
    when it was sealed and ``planned_at`` when its plan was made, both as its station claims."""

    inspection_id: str
    lot_number: str
    station_id: str
    seq: int
    at: datetime
    planned_at: datetime
    outcomes: tuple[ClassOutcome, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What a supervisor ruled for one class, with the reason."""

    cls: str
    kind: RulingKind
    reason: str
    person_id: str
    station_id: str
    seq: int
    at: datetime


HistoryEvent: TypeAlias = HistoryLot | Ruling


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedLot:
    """A lot that counted since the present severity began; ``score`` is the one after it."""

    lot_number: str
    accepted: bool
    score: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where one class stands before the next lot, why, and by which lots.

    ``counted`` are the latest lots since the severity began (at most ``KEPT``), ``made_by`` the
    numbers of those that led to it.
    """

    cls: str
    state: SwitchState = field(default_factory=SwitchState)
    counted: tuple[CountedLot, ...] = ()
    cause: Cause = "start"
    made_by: tuple[str, ...] = ()

    @property
    def severity(self) -> SwitchSeverity:
        return self.state.severity

    @property
    def reduction_due(self) -> bool:
        """Whether reduced inspection may be approved now."""
        return reduction_due(self.state)


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryStep:
    """What one lot or ruling did to one class.

    ``due`` was in force when it was sealed and ``due_at_plan`` when its plan was made; ``used`` is
    the severity of its plan (``""`` for a ruling). ``score`` is None off normal. ``cause`` and
    ``made_by`` are set where the severity changed.
    """

    cls: str
    at: datetime
    due: SwitchSeverity
    next: SwitchSeverity
    score: int | None
    station_id: str
    seq: int
    lot_number: str = ""
    inspection_id: str = ""
    ruling: RulingKind | Literal[""] = ""
    person_id: str = ""
    reason: str = ""
    used: Severity | Literal[""] = ""
    due_at_plan: SwitchSeverity | Literal[""] = ""
    accepted: bool | None = None
    why_not: WhyNot = ""
    cause: Cause | Literal[""] = ""
    made_by: tuple[str, ...] = ()

    @property
    def stale(self) -> bool:
        """Whether the plan was made under another severity than was due at that moment."""
        return bool(self.used) and self.used != self.due_at_plan


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Steps in order, and where each class stands after them."""

    steps: tuple[HistoryStep, ...] = ()
    standings: tuple[Standing, ...] = ()

    def standing(self, cls: str) -> Standing:
        """Where the class stands; a class without a history begins as normal."""
        for each in self.standings:
            if each.cls == cls:
                return each
        return Standing(cls=cls)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeverityBasis:
    """What the severity of one class of a plan rests on, as the station knew it then.

    ``score`` is None off normal. ``made_by`` are the lots that led to the severity, ``last_lot``
    the newest lot that was known.
    """

    cls: str
    severity: Severity
    cause: Cause
    score: int | None = None
    made_by: tuple[str, ...] = ()
    last_lot: str = ""


def in_order(events: Iterable[HistoryEvent]) -> tuple[HistoryEvent, ...]:
    """Events in the order they are derived in: by time, but never against a station's own order.

    A clock set back cannot move a lot before one that the same station sealed earlier.
    """
    return tuple(event for _, event in placed(events))


def placed(events: Iterable[HistoryEvent]) -> tuple[tuple[datetime, HistoryEvent], ...]:
    """As ``in_order``, each with the time it counts from."""
    latest: dict[str, datetime] = {}
    keyed = []
    for event in sorted(events, key=lambda each: (each.station_id, each.seq)):
        at = max(event.at, latest.get(event.station_id, event.at))
        latest[event.station_id] = at
        keyed.append((at, event.station_id, event.seq, event))
    return tuple((key[0], key[3]) for key in sorted(keyed, key=lambda each: each[:3]))


def derive(
    events: Iterable[HistoryEvent],
    start: Iterable[Standing] = (),
    earlier: Iterable[HistoryStep] = (),
) -> History:
    """The history of one supplier and product, from ``start`` (normal with score 0).

    ``earlier`` are steps that led to ``start``: they tell what was due when lots that were still
    open then had been planned.
    """
    run = _Run(start, earlier)
    for event in in_order(events):
        if isinstance(event, Ruling):
            run.rule(event)
        else:
            run.take(event)
    return History(steps=tuple(run.steps), standings=tuple(run.standings.values()))


def plan_severity(standing: Standing, *, original: bool = True) -> Severity:
    """The severity to plan a lot under; PlanError ``inspection_discontinued``.

    A re-inspection is never reduced, and takes place, tightened, while inspection of new lots is
    discontinued: it decides about goods that are here.
    """
    severity = standing.severity
    if severity == "discontinued":
        if original:
            lots = standing.made_by
            raise PlanError(
                "inspection_discontinued", cls=standing.cls, count=len(lots),
                last=lots[-1] if lots else "", lots="、".join(lots),
            )  # fmt: skip
        return "tightened"
    return "normal" if severity == "reduced" and not original else severity


class _Run:
    """Walks a history; one standing per class, and when each severity came into force."""

    def __init__(self, start: Iterable[Standing], earlier: Iterable[HistoryStep]) -> None:
        self.standings = {each.cls: each for each in start}
        self.steps: list[HistoryStep] = []
        self._since: dict[str, list[tuple[datetime, SwitchSeverity]]] = {}
        self._first: dict[str, SwitchSeverity] = {}
        for step in earlier:
            self._first.setdefault(step.cls, step.due)
            if step.cause:
                self._since.setdefault(step.cls, []).append((step.at, step.next))
        for cls, each in self.standings.items():
            self._first.setdefault(cls, each.severity)

    def rule(self, ruling: Ruling) -> None:
        before = self._standing(ruling.cls)
        after = before
        why_not: WhyNot = "no_effect"
        try:
            state = ruled(before.state, ruling.kind)
        except PlanError:
            pass  # the condition was not met by what is known here: the step says so
        else:
            made_by = _made_by(before, _RULED[ruling.kind])
            after = Standing(
                cls=ruling.cls, state=state, cause=_RULED[ruling.kind], made_by=made_by
            )
            why_not = ""
        self._add(
            before,
            after,
            HistoryStep(
                cls=ruling.cls, at=ruling.at, due=before.severity, next=after.severity,
                score=_score(before, before.state), station_id=ruling.station_id, seq=ruling.seq,
                ruling=ruling.kind, person_id=ruling.person_id, reason=ruling.reason,
                why_not=why_not,
            ),
        )  # fmt: skip

    def take(self, lot: HistoryLot) -> None:
        for outcome in lot.outcomes:
            before = self._standing(outcome.cls)
            why_not = _why_not(before.severity, outcome)
            after = before if why_not else _advanced(before, lot.lot_number, outcome)
            self._add(
                before,
                after,
                HistoryStep(
                    cls=outcome.cls, at=lot.at, due=before.severity, next=after.severity,
                    score=_score(before, after.state), station_id=lot.station_id, seq=lot.seq,
                    lot_number=lot.lot_number, inspection_id=lot.inspection_id,
                    used=outcome.used, due_at_plan=self._due_at(outcome.cls, lot.planned_at),
                    accepted=outcome.accepted, why_not=why_not,
                ),
            )  # fmt: skip

    def _standing(self, cls: str) -> Standing:
        return self.standings.get(cls) or Standing(cls=cls)

    def _due_at(self, cls: str, moment: datetime) -> SwitchSeverity:
        due = self._first.get(cls, "normal")
        for since, severity in self._since.get(cls, ()):
            if since <= moment:
                due = severity
        return due

    def _add(self, before: Standing, after: Standing, step: HistoryStep) -> None:
        if after.severity != before.severity:
            step = replace(step, cause=after.cause, made_by=after.made_by)
            self._since.setdefault(after.cls, []).append((step.at, after.severity))
        self.standings[after.cls] = after
        self.steps.append(step)


def _why_not(due: SwitchSeverity, outcome: ClassOutcome) -> WhyNot:
    """Whether a lot changes nothing because it was not planned as was due."""
    if due == "discontinued":
        return "discontinued"
    easier = _STRICTNESS[outcome.used] < _STRICTNESS[due]
    if outcome.used == due or (easier and not outcome.accepted):
        return ""
    return "other_severity"


def _advanced(before: Standing, lot_number: str, outcome: ClassOutcome) -> Standing:
    state = advance(
        before.state,
        LotOutcome(
            accepted=outcome.accepted,
            ac=outcome.ac,
            accepted_one_step_tighter=outcome.accepted_one_step_tighter,
        ),
        authorised=False,  # a supervisor's approval is an event of its own
    )
    lot = CountedLot(lot_number=lot_number, accepted=outcome.accepted, score=state.score)
    now = replace(before, state=state, counted=(*before.counted, lot)[-KEPT:])
    if state.severity == before.severity:
        return now
    cause = _CAUSES[before.severity, state.severity]
    return Standing(cls=before.cls, state=state, cause=cause, made_by=_made_by(now, cause))


def _made_by(standing: Standing, cause: Cause) -> tuple[str, ...]:
    """The lots behind a switch, oldest first."""
    lots = standing.counted
    if cause == "two_of_five_not_accepted":
        lots = tuple(lot for lot in lots[-WINDOW:] if not lot.accepted)
    elif cause == "five_not_accepted":
        lots = tuple(lot for lot in lots if not lot.accepted)
    elif cause == "five_accepted":
        lots = lots[-ACCEPTED_IN_A_ROW:]
    elif cause == "not_accepted_on_reduced":
        lots = lots[-1:]
    elif cause == "score_and_approval":
        lots = _lots_of_score(lots)
    else:
        return standing.made_by if cause == "resumed" else ()
    return tuple(lot.lot_number for lot in lots)


def _lots_of_score(lots: tuple[CountedLot, ...]) -> tuple[CountedLot, ...]:
    """Those since the score was last nothing."""
    last_zero = max((at for at, lot in enumerate(lots) if not lot.score), default=-1)
    return lots[last_zero + 1 :]


def _score(before: Standing, after: SwitchState) -> int | None:
    return after.score if before.severity == "normal" else None
