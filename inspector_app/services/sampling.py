"""Acts on the sample: the plan and its draw, a unit replaced, an early stop, units taken away."""

from __future__ import annotations

from inspector_app.domain.errors import WalkError
from inspector_app.domain.inspection import rules
from inspector_app.domain.inspection.balance import most_to_take
from inspector_app.domain.inspection.counting import reached
from inspector_app.domain.inspection.sampling_acts import (
    Left,
    SamplingStopped,
    UnitReplaced,
    UnitsTaken,
    UnitUse,
)
from inspector_app.domain.inspection.state import Inspection, State
from inspector_app.domain.master import Person
from inspector_app.domain.rights import require
from inspector_app.domain.sampling import next_unit
from inspector_app.services.inspections import may_open, may_record, record, standard_of
from inspector_app.services.station import Station


def replace_unit(
    station: Station, who: Person, inspection: Inspection, carton: int, place: int, reason: str
) -> Inspection:
    """A suggested unit of a drawn carton cannot be taken: the next of its stream stands in.

    Raises WalkError ``carton_not_drawn``, ``reason_needed``, ``already_done`` once the carton's
    units are looked at; PlanError ``unit_not_drawn``, ``no_unit_left``.
    """
    may_open(station, who, inspection)
    require(who, "replace_carton")
    state = inspection.state
    drawn = rules.check_drawn(state, carton)
    if not reason:
        raise WalkError("reason_needed", item=str(carton))
    if state.examined(carton) >= drawn:
        raise WalkError("already_done", carton=carton)
    assert state.draw is not None
    by = next_unit(state.draw, carton)
    act = UnitReplaced(carton=carton, place=place, by=by, reason=reason)
    return record(station, who, inspection, act)


def stop_at_rejection(station: Station, who: Person, inspection: Inspection) -> Inspection:
    """A rejection number is reached: the rest of the sample is left, and recorded as left.

    Raises WalkError ``rejection_not_reached``, ``sampling_stopped`` when it was stopped already.
    """
    may_open(station, who, inspection)
    state = inspection.state
    found = reached(standard_of(station, inspection), state)
    if found is None:
        raise WalkError("rejection_not_reached")
    act = SamplingStopped(cls=found.cls, counted=found.counted, re=found.re, left=left_units(state))
    return record(station, who, inspection, act)


def left_units(state: State) -> tuple[Left, ...]:
    """Drawn units nobody looked at yet, by carton in the order drawn."""
    return tuple(
        Left(carton=carton, units=units - state.examined(carton))
        for carton, units in state.drawn.items()
        if units > state.examined(carton)
    )


def take_units(
    station: Station,
    who: Person,
    inspection: Inspection,
    use: UnitUse,
    count: int,
    reason: str = "",
) -> Inspection:
    """So many units in all are opened or retained, beside those a check opens.

    Raises WalkError ``units_taken_negative``, ``units_taken_too_many``.
    """
    may_record(who, inspection)
    if count < 0:
        raise WalkError("units_taken_negative", count=count)
    most = most_to_take(standard_of(station, inspection), inspection.state, use)
    if count > most:
        raise WalkError("units_taken_too_many", taken=count, most=most)
    return record(station, who, inspection, UnitsTaken(use=use, count=count, reason=reason))
