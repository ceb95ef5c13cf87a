"""Many who wait until conclusions are drawn look at the queue together, not each for itself."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final
from weakref import WeakKeyDictionary

_PATIENCE: Final = 3.0
_APART: Final = 0.02
"""Seconds between two looks, however many wait."""


@dataclass(slots=True)
class _Looks:
    """What the last look at one tenant's queue saw; its times are the loop's."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    begun: float = float("-inf")
    ended: bool = False


class Settling:
    """For all requests of one process; usable from several event loops."""

    def __init__(self) -> None:
        self._looks: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, _Looks]] = (
            WeakKeyDictionary()
        )

    async def wait(self, tenant: str, look: Callable[[], Awaitable[bool]]) -> None:
        """Return once ``look``, begun after this call, says that waiting has an end; after a few
        seconds in any case. What ``look`` raises reaches one of those who wait."""
        loop = asyncio.get_running_loop()
        mine = self._looks.setdefault(loop, {}).setdefault(tenant, _Looks())
        came = loop.time()
        while loop.time() - came < _PATIENCE:
            async with mine.turn:
                old = not mine.ended and loop.time() - mine.begun >= _APART
                if mine.begun <= came or old:
                    await asyncio.sleep(max(0.0, mine.begun + _APART - loop.time()))
                    began = loop.time()
                    mine.ended = await look()
                    mine.begun = began
                if mine.ended:
                    return
            await asyncio.sleep(_APART)
