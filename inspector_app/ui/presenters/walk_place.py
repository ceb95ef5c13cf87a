"""Where one is in a walk, and where one goes next. Pure; free of Qt."""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.domain.checklist.standard import Item, Stage, Standard
from inspector_app.domain.inspection.measured_goods import carton_of, measurements
from inspector_app.domain.inspection.progress import (
    Gap,
    StageProgress,
    carton_checked,
    next_carton,
    page_questions,
    progress,
)
from inspector_app.domain.inspection.state import State

BOARDS = ("cartons", "units")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A stage, and within it a question (item and subject) or a carton."""

    stage_id: str
    item_id: str = ""
    subject: str = ""
    carton: int | None = None

    @property
    def text(self) -> str:
        """As kept for the person; ``parse_place`` reads it back."""
        carton = "" if self.carton is None else str(self.carton)
        return "|".join((self.stage_id, self.item_id, self.subject, carton))


def parse_place(text: str) -> Place | None:
    """A place as ``Place.text`` wrote it; None for anything else."""
    parts = text.split("|")
    if len(parts) != 4 or not parts[0]:
        return None
    carton = int(parts[3]) if parts[3].isascii() and parts[3].isdigit() else None
    return Place(stage_id=parts[0], item_id=parts[1], subject=parts[2], carton=carton)


def is_board(stage: Stage) -> bool:
    """Whether the stage is worked carton by carton."""
    return stage.kind in BOARDS


def valid(standard: Standard, state: State, place: Place) -> bool:
    """Whether the place still exists, after an undo or in another person's version."""
    stage = next((each for each in standard.stages if each.id == place.stage_id), None)
    if stage is None:
        return False
    if not place.item_id:
        return place.carton is None or place.carton <= state.lot.cartons
    asked = (*page_questions(stage, state), *measurements(stage, state))
    keys = {(item.id, subject) for item, subject in asked}
    return (place.item_id, place.subject) in keys


def first_place(standard: Standard, state: State) -> Place:
    """The first thing left to do; the last stage when nothing is."""
    current = progress(standard, state).current
    stage = current.stage if current is not None else standard.stages[-1]
    return in_stage(standard, state, stage.id)


def in_stage(standard: Standard, state: State, stage_id: str) -> Place:
    """Where to begin in a stage: its first gap, else its first question."""
    stage = standard.stage(stage_id)
    if is_board(stage):
        outside_first = stage.kind == "cartons" and state.cartons_seen is None
        carton = None if outside_first else next_carton(standard, state)
        if carton is None and not outside_first:
            here = progress(standard, state).stage(stage_id)
            return to_measure(here, state, None) or Place(stage_id=stage_id)
        return Place(stage_id=stage_id, carton=carton)
    for gap in progress(standard, state).stage(stage_id).gaps:
        if gap.item_id:
            return Place(stage_id=stage_id, item_id=gap.item_id, subject=gap.subject)
    questions = page_questions(stage, state)
    if not questions:
        return Place(stage_id=stage_id)
    item, subject = questions[0]
    return Place(stage_id=stage_id, item_id=item.id, subject=subject)


def of_gap(standard: Standard, state: State, gap: Gap) -> Place:
    """Where a missing piece is supplied."""
    if gap.item_id:
        return Place(stage_id=gap.stage_id, item_id=gap.item_id, subject=gap.subject)
    if gap.carton is not None:
        return Place(stage_id=gap.stage_id, carton=gap.carton)
    if gap.code == "shot_missing":
        for finding in state.findings:
            if finding.defect == gap.defect:
                if finding.carton is not None and is_board(standard.stage(gap.stage_id)):
                    return Place(stage_id=gap.stage_id, carton=finding.carton)
                if finding.item_id:
                    return Place(
                        stage_id=gap.stage_id, item_id=finding.item_id, subject=finding.subject
                    )
    return in_stage(standard, state, gap.stage_id)


