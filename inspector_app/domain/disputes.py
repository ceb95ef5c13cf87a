"""What two stations that could not see each other did to the same thing, for a person to decide.

Nothing of it is lost or refused: both records stay, both are held, and one decision of a person
says which counts. Two openings of one line and batch are never both released as the same goods.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

DisputeKind: TypeAlias = Literal["double_opening", "rival_revisions", "over_count", "badge_twice"]
Ruling: TypeAlias = Literal["keep", "merge", "separate", "confirm"]
"""``keep`` one party; ``merge`` the lots into one under the stricter verdict; ``separate``: they
were proved to be different goods; ``confirm``: what was counted is right."""

RULINGS: dict[DisputeKind, tuple[Ruling, ...]] = {
    "double_opening": ("keep", "merge", "separate"),
    "rival_revisions": ("keep",),
    "over_count": ("confirm",),
    "badge_twice": ("confirm",),
}
_STRICTNESS = {"accept": 0, "hold": 1, "reject": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedLot:
    """A lot as far as double openings depend on it."""

    inspection: str
    station: str
    order_id: str
    line_id: str
    product_id: str
    batches: tuple[str, ...] = ()
    reinspection_of: str = ""
    voided: bool = False


def is_double(one: OpenedLot, other: OpenedLot, split: Sequence[str] = ()) -> bool:
    """Whether two lots were opened of the same goods by stations that did not see each other.

    The same order line, with a batch in common or one whose batches are unknown. ``split`` are
    the stations an explicit split gave the line to: between them both openings are as agreed. A
    repeated inspection and a voided record open nothing new.
    """
    if one.inspection == other.inspection or one.station == other.station:
        return False
    if one.voided or other.voided or one.reinspection_of or other.reinspection_of:
        return False
    if not one.order_id or (one.order_id, one.line_id) != (other.order_id, other.line_id):
        return False
    if len(split) > 1 and one.station in split and other.station in split:
        return False
    mine, theirs = _batches(one), _batches(other)
    return one.product_id == other.product_id and (
        not mine or not theirs or not mine.isdisjoint(theirs)
    )


def _batches(lot: OpenedLot) -> frozenset[str]:
    return frozenset(number.strip().casefold() for number in lot.batches if number.strip())


def dispute_id(kind: DisputeKind, *subjects: str) -> str:
    """The same for the same subjects in any order, wherever it is raised."""
    text = "\0".join(sorted(subjects))
    return f"{kind}-{hashlib.sha256(text.encode()).hexdigest()[:32]}"


def stricter(verdicts: Sequence[str]) -> str:
    """The verdict of lots that became one: no party's failure is lost."""
    return max(verdicts, key=lambda overall: _STRICTNESS.get(overall, 1), default="hold")


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeState:
    """What matters of one dispute to one lot or revision. ``choice`` is the party kept."""

    kind: DisputeKind
    ruling: Ruling | Literal[""] = ""
    choice: str = ""
    merged: str = ""
    """The verdict all parties have after ``merge``."""


HOLDS_LOT: frozenset[DisputeKind] = frozenset({"double_opening", "rival_revisions"})
"""What holds a lot; counts and badge numbers hold its badges only."""

LotStanding: TypeAlias = Literal["free", "held", "set_aside"]


def lot_standing(inspection: str, disputes: Sequence[DisputeState]) -> LotStanding:
    """``held`` while its opening or its record is undecided; ``set_aside`` when another party was
    kept: then its goods go the other lot's way and this record releases nothing."""
    if any(not each.ruling and each.kind in HOLDS_LOT for each in disputes):
        return "held"
    doubles = [each for each in disputes if each.kind == "double_opening"]
    if any(each.ruling == "keep" and each.choice != inspection for each in doubles):
        return "set_aside"
    if any(each.ruling == "merge" and each.choice != inspection for each in doubles):
        return "set_aside"
    if any(each.ruling == "merge" and each.merged != "accept" for each in doubles):
        return "held"
    return "free"
