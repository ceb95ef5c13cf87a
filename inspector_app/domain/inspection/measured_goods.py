"""What is measured on cartons and units, where the walk otherwise records by exception."""

from __future__ import annotations

from inspector_app.domain.checklist.standard import Item, Stage
from inspector_app.domain.inspection.conditions import applies
from inspector_app.domain.inspection.measuring import MEASURED
from inspector_app.domain.inspection.state import State
from inspector_app.domain.inspection.subjects import (
    carton_number,
    carton_subject,
    unit_position,
    unit_subject,
)


def measurements(stage: Stage, state: State) -> tuple[tuple[Item, str], ...]:
    """The (item, subject) pairs measured in a stage worked carton by carton.

    Measured items of the carton stage are asked of each drawn carton, those of the unit stage of
    each drawn unit; empty for pages, which ask their items themselves.
    """
    if stage.kind == "cartons":
        subjects = [carton_subject(carton) for carton in state.drawn]
    elif stage.kind == "units":
        subjects = [unit_subject(position) for position in _positions(state)]
    else:
        return ()
    items = [item for item in stage.items if item.kind in MEASURED and applies(item, state)]
    return tuple((item, subject) for subject in subjects for item in items)


def carton_of(state: State, subject: str) -> int | None:
    """The carton a subject names or whose drawn unit it names; None for any other."""
    position = unit_position(subject)
    if position is not None and position in _positions(state):
        assert state.draw is not None, "positions come from the draw"
        return state.draw.carton_at(position)
    return carton_number(subject)


def is_measured_here(item: Item, state: State, subject: str) -> bool:
    """Whether the item may be measured on that carton or unit of the lot.

    A carton that was not drawn may be weighed as well, where it looks wrong.
    """
    if item.kind not in MEASURED:
        return False
    carton = carton_number(subject)
    if carton is not None:
        return item.scope == "carton" and 1 <= carton <= state.lot.cartons
    position = unit_position(subject)
    return (
        position is not None
        and item.scope in ("unit", "opened")
        and (position in _positions(state))
    )


def _positions(state: State) -> range:
    """Draw positions of the unit sample."""
    return range(1, sum(state.drawn.values()) + 1)
