"""Where the received units of a lot are: received = saleable + opened + retained + refused + held
+ short (domain data, "Sampling").

Practice, and said so on screen: a unit with a critical or major finding is set aside as refused
even when its lot is accepted; one with a minor finding stays with the others.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from inspector_app.domain.checklist.standard import Standard
from inspector_app.domain.inspection.counting import opened_positions
from inspector_app.domain.inspection.sampling_acts import UnitUse
from inspector_app.domain.inspection.state import State

Overall: TypeAlias = Literal["accept", "reject", "hold"]
SET_ASIDE = frozenset({"critical", "major"})
TO_SALE = frozenset({"accept", "concession", "urgent_release"})
TO_REFUSAL = frozenset({"return", "scrap"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """Sale units of one lot. ``overdrawn`` are units said to be opened or retained that are not
    there: the figures of the walk contradict each other."""

    received: int
    saleable: int = 0
    opened: int = 0
    retained: int = 0
    refused: int = 0
    held: int = 0
    short: int = 0
    overdrawn: int = 0

    @property
    def accounted(self) -> int:
        """The sum of all parts; always ``received``."""
        return self.saleable + self.opened + self.retained + self.refused + self.held + self.short


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A supervisor's decision about ``quantity`` held units; all of them when None."""

    decision: str
    quantity: int | None = None


def balance_of(
    standard: Standard,
    state: State,
    overall: Overall | None = None,
    decided: Iterable[Decided] = (),
) -> Balance:
    """The balance by the verdict and what was decided since.

    Before a verdict, and with any verdict but *accept*, what is left is held. A decision moves
    held units: to sale (accept, concession, urgent release), to refusal (return, scrap), or
    nowhere (sort, rework).
    """
    found = _in_hand(standard, state)
    if overall != "accept":
        found = replace(found, saleable=0, held=found.held + found.saleable)
    for each in decided:
        moved = found.held if each.quantity is None else min(each.quantity, found.held)
        if each.decision in TO_SALE:
            found = replace(found, saleable=found.saleable + moved, held=found.held - moved)
        elif each.decision in TO_REFUSAL:
            found = replace(found, refused=found.refused + moved, held=found.held - moved)
    return found


def overdrawn(standard: Standard, state: State) -> int:
    """Units said to be opened or retained beyond those that are left; 0 when the figures agree."""
    return _in_hand(standard, state).overdrawn


def most_to_take(standard: Standard, state: State, use: UnitUse) -> int:
    """How many units can be said to be taken for that use, beside the other one."""
    others = {name: act for name, act in state.units_taken.items() if name != use}
    return _in_hand(standard, replace(state, units_taken=others)).saleable


@dataclass(slots=True)
class _Carton:
    """What is known of one carton: units opened, set aside (draw positions) and missing."""

    opened: set[int]
    aside: set[int]
    missing: int = 0
    isolated: bool = False


def _in_hand(standard: Standard, state: State) -> Balance:
    """All parts, with what is left of cartons not isolated as ``saleable``."""
    size = state.lot.size
    loose, cartons = _cartons(standard, state)
    opened = refused = held = short = 0
    for number, carton in cartons.items():
        total = state.units_in(number)
        apart, aside = len(carton.opened), len(carton.aside - carton.opened)
        missing = min(carton.missing, total - apart - aside)
        opened, refused, short = opened + apart, refused + aside, short + missing
        held += total - apart - aside - missing if carton.isolated else 0
    left = size - opened - refused - held - short
    missing = min(loose, left)
    return _taken(
        state,
        Balance(
            received=size, saleable=left - missing, opened=opened, refused=refused, held=held,
            short=short + missing,
        ),
    )  # fmt: skip


def _taken(state: State, found: Balance) -> Balance:
    """Units named as opened or retained come out of what is left."""
    wanted = {use: act.count for use, act in state.units_taken.items()}
    opened = min(wanted.get("opened", 0), found.saleable)
    retained = min(wanted.get("retained", 0), found.saleable - opened)
    return replace(
        found,
        opened=found.opened + opened,
        retained=retained,
        saleable=found.saleable - opened - retained,
        overdrawn=sum(wanted.values()) - opened - retained,
    )


def _cartons(standard: Standard, state: State) -> tuple[int, dict[int, _Carton]]:
    """Missing units named without a carton, and every carton of which something is known."""
    cartons: dict[int, _Carton] = {}

    def carton(number: int) -> _Carton:
        return cartons.setdefault(number, _Carton(opened=set(), aside=set()))

    loose = 0
    for finding in state.findings:
        if finding.effect == "quantity" and finding.carton is None:
            loose += finding.count
        elif finding.effect == "quantity" and finding.carton is not None:
            carton(finding.carton).missing += finding.count
        elif finding.carton is not None:
            own = carton(finding.carton)
            own.isolated = own.isolated or finding.effect == "isolate_carton"
            if finding.on == "unit" and finding.cls in SET_ASIDE:
                own.aside.update(finding.positions)
    for position in opened_positions(standard, state):
        assert state.draw is not None, "only drawn units have positions"
        carton(state.draw.carton_at(position)).opened.add(position)
    return loose, cartons
