"""Builds the walk's view from an inspection, its standard and a place. Pure; free of Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inspector_app.domain.checklist.standard import Item, Stage, Standard
from inspector_app.domain.inspection.acts import UNDOABLE, FindingRecorded
from inspector_app.domain.inspection.agreement import batch_disagreements
from inspector_app.domain.inspection.counting import stopped_early
from inspector_app.domain.inspection.measured_goods import carton_of, measurements
from inspector_app.domain.inspection.progress import (
    Gap,
    Progress,
    batch_subject,
    carton_checked,
    page_questions,
    progress,
)
from inspector_app.domain.inspection.rules import carton_touched
from inspector_app.domain.inspection.state import Inspection, State
from inspector_app.domain.shelf_life import Assessment
from inspector_app.domain.verdict import gate_open
from inspector_app.ui.presenters.walk_model import (
    Actions,
    BatchView,
    BoardStep,
    BoardView,
    CellState,
    CellView,
    PersonView,
    Primary,
    QuestionView,
    StageView,
    StopOffer,
    WalkView,
)
from inspector_app.ui.presenters.walk_photos import photo_slots
from inspector_app.ui.presenters.walk_place import Place, is_board, leading
from inspector_app.ui.presenters.walk_sample import (
    early_stops,
    may_replace_unit,
    unit_of,
    units_left,
)

GRID_LIMIT = 600
"""Cartons shown in the grid; a larger lot shows only those drawn or with a finding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """One inspection with what belongs to it, as read together."""

    inspection: Inspection
    standard: Standard
    assessments: Mapping[str, Assessment]
    people: Mapping[str, Mapping[str, str]]

    @property
    def state(self) -> State:
        return self.inspection.state


def build(
    loaded: Loaded,
    place: Place,
    *,
    actor_id: str,
    scanned: Mapping[int, str],
    dismissed: frozenset[str] = frozenset(),
) -> WalkView:
    """The page at ``place``. ``scanned`` are codes that identified cartons since the walk was
    opened; ``dismissed`` the offers to stop that were declined."""
    state, standard = loaded.state, loaded.standard
    stage = standard.stage(place.stage_id)
    whole = progress(standard, state)
    here = whole.stage(stage.id)
    measuring = is_board(stage) and bool(place.item_id)
    boarding = is_board(stage) and not measuring
    board = _board(standard, stage, state, place, scanned) if boarding else None
    questions = _questions(stage, state, place, here.gaps)
    mode = "board" if board else "questions"
    if state.parked is not None:
        mode = "parked"
    if state.closed is not None:
        mode = "closed"
    return WalkView(
        mode=mode,  # type: ignore[arg-type]  # narrowed above
        lot=state.lot,
        place=place,
        stage=stage,
        people=_people(loaded, actor_id),
        stages=_stages(whole, stage.id),
        missing_total=len(whole.gaps),
        held=state.held.reason if state.held else "",
        parked=state.parked or "",
        parked_at=state.parked_at,
        stop=stop_offer(loaded, dismissed),
        questions=questions,
        batches=_batches(loaded, place) if stage.kind == "shelf_life" else (),
        board=board,
        slots=photo_slots(standard, state, place),
        missing=here.gaps,
        actions=_actions(loaded, whole, place, board, questions, actor_id),
    )


def _people(loaded: Loaded, actor_id: str) -> tuple[PersonView, ...]:
    ids = loaded.state.people
    if actor_id not in ids:
        ids = (*ids, actor_id)
    return tuple(
        PersonView(id=each, names=loaded.people.get(each, {"zh": each}), acting=each == actor_id)
        for each in ids
    )


def _stages(whole: Progress, current: str) -> tuple[StageView, ...]:
    return tuple(
        StageView(
            stage=entry.stage, done=entry.done, total=entry.total, failed=entry.failed,
            missing=len(entry.gaps), current=entry.stage.id == current,
        )
        for entry in whole.stages
    )  # fmt: skip


def _questions(
    stage: Stage, state: State, place: Place, gaps: tuple[Gap, ...]
) -> tuple[QuestionView, ...]:
    numbers = {batch_subject(batch): batch.number or "?" for batch in state.batches}
    several = len(state.batches) > 1
    return tuple(
        QuestionView(
            item=item,
            subject=subject,
            batch=numbers.get(subject, "") if several else "",
            answer=state.answers.get((item.id, subject)),
            gaps=tuple(g for g in gaps if (g.item_id, g.subject) == (item.id, subject)),
            findings=tuple(
                f for f in state.findings if (f.item_id, f.subject) == (item.id, subject)
            ),
            current=(item.id, subject) == (place.item_id, place.subject),
            unit=unit_of(state, subject),
        )
        for item, subject in _asked(stage, state, place)
    )


