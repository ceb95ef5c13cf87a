"""Connections to the central database: transactions that write, and reads that never block them.

On SQLite a writing transaction takes the lock when it begins (``BEGIN IMMEDIATE``), so that two
of them can never both read and then overwrite each other. On PostgreSQL rows are locked by whoever
changes them, each transaction sees one tenant only, and what lost a race is done again.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path
from typing import Any, Final, TypeAlias, TypeVar

from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool, QueuePool

from inspector_app.central.db import sqlite_thread
from inspector_app.central.db.address import Address
from inspector_app.domain.errors import StorageError, SyncError

Transaction: TypeAlias = AsyncConnection
Result = TypeVar("Result")
_BUSY_MS: Final = 10_000
_TRIES: Final = 8
_FIRST_PAUSE: Final = 0.01
_LOST_A_RACE: Final = ("40001", "40P01")
_DISK_FULL: Final = ("53100",)
_CONNECT_SECONDS: Final = 5


class Database:
    """``write(tenant)`` and ``read(tenant)`` give transactions that see this tenant's rows.

    Both end with the ``async with`` block. Without a tenant only the directory can be read.

    StorageError ``database_unavailable``, ``database_refused`` (this role, its password or the
    database's name), ``database_contended`` or ``central_disk_full``; SyncError ``bad_encoding``
    for a character no text of the database holds.
    """

    def __init__(self, address: Address, *, connections: int = 10) -> None:
        self.address = address
        self.retries = 0
        self.full = False
        """Something found no room on the disk, and nothing has proved since that there is some."""
        if address.is_postgres:
            self._writer = _server_engine(address, connections)
            self._reader = self._writer.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        else:
            by_thread = {"async_creator_fn": sqlite_thread.connect}
            self._writer = create_async_engine(
                address.url, pool_size=1, max_overflow=0, pool_timeout=60, connect_args=by_thread
            )
            self._reader = create_async_engine(
                address.url, pool_size=4, max_overflow=4, connect_args=by_thread
            )
            _prepare(self._writer, "BEGIN IMMEDIATE")
            _prepare(self._reader, "BEGIN")

    @asynccontextmanager
    async def write(self, tenant: str) -> AsyncIterator[Transaction]:
        """A transaction that commits when the block ends well."""
        async with self._translated(), self._connected(self._writer) as tx, tx.begin():
            await self.enter(tx, tenant)
            yield tx

    @asynccontextmanager
    async def read(self, tenant: str | None) -> AsyncIterator[Transaction]:
        """A consistent view; nothing can be written through it."""
        async with self._translated(), self._connected(self._reader) as tx:
            await self.enter(tx, tenant)
            yield tx

    async def run(self, tenant: str, work: Callable[[Transaction], Awaitable[Result]]) -> Result:
        """Do a piece of writing, again when it lost a race against another; so ``work`` must do
        nothing but change rows."""
        for trial in range(_TRIES):
            try:
                async with self.write(tenant) as tx:
                    return await work(tx)
            except StorageError as problem:
                if problem.code != "database_contended" or trial == _TRIES - 1:
                    raise
            self.retries += 1
            await asyncio.sleep(_FIRST_PAUSE * 2**trial)
        raise AssertionError  # the last trial returns or raises

    async def revision(self) -> str | None:
        """Which version the tables have; None when the database does not answer or has none."""
        try:
            async with self.read(None) as tx:
                found = await tx.execute(text("SELECT version_num FROM alembic_version"))
                revision: str | None = found.scalar()
                return revision
        except (StorageError, DBAPIError):
            return None

    async def prove_room(self) -> None:
        """Once something found no room: make a table grow, and be rid of it again.

        StorageError ``central_disk_full`` or ``database_unavailable``; no work while all is well.
        """
        if not self.full:
            return
        if self.address.is_postgres:
            # A role that may make no such table cannot prove it: the next refusal tells again.
            with contextlib.suppress(ProgrammingError):
                async with self._translated(), self._connected(self._writer) as tx, tx.begin():
                    for statement in _GROW:
                        await tx.execute(statement)
        else:
            await asyncio.to_thread(_grow_beside, self.address.file)
        self.full = False

    def connections_used(self) -> tuple[int, int]:
        """How many connections are at work, and how many there may be at most."""
        pools = {id(engine.pool): engine.pool for engine in (self._writer, self._reader)}
        found = [pool for pool in pools.values() if isinstance(pool, QueuePool)]
        most = sum(pool.size() + pool._max_overflow for pool in found)
        return sum(pool.checkedout() for pool in found), most

    async def close(self) -> None:
        """Give all connections back."""
        await self._writer.dispose()
        await self._reader.dispose()

    @asynccontextmanager
    async def _connected(self, engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
        try:
            connection = await engine.connect()
        except (OSError, PoolTimeout) as problem:
            raise StorageError("database_unavailable") from problem
        try:
            yield connection
        finally:
            await connection.close()

    @asynccontextmanager
    async def _translated(self) -> AsyncIterator[None]:
        try:
            yield
        except DBAPIError as problem:
            if getattr(problem.orig, "sqlstate", None) in _NO_TEXT:
                raise SyncError("bad_encoding", detail="character") from problem
            code = refusal_code(problem)
            if code is None:
                raise
            self.full = self.full or code == "central_disk_full"
            raise StorageError(code) from problem

    async def enter(self, tx: Transaction, tenant: str | None) -> None:
        """From here on the transaction sees this tenant's rows."""
        if self.address.is_postgres:
            await tx.execute(_ENTER, {"tenant": tenant or ""})


_ENTER: Final = text("SELECT set_config('inspector.tenant', :tenant, true)")
_GROW: Final = (
    text("CREATE TEMPORARY TABLE room (filler text) ON COMMIT DROP"),
    text("INSERT INTO room SELECT repeat('x', 1000) FROM generate_series(1, 250)"),
)
_FULL_ERRNO: Final = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
_GROWTH: Final = 256 * 1024
"""Bytes; room left over in a page that is there already proves nothing."""


def _grow_beside(database: Path) -> None:
    """A file on the same disk; StorageError ``central_disk_full`` or ``database_unavailable``."""
    try:
        with tempfile.TemporaryFile(dir=database.parent) as file:
            file.write(bytes(_GROWTH))
            file.flush()
            os.fsync(file.fileno())
    except OSError as problem:
        code = "central_disk_full" if problem.errno in _FULL_ERRNO else "database_unavailable"
        raise StorageError(code) from problem


def _server_engine(address: Address, connections: int) -> AsyncEngine:
    return create_async_engine(
        address.url,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=10,
        pool_pre_ping=True,  # a server that was away is found again without a lost request
        connect_args={"timeout": _CONNECT_SECONDS, "command_timeout": 60},
    )


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


@contextmanager
def whole_change(address: str) -> Iterator[Connection]:
    """A connection to the SQLite file at ``address`` (``sqlite:///…``) in one writing transaction.

    Changes of tables are part of it: Python's driver begins none before them by itself, and what
    broke off half-way would leave the first half behind.
    """
    engine = create_engine(address, poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def _connect(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute(f"PRAGMA busy_timeout={_BUSY_MS}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    with engine.begin() as connection:
        yield connection


def refusal_code(problem: DBAPIError) -> str | None:
    """The code of ours for what the database said; None for a fault of the program."""
    state = getattr(problem.orig, "sqlstate", None)
    if state in _LOST_A_RACE:
        return "database_contended"
    if state in _DISK_FULL or (state is None and "full" in str(problem.orig)):
        return "central_disk_full"
    if problem.connection_invalidated or isinstance(problem, OperationalError):
        return "database_unavailable"
    if state is None:
        return None
    if state[:2] in _NO_ENTRY or state in _NO_DATABASE:
        return "database_refused"
    return "database_unavailable" if state.startswith(_AWAY) else None


_AWAY: Final = ("080", "08P", "57P", "533")
"""No connection; the server is going down or coming up; it has no place for one more."""
_NO_ENTRY: Final = ("28",)
_NO_DATABASE: Final = ("3D000",)
_NO_TEXT: Final = ("22021", "22P05")
"""Characters PostgreSQL's texts cannot hold, such as U+0000 in an address."""


def snapshot_to(source: Path, target: Path) -> None:
    """A consistent copy of a live database (copying the file of one is no backup)."""
    with closing(sqlite3.connect(source)) as connection:
        connection.execute("VACUUM INTO ?", (str(target),))
