"""Connections to the central database: transactions that write, and reads that never block them.

SQLite today; the address decides. On SQLite a writing transaction takes the lock when it begins
(``BEGIN IMMEDIATE``), so that two of them can never both read and then overwrite each other.
"""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final, TypeAlias

from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from inspector_app.domain.errors import StorageError

Transaction: TypeAlias = AsyncConnection
_BUSY_MS: Final = 10_000


class Database:
    """``write()`` and ``read()`` give transactions; both end with the ``async with`` block."""

    def __init__(self, path: Path) -> None:
        self.path = path
        address = f"sqlite+aiosqlite:///{path}"
        self._writer = create_async_engine(address, pool_size=1, max_overflow=0, pool_timeout=60)
        self._reader = create_async_engine(address, pool_size=4, max_overflow=4)
        _prepare(self._writer, "BEGIN IMMEDIATE")
        _prepare(self._reader, "BEGIN")

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Transaction]:
        """A transaction that commits when the block ends well; StorageError otherwise possible:
        ``central_disk_full``, ``database_unavailable``."""
        async with _translated(), self._writer.begin() as connection:
            yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Transaction]:
        """A consistent view; nothing can be written through it."""
        async with _translated(), self._reader.connect() as connection:
            yield connection

    async def ready(self) -> bool:
        """Whether the database answers."""
        try:
            async with self.read() as connection:
                await connection.execute(text("SELECT 1 FROM tenants"))
        except StorageError:
            return False
        return True

    async def close(self) -> None:
        """Give all connections back."""
        await self._writer.dispose()
        await self._reader.dispose()


def _prepare(engine: AsyncEngine, begin: str) -> None:
    @event.listens_for(engine.sync_engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={_BUSY_MS}"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)


@asynccontextmanager
async def _translated() -> AsyncIterator[None]:
    try:
        yield
    except DBAPIError as problem:
        if "full" in str(problem.orig):
            raise StorageError("central_disk_full") from problem
        if isinstance(problem, OperationalError):
            raise StorageError("database_unavailable") from problem
        raise


def snapshot_to(source: Path, target: Path) -> None:
    """A consistent copy of a live database (copying the file of one is no backup)."""
    with sqlite3.connect(source) as connection:
        connection.execute("VACUUM INTO ?", (str(target),))
    connection.close()