def _asked(stage: Stage, state: State, place: Place) -> tuple[tuple[Item, str], ...]:
    """The page's questions; in a stage worked carton by carton what is measured on the carton."""
    if not (is_board(stage) and place.item_id):
        return page_questions(stage, state)
    return _measures(stage, state, carton_of(state, place.subject))


def _measures(stage: Stage, state: State, carton: int | None) -> tuple[tuple[Item, str], ...]:
    return tuple(
        (item, subject)
        for item, subject in measurements(stage, state)
        if carton is not None and carton_of(state, subject) == carton
    )


def _batches(loaded: Loaded, place: Place) -> tuple[BatchView, ...]:
    state = loaded.state
    return tuple(
        BatchView(
            batch=batch,
            assessment=loaded.assessments.get(batch.id),
            disagreements=batch_disagreements(batch, state),
            current=batch_subject(batch) == place.subject or len(state.batches) == 1,
        )
        for batch in state.batches
    )


# -- cartons


def _board(
    standard: Standard, stage: Stage, state: State, place: Place, scanned: Mapping[int, str]
) -> BoardView:
    drawn = state.drawn
    carton = place.carton
    stopped = stopped_early(standard, state)
    step: BoardStep = "done" if stopped else board_step(stage, state, carton)
    order = list(drawn)
    units = drawn.get(carton, 0) if carton is not None else 0
    tally = state.tallies.get(carton) if carton is not None else None
    cells = _cells(state, carton)
    of_sample = carton is not None and carton in drawn
    places: tuple[int, ...] = ()
    if state.draw is not None and carton is not None and of_sample:
        places = state.draw.carton(carton).unit_places
    return BoardView(
        step=step,
        carton=carton,
        at=order.index(carton) + 1 if carton is not None and of_sample else 0,
        of=len(order),
        units=units,
        good=tally.count if tally else 0,
        bad=state.bad_units(carton) if carton is not None else 0,
        in_carton=state.units_in(carton) if carton is not None else 0,
        checked=carton is not None and carton_checked(state, carton),
        places=places,
        scanned=_scanned(state, carton, scanned),
        look_at=_look_at(standard, step),
        findings=_carton_findings(state, carton),
        cells=cells,
        only_drawn=len(cells) < state.lot.cartons,
        cartons=state.lot.cartons,
        seen=state.cartons_seen is not None,
        cartons_done=sum(1 for each in drawn if carton_checked(state, each)),
        units_done=sum(state.examined(each) for each in drawn),
        units_total=sum(drawn.values()),
        may_replace=carton is not None and of_sample and not carton_touched(state, carton),
        may_replace_unit=step == "units" and may_replace_unit(state, carton),
        stopped=units_left(state) if stopped else None,
        measures=tuple(
            (item, subject, (item.id, subject) in state.answers)
            for item, subject in _measures(stage, state, carton)
        ),
    )


def board_step(stage: Stage, state: State, carton: int | None) -> BoardStep:
    """What the next act on the board is about; ``extra`` for a carton outside the sample."""
    if state.plan is None:
        return "plan"
    if carton is None:
        if stage.kind == "cartons" and state.cartons_seen is None:
            return "outside"
        return "done"
    if carton not in state.drawn:
        return "extra"
    if not carton_checked(state, carton):
        return "carton"
    if state.examined(carton) < state.drawn[carton]:
        return "units"
    return "done"


def _scanned(state: State, carton: int | None, scanned: Mapping[int, str]) -> str:
    if carton is None:
        return ""
    return scanned.get(carton) or state.cartons_passed.get(carton, "")


def _look_at(standard: Standard, step: BoardStep) -> tuple[Item, ...]:
    kind = "units" if step == "units" else "cartons"
    return tuple(
        item
        for stage in standard.stages
        if stage.kind == kind
        for item in stage.items
        if item.required
    )


def _carton_findings(state: State, carton: int | None) -> tuple[FindingRecorded, ...]:
    if carton is None:
        return tuple(f for f in state.findings if f.carton is not None and not f.item_id)
    return state.carton_findings(carton)


