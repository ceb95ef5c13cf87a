"""SQLite in a thread of its own that is asked once for each statement.

aiosqlite asks its thread for a cursor, for the statement, for the rows and for the cursor's end,
one after the other. Each question is a turn through the loop and back, and on a busy processor
those turns cost more than the statements. Here a statement and its rows are one question.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from types import TracebackType
from typing import Any, Final

import aiosqlite

Row = tuple[Any, ...]
_AHEAD: Final = 500
"""Rows fetched with the statement itself; the rest of a longer answer is asked for."""


def connect(database: str, **settings: Any) -> ThreadConnection:
    """For SQLAlchemy's ``async_creator_fn``; it opens when it is awaited."""
    connection = ThreadConnection(
        partial(sqlite3.connect, database, **settings), iter_chunk_size=_AHEAD
    )
    connection._thread.daemon = True  # a process that ends without closing must not wait for it
    return connection


class ThreadConnection(aiosqlite.Connection):
    """As aiosqlite's, with other cursors."""

    def cursor(self) -> ThreadCursor:  # type: ignore[override]  # all that is asked of it
        """Nothing is asked yet."""
        return ThreadCursor(self)


class ThreadCursor:
    """As much of a cursor as SQLAlchemy's adapter uses. sqlite3.Error from each statement."""

    def __init__(self, connection: ThreadConnection) -> None:
        self.arraysize = 1
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.description: Any = None
        self._connection = connection
        self._rows: list[Row] = []
        self._open: sqlite3.Cursor | None = None

    async def __aenter__(self) -> ThreadCursor:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def execute(self, statement: str, parameters: Sequence[Any] = ()) -> ThreadCursor:
        """One statement with its rows."""
        await self._ask(self._run, statement, parameters)
        return self

    async def executemany(
        self, statement: str, parameters: Iterable[Sequence[Any]]
    ) -> ThreadCursor:
        """One statement for many rows."""
        await self._ask(self._run_many, statement, parameters)
        return self

    async def fetchone(self) -> Row | None:
        """The next row."""
        found = await self.fetchmany(1)
        return found[0] if found else None

    async def fetchmany(self, size: int | None = None) -> Sequence[Row]:
        """The next rows, at most ``size``."""
        wanted = self.arraysize if size is None else size
        if len(self._rows) < wanted and self._open is not None:
            await self._ask(self._fetch, wanted - len(self._rows))
        found, self._rows = self._rows[:wanted], self._rows[wanted:]
        return found

    async def fetchall(self) -> Sequence[Row]:
        """All rows that are left."""
        if self._open is not None:
            await self._ask(self._fetch, -1)
        found, self._rows = self._rows, []
        return found

    async def close(self) -> None:
        """Let go of rows nobody fetched."""
        self._rows = []
        if self._open is not None:
            await self._ask(self._end)

    async def _ask(self, work: Callable[..., None], *given: Any) -> None:
        await self._connection._execute(work, *given)  # type: ignore[no-untyped-call]  # theirs

    def _run(self, statement: str, parameters: Sequence[Any]) -> None:
        """In the thread, as all that follows."""
        self._end()
        self._open = self._connection._conn.cursor()
        try:
            self._open.execute(statement, parameters)
            self._fetch(_AHEAD)
        except BaseException:
            self._end()
            raise

    def _run_many(self, statement: str, parameters: Iterable[Sequence[Any]]) -> None:
        self._end()
        self._open = self._connection._conn.cursor()
        try:
            self._open.executemany(statement, parameters)
            self._note()
        finally:
            self._end()

    def _fetch(self, count: int) -> None:
        """That many more rows, -1: all; the cursor ends with its last row."""
        cursor = self._open
        assert cursor is not None
        found = cursor.fetchall() if count < 0 else cursor.fetchmany(count)
        self._rows += found
        self._note()
        if count < 0 or len(found) < count:
            self._end()

    def _note(self) -> None:
        assert self._open is not None
        self.description = self._open.description
        self.rowcount, self.lastrowid = self._open.rowcount, self._open.lastrowid

    def _end(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None
