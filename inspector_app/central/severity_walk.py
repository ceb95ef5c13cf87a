"""Walks the histories that new results and rulings change: on from where they stood if that is
the same, else from an earlier mark, else from the beginning."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from inspector_app.central.db import severity, severity_marks
from inspector_app.central.db.engine import Transaction
from inspector_app.central.db.moments import to_us
from inspector_app.central.db.severity import KeptEvent
from inspector_app.central.db.severity_marks import GoodsId
from inspector_app.domain.sampling.severity_history import HistoryEvent
from inspector_app.domain.sampling.severity_marks import BEGINNING, Mark, Walk, holds, kept, walk
from inspector_app.services.severity_events import SeverityNews

_FEW: Final = 16
"""Events of a history that is read whole rather than looked for marks in."""
_TOGETHER: Final = 25
"""Histories read by one question: from the earliest moment that any of them asks for."""


@dataclass(slots=True, kw_only=True)
class Change:
    """What happened to the history of one supplier's product. ``before`` are rows as they were,
    ``after`` those in their place by record; ``left``: a record went to other goods."""

    news: SeverityNews
    before: list[KeptEvent] = field(default_factory=list)
    after: dict[str, KeptEvent] = field(default_factory=dict)
    left: bool = False

    def events(self) -> list[HistoryEvent]:
        """All that came, went or was corrected."""
        rows = (*self.before, *self.after.values())
        return [row.event for row in rows if row.event is not None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Walked:
    """A history as it stands: its head, which entries are in it, and ``stale`` by record for the
    rows that were walked."""

    head: Mark
    seen: dict[str, int]
    rows: Sequence[KeptEvent]
    stale: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Begin:
    """From where a history is walked: ``rows`` are all behind ``mark``, ``seen`` the entries that
    count in the whole of it."""

    mark: Mark
    rows: Sequence[KeptEvent]
    seen: dict[str, int]


async def walk_all(
    tx: Transaction, tenant: str, changes: Mapping[GoodsId, Change],
    bodies: Mapping[GoodsId, bytes | None],
) -> dict[GoodsId, Walked]:  # fmt: skip
    """Walk the changed histories, whose rows are written; ``bodies`` are the marks kept beside
    the goods."""
    begin: dict[GoodsId, _Begin] = {}
    late: dict[GoodsId, tuple[Mark, dict[str, int]]] = {}
    for goods, change in changes.items():
        head = severity_marks.unpack_head(bodies.get(goods))
        seen = None if head is None or change.left else seen_with(head.seen, change)
        if head is None or seen is None:
            continue
        if holds(head.mark, change.events()):
            rows = sorted(change.after.values(), key=lambda row: row.record)
            begin[goods] = _Begin(mark=head.mark, rows=rows, seen=seen)
        elif head.mark.events > _FEW:
            late[goods] = (head.mark, seen)
    appended = frozenset(begin)
    begin |= await _from_marks(tx, tenant, changes, late)
    begin |= await _from_the_first(tx, tenant, [each for each in changes if each not in begin])
    found: dict[GoodsId, Walked] = {}
    passed: dict[GoodsId, tuple[Mark, Walk]] = {}
    for goods, each in begin.items():
        way = walk(each.mark, (row.event for row in each.rows if row.event is not None))
        found[goods] = Walked(head=way.head, seen=each.seen, rows=each.rows, stale=_stale(way))
        if goods not in appended or way.marks:
            passed[goods] = (each.mark, way)
    await _keep(tx, tenant, passed)
    return found


async def _from_marks(
    tx: Transaction, tenant: str, changes: Mapping[GoodsId, Change],
    late: Mapping[GoodsId, tuple[Mark, dict[str, int]]],
) -> dict[GoodsId, _Begin]:  # fmt: skip
    """Histories whose latest mark before all that changed still holds."""
    if not late:
        return {}
    wanted: dict[GoodsId, int] = {}
    for goods, places in (await severity_marks.places(tx, tenant, late)).items():
        first = min(to_us(event.at) for event in changes[goods].events())
        before = [events for events, moment in places.items() if moment <= first]
        if before:
            wanted[goods] = max(before)
    marks = await severity_marks.at(tx, tenant, wanted) if wanted else {}
    sound = {goods: mark for goods, mark in marks.items() if holds(mark, changes[goods].events())}
    rows = await _since(tx, tenant, {goods: mark.moment for goods, mark in sound.items()})
    return {
        goods: _Begin(mark=mark, rows=rows.get(goods, []), seen=late[goods][1])
        for goods, mark in sound.items()
    }


async def _since(
    tx: Transaction, tenant: str, moments: Mapping[GoodsId, datetime]
) -> dict[GoodsId, list[KeptEvent]]:
    by_moment = sorted(moments, key=lambda goods: moments[goods])
    found: dict[GoodsId, list[KeptEvent]] = {}
    for start in range(0, len(by_moment), _TOGETHER):
        some = by_moment[start : start + _TOGETHER]
        read = await severity.of_goods(tx, tenant, some, since=moments[some[0]])
        for goods, rows in read.items():
            found[goods] = [
                row for row in rows if row.event is not None and row.event.at >= moments[goods]
            ]
    return found


async def _from_the_first(
    tx: Transaction, tenant: str, goods: Sequence[GoodsId]
) -> dict[GoodsId, _Begin]:
    """Histories that are walked whole."""
    if not goods:
        return {}
    rows = await severity.of_goods(tx, tenant, goods)
    await severity.fill_moments(tx, tenant, [row for each in rows.values() for row in each])
    return {
        each: _Begin(mark=BEGINNING, rows=rows.get(each, []), seen=_seen(rows.get(each, [])))
        for each in goods
    }


async def _keep(tx: Transaction, tenant: str, passed: Mapping[GoodsId, tuple[Mark, Walk]]) -> None:
    """Keep marks that were passed. Those there behind a start are of a history that is no more;
    far ones are thinned out."""
    if not passed:
        return
    there = await severity_marks.places(tx, tenant, passed)
    drop: list[tuple[str, str, int]] = []
    keep: list[tuple[GoodsId, Mark]] = []
    for goods, (start, way) in passed.items():
        counts = there.get(goods, {})
        sound = [count for count in counts if count <= start.events]
        worth = kept((*sound, *(mark.events for mark in way.marks)), way.head.events)
        drop += [(*goods, count) for count in counts if count > start.events or count not in worth]
        keep += [(goods, mark) for mark in way.marks if mark.events in worth]
    await severity_marks.drop(tx, tenant, drop)
    await severity_marks.keep(tx, tenant, keep)


def seen_with(seen: dict[str, int], change: Change) -> dict[str, int] | None:
    """The entries that count with those that came; None where one that counted is gone."""
    came = _seen(change.after.values())
    for row in change.before:
        for station, seq in _places(row):
            if came.get(station, 0) < seq:
                return None
    return {
        station: max(seen.get(station, 0), came.get(station, 0)) for station in {**seen, **came}
    }


def _seen(rows: Iterable[KeptEvent]) -> dict[str, int]:
    """The last journal entry of each station that counts here, those included that another
    station, or the same under a new identity, corrected since."""
    seen: dict[str, int] = {}
    for row in rows:
        for station, seq in _places(row):
            seen[station] = max(seq, seen.get(station, 0))
    return seen


def _places(row: KeptEvent) -> list[tuple[str, int]]:
    places = [(row.station, row.source)]
    if row.event is not None:
        places.append((row.event.station_id, row.event.seq))
    return places


def _stale(found: Walk) -> dict[str, str]:
    """By record: ``cls:used:due`` of each class planned from a stale state."""
    told: dict[str, list[str]] = {}
    for step in found.steps:
        if step.stale:
            text = f"{step.cls}:{step.used}:{step.due_at_plan}"
            told.setdefault(step.inspection_id, []).append(text)
    return {record: " ".join(classes) for record, classes in told.items()}