def _cells(state: State, current: int | None) -> tuple[CellView, ...]:
    isolated = {f.carton for f in state.findings if f.effect == "isolate_carton"}
    marked = {f.carton for f in state.findings if f.carton is not None}
    drawn = state.drawn
    numbers: Sequence[int] = range(1, state.lot.cartons + 1)
    if len(numbers) > GRID_LIMIT:
        wanted = {*drawn, *(each for each in marked if each is not None)}
        numbers = sorted({*wanted, current} if current else wanted)
    cells = []
    for number in numbers:
        kind: CellState = "plain"
        note = ""
        if number in drawn:
            examined = state.examined(number)
            done = carton_checked(state, number) and examined >= drawn[number]
            kind = "done" if done else "drawn"
            note = f"{examined}/{drawn[number]}"
        if number in marked:
            kind = "defect"
        if number in isolated:
            kind = "isolated"
        if number == current:
            kind = "current"
        cells.append(CellView(number=number, state=kind, note=note))
    return tuple(cells)


# -- stop and hold, keys


def stop_offer(loaded: Loaded, dismissed: frozenset[str]) -> StopOffer | None:
    """Whether to offer "stop and hold" now; an offer that was declined is not made again."""
    return next((offer for offer in stop_offers(loaded) if offer.key not in dismissed), None)


def stop_offers(loaded: Loaded) -> tuple[StopOffer, ...]:
    """Every reason to stop: the first failed gate, each critical defect, a rejection number."""
    state, standard = loaded.state, loaded.standard
    if state.held is not None:
        return ()
    offers = []
    stage_id = gate_open(standard, state, loaded.assessments)
    if stage_id is not None:
        names = standard.stage(stage_id).names
        offers.append(StopOffer(reason="gate_failed", key=f"gate:{stage_id}", names=names))
    for finding in state.findings:
        if finding.cls == "critical":
            names = standard.defect(finding.defect).names
            key = f"critical:{finding.id}"
            offers.append(StopOffer(reason="critical_found", key=key, names=names))
    offers.extend(early_stops(standard, state))
    return tuple(offers)


def _actions(
    loaded: Loaded,
    whole: Progress,
    place: Place,
    board: BoardView | None,
    questions: tuple[QuestionView, ...],
    actor_id: str,
) -> Actions:
    state, standard = loaded.state, loaded.standard
    undo = may_undo(loaded.inspection, actor_id)
    if state.parked is not None:
        return Actions(primary="resume")
    target = leading(standard, state, place)
    moving: Primary = "next"
    if not whole.gaps or state.held is not None or target is None:
        moving = "summary"
    elif target.stage_id != place.stage_id:
        moving = "next_stage"
    names = standard.stage(target.stage_id).names if target is not None else None
    if board is not None:
        held = state.held is not None  # nothing more is opened
        primary: Primary = moving if held else _BOARD_PRIMARY.get(board.step, moving)
        return Actions(
            primary=primary, can_fail=board.step != "plan",
            can_na=(board.may_replace or board.may_replace_unit) and not held,
            can_rest=board.step == "outside", can_undo=undo, next_stage=names,
        )  # fmt: skip
    current = next((row for row in questions if row.current), None)
    rest = any(
        row.answer is None and row.item.kind in ("pass_fail", "photo", "text") for row in questions
    )
    if current is None:
        return Actions(primary=moving, can_rest=rest, can_undo=undo, next_stage=names)
    digits = current.item.kind not in ("choice", "number", "count", "date", "text")
    return Actions(
        primary=_question_primary(current, moving),
        can_fail=True,
        can_na=True,
        digits=digits,
        can_rest=rest,
        can_undo=undo,
        next_stage=names,
    )


_BOARD_PRIMARY: dict[BoardStep, Primary] = {
    "plan": "plan",
    "outside": "outside",
    "carton": "carton",
    "units": "units",
}


def _question_primary(row: QuestionView, moving: Primary) -> Primary:
    waits = any(gap.code in ("photo_missing", "shot_missing") for gap in row.gaps)
    if waits and (row.answer is not None or row.item.kind == "photo"):
        return "photo"
    if row.answer is None and row.item.kind in ("pass_fail", "scan", "photo"):
        return "pass"
    if row.answer is None:
        return "none"
    return moving


def may_undo(inspection: Inspection, person_id: str) -> bool:
    """Whether the person has an act that can still be taken back."""
    gone = inspection.undone()
    for entry in reversed(inspection.entries):
        if entry.n in gone or entry.person_id != person_id:
            continue
        if entry.act.kind in UNDOABLE:
            return True
        if entry.act.kind in ("plan_drawn", "closed", "lot_opened"):
            return False
    return False
