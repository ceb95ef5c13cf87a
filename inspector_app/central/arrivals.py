"""Records photos that become durable at the same time in one transaction.

A transaction costs a flush of the disk and more time of the loop than a photo's own bytes, and
SQLite takes one at a time. Whoever comes first is recorded at once; those who come while that runs
are recorded together next. Nobody is answered before the commit, and nobody for the fault of
another: what fails together is done again one by one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from inspector_app.domain.errors import StorageError

_MOST: Final = 64
"""Photos of one transaction: no record of a station waits long for its turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A photo whose bytes are durable; ``recorded`` once its row is, too."""

    sha256: str
    size: int
    recorded: asyncio.Future[None] = field(repr=False)


Record = Callable[[Sequence[Arrival]], Awaitable[None]]


class Arrivals:
    """What waits to be recorded, by tenant."""

    def __init__(self) -> None:
        self._waiting: dict[str, list[Arrival]] = {}
        self._working: dict[str, asyncio.Task[None]] = {}

    async def add(self, tenant: str, sha256: str, size: int, record: Record) -> None:
        """Wait until ``record`` was called for this photo, alone or with others, and has ended
        well. Raises as it does."""
        one = Arrival(sha256=sha256, size=size, recorded=asyncio.get_running_loop().create_future())
        self._waiting.setdefault(tenant, []).append(one)
        if tenant not in self._working:
            self._working[tenant] = asyncio.create_task(self._work(tenant, record))
        await one.recorded

    async def _work(self, tenant: str, record: Record) -> None:
        waiting = self._waiting[tenant]
        try:
            while waiting:
                batch = waiting[:_MOST]
                del waiting[:_MOST]
                await _record(batch, record)
        finally:
            del self._working[tenant], self._waiting[tenant]
            for left in waiting:  # the server ends in the middle of it
                left.recorded.cancel()


async def _record(batch: Sequence[Arrival], record: Record) -> None:
    try:
        await record(batch)
    except StorageError as problem:  # it would be the same for each of them
        _fail(batch, problem)
    except Exception as problem:
        if len(batch) == 1:
            _fail(batch, problem)
            return
        for one in batch:
            await _record([one], record)
    except BaseException:
        for one in batch:
            one.recorded.cancel()
        raise
    else:
        for one in batch:
            if not one.recorded.done():  # who asked for it may have gone
                one.recorded.set_result(None)


def _fail(batch: Sequence[Arrival], problem: Exception) -> None:
    for one in batch:
        if not one.recorded.done():
            one.recorded.set_exception(problem)