def onward(standard: Standard, state: State, place: Place) -> Place:
    """After an act: the next gap of this stage behind the place, then any other gap of it, then
    the next stage with gaps. Stays when nothing at all is left."""
    stage = standard.stage(place.stage_id)
    here = progress(standard, state).stage(stage.id)
    if is_board(stage):
        return _onward_board(standard, state, place, here)
    questions = [(item.id, subject) for item, subject in page_questions(stage, state)]
    open_ones = {(gap.item_id, gap.subject) for gap in here.gaps if gap.item_id}
    at = _index(questions, place)
    for key in [*questions[at + 1 :], *questions[:at]]:
        if key in open_ones:
            return Place(stage_id=stage.id, item_id=key[0], subject=key[1])
    if here.gaps:
        return place
    return _next_stage(standard, state, stage.id) or place


def _onward_board(standard: Standard, state: State, place: Place, here: StageProgress) -> Place:
    carton = carton_of(state, place.subject) if place.item_id else place.carton
    if carton is not None and _carton_open(state, carton):
        return Place(stage_id=place.stage_id, carton=carton)
    measured = to_measure(here, state, carton, past=place) if carton is not None else None
    if measured is not None:
        return measured
    following = next_carton(standard, state)
    if following is not None:
        return Place(stage_id=place.stage_id, carton=following)
    measured = to_measure(here, state, None, past=place)
    if measured is not None:
        return measured
    if here.gaps:
        return Place(stage_id=place.stage_id, carton=None)
    return _next_stage(standard, state, place.stage_id) or Place(stage_id=place.stage_id)


def to_measure(
    here: StageProgress, state: State, carton: int | None, *, past: Place | None = None
) -> Place | None:
    """The first measurement missing on that carton, or on any; not the one at ``past``."""
    for gap in here.gaps:
        found = Place(stage_id=here.stage.id, item_id=gap.item_id, subject=gap.subject)
        of = carton_of(state, gap.subject)
        if gap.item_id and of is not None and carton in (None, of) and found != past:
            return found
    return None


def _carton_open(state: State, carton: int) -> bool:
    units = state.drawn.get(carton)
    if units is None:
        return False
    return not carton_checked(state, carton) or state.examined(carton) < units


def _next_stage(standard: Standard, state: State, stage_id: str) -> Place | None:
    stages = progress(standard, state).stages
    ids = [entry.stage.id for entry in stages]
    at = ids.index(stage_id)
    for entry in (*stages[at + 1 :], *stages[:at]):
        if entry.gaps:
            return in_stage(standard, state, entry.stage.id)
    return None


def neighbour(standard: Standard, state: State, place: Place, step: int) -> Place:
    """The question or drawn carton before (−1) or behind (+1), over the edge of a stage too."""
    stops = _stops(standard, state)
    at = _nearest(stops, place)
    wanted = at + step
    return stops[wanted] if 0 <= wanted < len(stops) else place


def leading(standard: Standard, state: State, place: Place) -> Place | None:
    """Where "next" leads: onward, past what is left here; None when that is the summary."""
    target = onward(standard, state, place)
    if target != place:
        return target
    return _next_stage(standard, state, place.stage_id)


def _stops(standard: Standard, state: State) -> list[Place]:
    stops: list[Place] = []
    for stage in standard.stages:
        if is_board(stage):
            cartons: list[int | None] = [*state.drawn] or [None]
            stops += [Place(stage_id=stage.id, carton=carton) for carton in cartons]
            continue
        questions = page_questions(stage, state)
        stops += [
            Place(stage_id=stage.id, item_id=item.id, subject=subject)
            for item, subject in questions
        ] or [Place(stage_id=stage.id)]
    return stops


def _nearest(stops: list[Place], place: Place) -> int:
    if place in stops:
        return stops.index(place)
    return next((at for at, stop in enumerate(stops) if stop.stage_id == place.stage_id), 0)


def _index(questions: list[tuple[str, str]], place: Place) -> int:
    key = (place.item_id, place.subject)
    return questions.index(key) if key in questions else -1


def item_at(standard: Standard, place: Place) -> Item | None:
    """The question at the place, or None on a board."""
    return standard.item(place.item_id) if place.item_id else None
