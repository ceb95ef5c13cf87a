"""What follows from events is worked out after they are durable, in transactions of its own.

Taking an event and drawing conclusions from it are two things: a slow or broken conclusion may
never hold up or refuse a record. Each replica works at the queue; a tenant's part of it is worked
at by one at a time, so that conclusions are drawn in one order.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Final

import structlog

from inspector_app.central import elsewhere, severity
from inspector_app.central.db import directory, feeds, underived
from inspector_app.central.db.engine import Transaction
from inspector_app.central.db.severity import Entry
from inspector_app.central.db.underived import Waiting
from inspector_app.central.parts import Parts
from inspector_app.central.projection import Disposition1, Inspection1, Void1, project
from inspector_app.central.verdicts import FEED, publish_verdicts
from inspector_app.domain.errors import StorageError
from inspector_app.services.severity_events import KINDS

DERIVED_FEEDS: Final = frozenset({FEED, severity.FEED, *elsewhere.FEEDS})
_log = structlog.get_logger(__name__)
_PART: Final = 100
_LOOK_AROUND: Final = 5.0
"""Seconds after which a replica looks for what another one left behind."""
_LULL: Final = 0.02
_POLITE: Final = 0.25
"""Seconds that a part waits at most for a moment without arrivals."""
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
            try:
                if anew:
                    await _try_all_again(self._parts)
                    anew = False
                await derive_everything(self._parts, self._quiet)
            except StorageError as problem:
                _log.info("deriving waits", code=problem.code)
            except Exception:
                _log.exception("deriving failed")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._work.wait(), _LOOK_AROUND)

    async def _quiet(self) -> None:
        """Let those who send go first, as long as they do not send for ever."""
        loop = asyncio.get_running_loop()
        end = loop.time() + _POLITE
        while (now := loop.time()) < end and now - self._arrived < _LULL:
            await asyncio.sleep(_LULL)


async def derive_everything(parts: Parts, quiet: Callable[[], Awaitable[None]]) -> int:
    """Empty the queues of all tenants; how many events were worked at. StorageError.

    ``quiet`` is awaited before each part.
    """
    async with parts.db.read(None) as tx:
        tenants = await directory.tenants(tx)
    done = 0
    for tenant in tenants:
        await quiet()
        while part := await _derive_part(parts, tenant):
            done += part
            await quiet()
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


async def _derive_part(parts: Parts, tenant: str) -> int:
    try:
        return await parts.db.run(tenant, lambda tx: _derive(tx, parts, tenant, _PART))
    except StorageError:
        raise
    except Exception:
        _log.warning("deriving one by one", tenant=tenant)
    return await _derive_singly(parts, tenant)


async def _derive_singly(parts: Parts, tenant: str) -> int:
    """Work at a part of the queue so that one bad event harms no other."""
    done = 0
    for _ in range(_PART):
        try:
            part = await parts.db.run(tenant, lambda tx: _derive(tx, parts, tenant, 1))
        except StorageError:
            raise
        except Exception:
            _log.exception("nothing derived from an event", tenant=tenant)
            await parts.db.run(tenant, lambda tx: _note_failure(tx, tenant))
            part = 1
        if part == 0:
            break
        done += part
    return done


async def _derive(tx: Transaction, parts: Parts, tenant: str, limit: int) -> int:
    # One at a time for a tenant: whoever holds the feed has the queue.
    await feeds.hold(tx, tenant, FEED, parts.ids.new())
    waiting = await underived.first(tx, tenant, limit)
    if waiting:
        await publish_verdicts(tx, tenant, _records(waiting), waiting[0].link.hex())
        await elsewhere.events_arrived(tx, parts, tenant, _records(waiting), waiting)
        await severity.events_arrived(tx, parts, tenant, _entries(waiting))
        await underived.remove(tx, tenant, waiting)
    return len(waiting)


async def _note_failure(tx: Transaction, tenant: str) -> None:
    await underived.note_failure(tx, tenant, await underived.first(tx, tenant, 1))


def _records(waiting: Sequence[Waiting]) -> list[str]:
    found = []
    for event in waiting:
        content = project(event.kind, event.payload).content
        if isinstance(content, Inspection1):
            found.append(content.record.id)
        elif isinstance(content, Disposition1 | Void1):
            found.append(content.record_id)
    return found


def _entries(waiting: Sequence[Waiting]) -> list[Entry]:
    return [
        Entry(
            station=event.sealed_at[0], seq=event.sealed_at[1], kind=event.kind,
            payload=event.payload,
        )
        for event in waiting
        if event.state == "accepted" and event.kind in KINDS
    ]  # fmt: skip
