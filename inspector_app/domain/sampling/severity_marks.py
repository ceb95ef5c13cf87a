"""Walks a history of severity on from where it stood, in place of walking all of it again.

A mark parts a history at a moment: whatever counts before it was sealed earlier, by every clock,
and whatever comes after it was sealed then or later. So the part behind a mark can be ordered and
walked by itself, and ends as a walk over everything ends. A mark holds only while nothing before
it changes; ``holds`` says whether it does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from inspector_app.domain.sampling.severity_history import (
    HistoryEvent,
    HistoryStep,
    Standing,
    derive,
    placed,
)

LATEST: Final = 30
"""Steps that a mark knows of."""
EVERY: Final = 16
"""Events from one kept mark to the next."""
_AT_EACH_DISTANCE: Final = 2
_TICK: Final = timedelta(microseconds=1)
_EVER: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Where a history of ``events`` results and rulings stood.

    ``last`` is each station's last place among them. ``turns`` are the steps at which a severity
    changed, ``steps`` the latest of all, ``stale`` how many lots were planned from a state that
    was not due.
    """

    moment: datetime = _EVER
    events: int = 0
    last: Mapping[str, int] = field(default_factory=dict)
    standings: tuple[Standing, ...] = ()
    turns: tuple[HistoryStep, ...] = ()
    steps: tuple[HistoryStep, ...] = ()
    stale: int = 0


BEGINNING: Final = Mark()
"""Before the first event of any history."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """``steps`` are those of the walked events only; ``marks`` those passed that are to be kept,
    and ``head`` where the history stands now."""

    head: Mark
    steps: tuple[HistoryStep, ...] = ()
    marks: tuple[Mark, ...] = ()


def holds(mark: Mark, changed: Iterable[HistoryEvent]) -> bool:
    """Whether the history before the mark is what it was, though these events came, went or were
    corrected: all of them belong behind it."""
    return all(
        each.at >= mark.moment and each.seq > mark.last.get(each.station_id, 0) for each in changed
    )


def walk(start: Mark, events: Iterable[HistoryEvent]) -> Walk:
    """Walk all that counts behind ``start``, which holds."""
    order = placed(events)
    mark, steps, marks = start, list[HistoryStep](), list[Mark]()
    begun = 0
    for end in _ends(order, start.events):
        part = order[begun:end]
        mark, walked = _after(mark, part)
        steps += walked
        if mark.events % EVERY == 0:
            marks.append(mark)
        begun = end
    return Walk(head=mark, steps=tuple(steps), marks=tuple(marks))


def kept(counts: Iterable[int], head: int) -> Set[int]:
    """Of marks by their numbers of events, those worth keeping behind a head: close together
    near it, and twice as far apart at each doubling of the distance."""
    return frozenset(
        count
        for count in counts
        if count and count % EVERY == 0 and head - count <= _reach(count // EVERY)
    )


def _reach(number: int) -> int:
    return EVERY * _AT_EACH_DISTANCE * (number & -number)


def _ends(order: Sequence[tuple[datetime, HistoryEvent]], before: int) -> list[int]:
    """Where the walk pauses: after each ``EVERY`` events where a moment parts them, and last."""
    lowest: list[datetime] = []
    for _, event in reversed(order):
        lowest.append(min(event.at, lowest[-1]) if lowest else event.at)
    lowest.reverse()
    found = [
        end
        for end in range(1, len(order))
        if (before + end) % EVERY == 0 and order[end - 1][0] < lowest[end]
    ]
    return [*found, len(order)] if order else found


def _after(
    mark: Mark, part: Sequence[tuple[datetime, HistoryEvent]]
) -> tuple[Mark, tuple[HistoryStep, ...]]:
    walked = derive((event for _, event in part), mark.standings, mark.turns)
    last = dict(mark.last)
    for _, event in part:
        last[event.station_id] = max(event.seq, last.get(event.station_id, 0))
    late = {step.inspection_id for step in walked.steps if step.stale}
    steps = walked.steps
    return (
        Mark(
            moment=part[-1][0] + _TICK, events=mark.events + len(part), last=last,
            standings=walked.standings,
            turns=(*mark.turns, *(step for step in steps if step.cause)),
            steps=(*mark.steps, *steps)[-LATEST:], stale=mark.stale + len(late),
        ),
        steps,
    )  # fmt: skip
