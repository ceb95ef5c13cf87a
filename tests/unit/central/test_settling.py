"""Waiting for conclusions: looks are shared, and no answer is older than its question."""

from __future__ import annotations

import asyncio

import pytest

from inspector_app.central import settling
from inspector_app.central.settling import Settling


class Queue:
    """Something to look at; each look takes a moment."""

    def __init__(self, *, left: int = 0) -> None:
        self.left, self.looks = left, 0

    async def look(self) -> bool:
        self.looks += 1
        empty = self.left == 0
        await asyncio.sleep(0.005)
        return empty


def test_many_who_wait_look_together() -> None:
    queue = Queue(left=1)

    async def work() -> None:
        waits = Settling()
        crowd = [asyncio.create_task(waits.wait("T", queue.look)) for _ in range(200)]
        await asyncio.sleep(0.1)
        assert not any(each.done() for each in crowd)
        queue.left = 0
        await asyncio.gather(*crowd)

    asyncio.run(work())
    assert 2 <= queue.looks < 100


def test_a_look_that_began_before_the_question_is_no_answer() -> None:
    queue = Queue()

    async def work() -> None:
        waits = Settling()
        early = asyncio.create_task(waits.wait("T", queue.look))
        await asyncio.sleep(0.001)
        assert queue.looks == 1
        queue.left = 1  # while the first look, which saw nothing, is still under way
        late = asyncio.create_task(waits.wait("T", queue.look))
        await early
        assert not late.done()
        queue.left = 0
        await late

    asyncio.run(work())
    assert queue.looks >= 2


def test_tenants_do_not_wait_for_each_other_and_nobody_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(settling, "_PATIENCE", 0.2)
    busy, idle = Queue(left=1), Queue()

    async def work() -> tuple[bool, float]:
        waits, loop = Settling(), asyncio.get_running_loop()
        begun = loop.time()
        slow = asyncio.create_task(waits.wait("A", busy.look))
        await waits.wait("B", idle.look)
        first = not slow.done()
        await slow
        return first, loop.time() - begun

    first, seconds = asyncio.run(work())
    assert first
    assert seconds >= 0.2
    assert asyncio.run(work())[0], "another event loop may follow"


def test_what_a_look_raises_ends_one_wait_only() -> None:
    class Broken(Queue):
        async def look(self) -> bool:
            if self.looks == 0:
                self.looks += 1
                raise ConnectionError
            return await super().look()

    queue = Broken()

    async def work() -> list[BaseException | None]:
        waits = Settling()
        return await asyncio.gather(
            *(waits.wait("T", queue.look) for _ in range(5)), return_exceptions=True
        )

    found = asyncio.run(work())
    assert [type(each) for each in found].count(ConnectionError) == 1
    assert found.count(None) == 4
