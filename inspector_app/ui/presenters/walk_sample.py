"""The sample in the walk: units asked one by one, units replaced, the early stop. Free of Qt."""

from __future__ import annotations

from collections.abc import Iterator

from inspector_app.domain.checklist.standard import Standard
from inspector_app.domain.errors import PlanError
from inspector_app.domain.inspection.counting import CHECK_MARK, reached
from inspector_app.domain.inspection.state import State
from inspector_app.domain.inspection.subjects import carton_number, unit_position
from inspector_app.domain.sampling import next_unit
from inspector_app.services.sampling import left_units
from inspector_app.ui.presenters.walk_model import StopOffer


def unit_of(state: State, subject: str) -> tuple[int, int] | None:
    """Carton and draw position of the unit a subject names, position 0 for a whole carton; None
    for any other subject."""
    carton = carton_number(subject)
    if carton is not None:
        return carton, 0
    position = unit_position(subject)
    if position is None or state.draw is None:
        return None
    return state.draw.carton_at(position), position


def units_left(state: State) -> int:
    """Drawn units nobody looked at."""
    return sum(each.units for each in left_units(state))


def may_replace_unit(state: State, carton: int | None) -> bool:
    """Whether a suggested unit of the carton can be replaced by another of its units."""
    if carton is None or state.draw is None:
        return False
    try:
        next_unit(state.draw, carton)
    except PlanError:
        return False
    return True


def early_stops(standard: Standard, state: State) -> Iterator[StopOffer]:
    """The offer to leave the rest of the sample, once a rejection number is reached."""
    found = reached(standard, state)
    if found is None or state.stopped is not None or not units_left(state):
        return
    check = found.cls.removeprefix(CHECK_MARK)
    of_check = check != found.cls
    yield StopOffer(
        reason="re_reached",
        key=f"re:{found.cls}",
        names=standard.stage(check).names if of_check else {},
        cls="" if of_check else found.cls,
        counted=found.counted,
    )
