"""Whether this process can do its work now: the answer of ``/readyz``."""

from __future__ import annotations

import asyncio
from typing import Final

from inspector_app.central.parts import Parts
from inspector_app.domain.errors import InspectorError, StorageError

_WAIT_SECONDS: Final = 3
_GOOD_FOR_NS: Final = 2_000_000_000
"""So long a proven store of photos is believed: whoever asks every second writes half as often."""


class Readiness:
    """Asks the database and the store of photos; both at once, neither for long."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._proven_at: int | None = None

    async def problem(self) -> str:
        """The code of what is in the way: ``server_stopping``, ``database_unavailable``,
        ``tables_of_another_version``, ``photos_unavailable`` or ``central_disk_full``; empty when
        nothing is."""
        if self._parts.watch.stopping:
            return "server_stopping"
        tables, photos = await asyncio.gather(self._tables(), self._photos())
        return tables or photos

    async def _tables(self) -> str:
        try:
            async with asyncio.timeout(_WAIT_SECONDS):
                found = await self._parts.db.revision()
                await self._parts.db.prove_room()
        except TimeoutError:
            found = None
        except StorageError as problem:
            return problem.code
        if found is None:
            return "database_unavailable"
        return "" if found == self._parts.schema else "tables_of_another_version"

    async def _photos(self) -> str:
        now = self._parts.clock.monotonic_ns()
        if self._proven_at is not None and 0 <= now - self._proven_at < _GOOD_FOR_NS:
            return ""
        self._proven_at = None
        try:
            async with asyncio.timeout(_WAIT_SECONDS):
                await self._parts.blobs.prove_writable(self._parts.ids.new())
        except TimeoutError:
            return "photos_unavailable"
        except InspectorError as problem:
            return problem.code
        self._proven_at = now
        return ""
