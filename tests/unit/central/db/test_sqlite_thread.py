"""SQLAlchemy over our cursors behaves as over aiosqlite's own, with fewer questions."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from inspector_app.central.db import sqlite_thread
from inspector_app.central.db.sqlite_thread import ThreadConnection, connect

Result = TypeVar("Result")
ROWS = 2 * sqlite_thread._AHEAD + 7


def over(tmp_path: Path, work: Callable[[AsyncConnection], Awaitable[Result]]) -> Result:
    async def go() -> Result:
        engine = create_async_engine(
            f"sqlite+aiosqlite:///{tmp_path / 'x.db'}",
            connect_args={"async_creator_fn": connect},
        )
        try:
            async with engine.connect() as tx:
                await tx.execute(text("CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)"))
                rows = [{"a": number, "b": str(number)} for number in range(ROWS)]
                await tx.execute(text("INSERT INTO t VALUES (:a, :b)"), rows)
                return await work(tx)
        finally:
            await engine.dispose()

    return asyncio.run(go())


@pytest.mark.parametrize("count", [0, 1, sqlite_thread._AHEAD, sqlite_thread._AHEAD + 1, ROWS])
def test_all_rows_come_however_many_they_are(tmp_path: Path, count: int) -> None:
    async def work(tx: AsyncConnection) -> list[tuple[int, str]]:
        found = await tx.execute(text("SELECT a, b FROM t WHERE a < :n ORDER BY a"), {"n": count})
        assert list(found.keys()) == ["a", "b"]
        return [(row.a, row.b) for row in found]

    assert over(tmp_path, work) == [(number, str(number)) for number in range(count)]


@pytest.mark.parametrize("size", [1, 100, ROWS])
def test_a_stream_brings_all_rows_in_parts(tmp_path: Path, size: int) -> None:
    async def work(tx: AsyncConnection) -> list[int]:
        seen: list[int] = []
        async with tx.stream(text("SELECT a FROM t ORDER BY a LIMIT 1207")) as found:
            async for part in found.partitions(size):
                assert len(part) <= size
                seen += [row.a for row in part]
        return seen

    assert over(tmp_path, work) == list(range(min(1207, ROWS)))


def test_a_stream_nobody_reads_to_its_end_holds_no_lock(tmp_path: Path) -> None:
    async def work(tx: AsyncConnection) -> int:
        async with tx.stream(text("SELECT a FROM t ORDER BY a")) as found:
            assert (await found.fetchone()) == (0,)
        await tx.execute(text("DROP TABLE t"))  # locked while a statement is still under way
        left = await tx.execute(text("SELECT count(*) FROM sqlite_master"))
        return int(left.scalar_one())

    assert over(tmp_path, work) == 0


def test_what_a_change_did_is_told(tmp_path: Path) -> None:
    async def work(tx: AsyncConnection) -> tuple[int, list[int]]:
        changed = await tx.execute(text("UPDATE t SET b = 'x' WHERE a < 5"))
        given = await tx.execute(text("INSERT INTO t (b) VALUES ('y') RETURNING a"))
        return changed.rowcount, list(given.scalars())

    assert over(tmp_path, work) == (5, [ROWS])


def test_a_refused_statement_raises_and_the_next_one_works(tmp_path: Path) -> None:
    async def work(tx: AsyncConnection) -> int:
        with pytest.raises(IntegrityError):
            await tx.execute(text("INSERT INTO t VALUES (1, 'again')"))
        twice = [{"a": ROWS}, {"a": ROWS}]
        with pytest.raises(IntegrityError):
            await tx.execute(text("INSERT INTO t VALUES (:a, 'many')"), twice)
        with pytest.raises(OperationalError):
            await tx.execute(text("SELECT nothing FROM nowhere"))
        return int((await tx.execute(text("SELECT count(*) FROM t WHERE b = '1'"))).scalar_one())

    assert over(tmp_path, work) == 1


def test_a_statement_and_its_rows_are_one_question(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    ask = ThreadConnection._execute

    async def counted(connection: ThreadConnection, work: Callable[..., object], *given: object):  # type: ignore[no-untyped-def]
        asked.append(work.__name__)
        return await ask(connection, work, *given)  # type: ignore[no-untyped-call]

    async def work(tx: AsyncConnection) -> list[str]:
        monkeypatch.setattr(ThreadConnection, "_execute", counted)
        asked.clear()
        assert len((await tx.execute(text("SELECT a FROM t LIMIT 100"))).all()) == 100
        return list(asked)

    assert over(tmp_path, work) == ["_run"]


def test_rows_can_be_fetched_one_by_one(tmp_path: Path) -> None:
    async def go() -> list[object]:
        connection = await connect(str(tmp_path / "x.db"))
        try:
            async with connection.cursor() as cursor:
                await cursor.execute("SELECT 1 UNION SELECT 2 ORDER BY 1")
                found: list[object] = [await cursor.fetchone() for _ in range(3)]
                return [*found, await cursor.fetchmany(), await cursor.fetchall()]
        finally:
            await connection.close()

    assert asyncio.run(go()) == [(1,), (2,), None, [], []]


def test_a_file_that_cannot_be_opened_is_an_error(tmp_path: Path) -> None:
    async def go() -> bool:
        connection = connect(str(tmp_path / "nowhere" / "x.db"))
        with pytest.raises(sqlite3.OperationalError):
            await connection
        await asyncio.to_thread(connection._thread.join, 60)  # it answers to this loop
        return connection._thread.is_alive()

    assert asyncio.run(go()) is False
