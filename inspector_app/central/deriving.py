"""What follows from events is worked out after they are durable, in transactions of its own.

Taking an event and drawing conclusions from it are two things: a slow or broken conclusion may
never hold up or refuse a record. Each replica works at the queue; a tenant's part of it is worked
at by one at a time, so that conclusions are drawn in one order.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final, Protocol, TypeAlias

import structlog

from inspector_app.central import elsewhere, severity
from inspector_app.central.db import directory, feeds, underived
from inspector_app.central.db.engine import Transaction
from inspector_app.central.db.moments import to_ms
from inspector_app.central.db.severity import Entry
from inspector_app.central.db.underived import Waiting
from inspector_app.central.dispute_desk import Desk
from inspector_app.central.parts import Parts
from inspector_app.central.projection import Disposition1, Inspection1, Void1
from inspector_app.central.readings import LOTS, Readings
from inspector_app.central.record_facts import facts_about
from inspector_app.central.verdicts import FEED, publish_verdicts
from inspector_app.domain.errors import StorageError
from inspector_app.services.severity_events import KINDS

DERIVED_FEEDS: Final = frozenset({FEED, severity.FEED, *elsewhere.FEEDS})
_log = structlog.get_logger(__name__)
_PART: Final = 200
_BREATH: Final = 8
"""Records that are read before requests may go between."""
_LOOK_AROUND: Final = 5.0
"""Seconds after which a replica looks for what another one left behind."""
_SOON: Final = 0.2
_LULL: Final = 0.02
_LULL_IN_A_STORM: Final = 0.25
"""Seconds without arrivals; many who send in turn leave short ones between them."""
_POLITE: Final = 2.0
"""Seconds that a part waits at most for such a moment."""
_Which: TypeAlias = Callable[[Transaction], Awaitable[Sequence[Waiting]]]
_NEARLY_DONE: Final = 200


class Deriver:
    """Works at the queues of all tenants until it is ended."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._work = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._arrived = 0.0

    def start(self) -> None:
        """Begin, in the running loop."""
        self._task = asyncio.get_running_loop().create_task(self._run())

    def poke(self) -> None:
        """Something was queued."""
        self._arrived = asyncio.get_running_loop().time()
        self._work.set()

    async def end(self) -> None:
        """Stop; what is half done is rolled back and done again."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        anew = True  # this program may know what an earlier one could not do
        while True:
            self._work.clear()
            wait = _LOOK_AROUND
            try:
                if anew:
                    await _try_all_again(self._parts)
                    anew = False
                done = await derive_everything(self._parts, self._quiet)
                # What came while somebody else was at the end of this tenant's queue may be left.
                wait = _SOON if done.elsewhere else _LOOK_AROUND
            except StorageError as problem:
                _log.info("deriving waits", code=problem.code)
            except Exception:
                _log.exception("deriving failed")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._work.wait(), wait)

    async def _quiet(self, *, storm: bool) -> None:
        """Let those who send go first, as long as they do not send for ever."""
        loop = asyncio.get_running_loop()
        end, lull = loop.time() + _POLITE, _LULL_IN_A_STORM if storm else _LULL
        while (now := loop.time()) < end and now - self._arrived < lull:
            await asyncio.sleep(_LULL)


@dataclass(slots=True)
class Done:
    """How many events were worked at, and the tenants somebody else was working for."""

    events: int = 0
    elsewhere: set[str] = field(default_factory=set)


class Quiet(Protocol):
    """Awaited before each part; ``storm``: the part before it was a full one."""

    def __call__(self, *, storm: bool) -> Awaitable[None]: ...


async def derive_everything(parts: Parts, quiet: Quiet) -> Done:
    """Empty the queues of all tenants, a part of each in turn. StorageError.

    A tenant that somebody else works for is left to them.
    """
    async with parts.db.read(None) as tx:
        tenants = await directory.tenants(tx)
    done = Done()
    left = dict.fromkeys(tenants)
    part: int | None = 0
    while left:
        for tenant in tuple(left):
            await quiet(storm=part == _PART)
            part = await _derive_part(parts, tenant)
            if part is None:
                done.elsewhere.add(tenant)
            if not part:
                del left[tenant]
            done.events += part or 0
    for tenant in tenants:
        done.events += await _derive_given_up(parts, tenant)
    return done


async def _try_all_again(parts: Parts) -> None:
    async with parts.db.read(None) as tx:
        tenants = await directory.tenants(tx)
    for tenant in tenants:
        await parts.db.run(tenant, partial(underived.try_all_again, tenant=tenant))


async def settled(parts: Parts, tenant: str) -> None:
    """Return once conclusions are drawn from all that has arrived: whoever has just sent
    something reads what follows from it. Waits at most a few seconds, and not at all while there
    is much to do."""

    async def look() -> bool:
        async with parts.db.read(tenant) as tx:
            return await underived.count(tx, tenant, _NEARLY_DONE) in (0, _NEARLY_DONE)

    await parts.settling.wait(tenant, look)


async def unsettled(tx: Transaction, tenant: str) -> bool:
    """Whether ``settled`` would wait."""
    return await underived.count(tx, tenant, _NEARLY_DONE) not in (0, _NEARLY_DONE)


async def _derive_part(parts: Parts, tenant: str) -> int | None:
    """How many events were worked at; None while somebody else does."""
    readings = await _read_ahead(parts, tenant)
    if readings is None:
        return 0
    try:
        return await parts.db.run(tenant, lambda tx: _derive(tx, parts, tenant, _PART, readings))
    except StorageError:
        raise
    except Exception:
        _log.warning("deriving one by one", tenant=tenant)
    return await _derive_singly(parts, tenant)


async def _read_ahead(parts: Parts, tenant: str) -> Readings | None:
    """Read what waits before the transaction that writes begins; None where nothing waits."""
    async with parts.db.read(tenant) as tx:
        waiting = await underived.first(tx, tenant, _PART)
    if not waiting:
        return None
    readings = Readings()
    for number, each in enumerate(waiting):
        readings.content(each.kind, each.payload)
        if each.kind in LOTS:
            readings.walk(each.payload)
        if number % _BREATH == 0:
            await asyncio.sleep(0)
    return readings


async def _derive_singly(parts: Parts, tenant: str) -> int | None:
    """Work at a part of the queue so that one bad event harms no other."""
    done = 0
    for _ in range(_PART):
        try:
            part = await parts.db.run(tenant, lambda tx: _derive(tx, parts, tenant, 1, Readings()))
        except StorageError:
            raise
        except Exception:
            await _failed(parts, tenant, lambda tx: underived.first(tx, tenant, 1))
            part = 1
        if not part:
            return done or part
        done += part
    return done


async def _derive_given_up(parts: Parts, tenant: str) -> int:
    """Try what was given up once more, each event when its wait is over."""
    done = 0
    while True:
        now = to_ms(parts.clock.now())
        which = partial(underived.first_again, tenant=tenant, now=now)
        async with parts.db.read(tenant) as tx:
            if not await which(tx):
                return done
        try:
            part = await parts.db.run(tenant, partial(_derive_one, parts, tenant, which))
        except StorageError:
            raise
        except Exception:
            await _failed(parts, tenant, which)
            part = 1
        if part == 0:
            return done
        done += part


async def _derive_one(parts: Parts, tenant: str, which: _Which, tx: Transaction) -> int:
    if not await feeds.try_hold(tx, tenant, FEED, parts.ids.new()):
        return 0
    waiting = await which(tx)
    await _conclude(tx, parts, tenant, waiting, Readings())
    return len(waiting)


async def _derive(
    tx: Transaction, parts: Parts, tenant: str, limit: int, readings: Readings
) -> int | None:
    # One at a time for a tenant: whoever holds the feed has the queue.
    if not await feeds.try_hold(tx, tenant, FEED, parts.ids.new()):
        return None
    waiting = await underived.first(tx, tenant, limit)
    await _conclude(tx, parts, tenant, waiting, readings)
    return len(waiting)


async def _conclude(
    tx: Transaction, parts: Parts, tenant: str, waiting: Sequence[Waiting], readings: Readings
) -> None:
    """Draw the conclusions of these events; whoever calls has the queue."""
    if not waiting:
        return
    desk = Desk(tx=tx, tenant=tenant, names={}, now=parts.clock.now())
    at_hand = {(each.station, each.seq): each for each in waiting}
    facts = await facts_about(desk, _records(waiting, readings), readings, at_hand)
    await elsewhere.events_arrived(desk, facts, waiting, parts.ids.new())
    await publish_verdicts(desk, facts, parts.ids.new())
    await severity.events_arrived(tx, parts, tenant, _entries(waiting), readings)
    await underived.remove(tx, tenant, waiting)


async def _failed(parts: Parts, tenant: str, which: _Which) -> None:
    """Note the failure of the event that was worked at."""

    async def note(tx: Transaction) -> None:
        await feeds.hold(tx, tenant, FEED, parts.ids.new())
        now = to_ms(parts.clock.now())
        await underived.note_failure(tx, tenant, await which(tx), now)

    _log.exception("nothing derived from an event", tenant=tenant)
    await parts.db.run(tenant, note)


def _records(waiting: Sequence[Waiting], readings: Readings) -> list[str]:
    """The records these events are about, each once."""
    found: dict[str, None] = {}
    for event in waiting:
        content = readings.content(event.kind, event.payload)
        if isinstance(content, Inspection1):
            found[content.record.id] = None
        elif isinstance(content, Disposition1 | Void1):
            found[content.record_id] = None
    return list(found)


def _entries(waiting: Sequence[Waiting]) -> list[Entry]:
    return [
        Entry(
            station=event.sealed_at[0], seq=event.sealed_at[1], kind=event.kind,
            payload=event.payload,
        )
        for event in waiting
        if event.state == "accepted" and event.kind in KINDS
    ]  # fmt: skip
