"""What became of a lot's units: accepted, rejected, or waiting for somebody's decision."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

_ACCEPTED = frozenset({"accept", "concession"})
_REJECTED = frozenset({"return", "scrap"})
_WAITING = frozenset({"sort", "rework"})


@dataclass(frozen=True, slots=True, kw_only=True)
class LotOutcome:
    """Sale units; the three make the lot's size."""

    accepted: int
    rejected: int
    waiting: int


def outcome(size: int, overall: str, decisions: Iterable[tuple[str, int]]) -> LotOutcome:
    """The lot as verdict and decisions (disposition, units) leave it.

    A decision speaks for its units, the verdict for the rest; an urgent release decides nothing.
    More units than the lot has are not believed: the stricter words count first.
    """
    told = list(decisions)
    rejected = _told(told, _REJECTED, size)
    waiting = _told(told, _WAITING, size - rejected)
    accepted = _told(told, _ACCEPTED, size - rejected - waiting)
    rest = size - rejected - waiting - accepted
    if overall == "accept":
        accepted += rest
    elif overall == "reject":
        rejected += rest
    else:
        waiting += rest
    return LotOutcome(accepted=accepted, rejected=rejected, waiting=waiting)


def held(size: int) -> LotOutcome:
    """A lot that must not go on until somebody has decided, whatever its verdict."""
    return LotOutcome(accepted=0, rejected=0, waiting=size)


def _told(told: list[tuple[str, int]], words: frozenset[str], left: int) -> int:
    return min(left, sum(max(0, units) for word, units in told if word in words))
