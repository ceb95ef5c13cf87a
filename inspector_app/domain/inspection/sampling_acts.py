"""Acts about the sample itself: a unit replaced, inspection stopped early, units taken away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

UnitUse: TypeAlias = Literal["opened", "retained"]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitReplaced:
    """A suggested unit of a drawn carton could not be taken; the next of its stream stands in.

    ``place`` and ``by`` are places in the carton, from 1.
    """

    kind: ClassVar[str] = "unit_replaced"
    carton: int
    place: int
    by: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """Drawn units of a carton that nobody looked at."""

    carton: int
    units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplingStopped:
    """A class or check reached its rejection number, and the rest was not looked at.

    ``cls`` is the class, or ``check:<stage id>`` for a check with its own sample. ``left`` are the
    units that were not examined: they count as such, never as good.
    """

    kind: ClassVar[str] = "sampling_stopped"
    cls: str
    counted: int
    re: int
    left: tuple[Left, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitsTaken:
    """Units that leave the saleable quantity beside those a check opens.

    ``opened`` (opened or spoilt by looking) or ``retained`` (留样). ``count`` is the whole number
    of that use, so that a later act corrects an earlier one.
    """

    kind: ClassVar[str] = "units_taken"
    use: UnitUse
    count: int
    reason: str = ""
