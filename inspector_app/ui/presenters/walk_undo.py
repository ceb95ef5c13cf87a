"""Where an act was done, so that taking it back returns there. Pure; free of Qt."""

from __future__ import annotations

from inspector_app.domain.checklist.standard import Standard
from inspector_app.domain.inspection.acts import (
    Act,
    Answered,
    BatchRecorded,
    CartonPassed,
    CartonReplaced,
    CartonsSeen,
    FindingRecorded,
    PhotoTaken,
    UnitsPassed,
)
from inspector_app.domain.inspection.sampling_acts import UnitReplaced
from inspector_app.ui.presenters.walk_place import BOARDS, Place


def place_of_act(standard: Standard, act: Act, now: Place) -> Place:
    """The act's question or carton; ``now`` for acts that have no place of their own."""
    if isinstance(act, Answered):
        return _item_place(standard, act.item_id, act.subject, now)
    if isinstance(act, FindingRecorded | PhotoTaken):
        if act.item_id:
            return _item_place(standard, act.item_id, act.subject, now)
        return _board_place(standard, act.carton, now)
    if isinstance(act, CartonPassed | UnitsPassed | CartonReplaced | UnitReplaced):
        return _board_place(standard, act.carton, now)
    if isinstance(act, CartonsSeen):
        return _board_place(standard, None, now)
    if isinstance(act, BatchRecorded):
        stage = next((each for each in standard.stages if each.kind == "shelf_life"), None)
        return Place(stage_id=stage.id) if stage is not None else now
    return now


def _item_place(standard: Standard, item_id: str, subject: str, now: Place) -> Place:
    for stage, item in standard.walk():
        if item.id == item_id:
            return Place(stage_id=stage.id, item_id=item_id, subject=subject)
    return now


def _board_place(standard: Standard, carton: int | None, now: Place) -> Place:
    boards = [stage for stage in standard.stages if stage.kind in BOARDS]
    for stage in boards:
        if stage.id == now.stage_id:
            return Place(stage_id=stage.id, carton=carton)
    return Place(stage_id=boards[0].id, carton=carton) if boards else now
