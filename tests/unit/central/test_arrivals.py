from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from inspector_app.central.arrivals import Arrival, Arrivals
from inspector_app.domain.errors import StorageError


class Rows:
    """Records batches; the first one waits until it may go on."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.go_on = asyncio.Event()
        self.problems: dict[str, Exception] = {}

    async def record(self, batch: Sequence[Arrival]) -> None:
        self.batches.append([one.sha256 for one in batch])
        if len(self.batches) == 1:
            await self.go_on.wait()
        for one in batch:
            if one.sha256 in self.problems:
                raise self.problems[one.sha256]


async def arriving(arrivals: Arrivals, rows: Rows, names: str) -> list[asyncio.Task[None]]:
    """One by one, all while the first is being recorded."""
    tasks = []
    for name in names:
        tasks.append(asyncio.create_task(arrivals.add("t", name, 1, rows.record)))
        await asyncio.sleep(0)
    await asyncio.sleep(0)
    return tasks


def test_those_who_come_while_one_is_recorded_are_recorded_together() -> None:
    async def work() -> list[list[str]]:
        arrivals, rows = Arrivals(), Rows()
        tasks = await arriving(arrivals, rows, "abcd")
        assert not any(task.done() for task in tasks)
        rows.go_on.set()
        await asyncio.gather(*tasks)
        await arrivals.add("t", "e", 1, rows.record)
        return rows.batches

    assert asyncio.run(work()) == [["a"], ["b", "c", "d"], ["e"]]


def test_nobody_is_answered_before_its_own_transaction_has_ended() -> None:
    async def work() -> None:
        arrivals, rows = Arrivals(), Rows()
        ended = asyncio.Event()

        async def slow(batch: Sequence[Arrival]) -> None:
            await rows.record(batch)
            if batch[0].sha256 == "b":
                await ended.wait()

        first = asyncio.create_task(arrivals.add("t", "a", 1, slow))
        await asyncio.sleep(0)
        second = asyncio.create_task(arrivals.add("t", "b", 1, slow))
        rows.go_on.set()
        await first
        for _ in range(5):
            await asyncio.sleep(0)
        assert not second.done()
        ended.set()
        await second

    asyncio.run(work())


def test_one_that_cannot_be_recorded_does_not_fail_the_others() -> None:
    async def work() -> list[object]:
        arrivals, rows = Arrivals(), Rows()
        rows.problems["c"] = LookupError("odd")
        tasks = await arriving(arrivals, rows, "abcd")
        rows.go_on.set()
        found = await asyncio.gather(*tasks, return_exceptions=True)
        assert rows.batches == [["a"], ["b", "c", "d"], ["b"], ["c"], ["d"]]
        return list(found)

    found = asyncio.run(work())
    assert [type(one) for one in found] == [type(None), type(None), LookupError, type(None)]


def test_a_database_that_is_away_is_asked_once_for_all() -> None:
    async def work() -> None:
        arrivals, rows = Arrivals(), Rows()
        rows.problems["c"] = StorageError("database_unavailable")
        tasks = await arriving(arrivals, rows, "abc")
        rows.go_on.set()
        found = await asyncio.gather(*tasks, return_exceptions=True)
        assert rows.batches == [["a"], ["b", "c"]]
        assert found[0] is None
        assert all(isinstance(one, StorageError) for one in found[1:])
        del rows.problems["c"]
        await arrivals.add("t", "c", 1, rows.record)  # and works again afterwards

    asyncio.run(work())


def test_tenants_do_not_wait_for_each_other() -> None:
    async def work() -> None:
        arrivals, held, free = Arrivals(), Rows(), Rows()
        free.go_on.set()
        waiting = asyncio.create_task(arrivals.add("t", "a", 1, held.record))
        await asyncio.sleep(0)
        await arrivals.add("u", "a", 1, free.record)
        assert not waiting.done()
        held.go_on.set()
        await waiting

    asyncio.run(work())


def test_a_caller_who_has_gone_harms_nobody() -> None:
    async def work() -> list[list[str]]:
        arrivals, rows = Arrivals(), Rows()
        tasks = await arriving(arrivals, rows, "abc")
        tasks[1].cancel()
        await asyncio.sleep(0)
        rows.go_on.set()
        await asyncio.gather(tasks[0], tasks[2])
        return rows.batches

    assert asyncio.run(work()) == [["a"], ["b", "c"]]


def test_more_than_fit_are_recorded_in_several_transactions() -> None:
    async def work() -> list[int]:
        arrivals, rows = Arrivals(), Rows()
        tasks = await arriving(arrivals, rows, "a" + "b" * 130)
        rows.go_on.set()
        await asyncio.gather(*tasks)
        return [len(batch) for batch in rows.batches]

    assert asyncio.run(work()) == [1, 64, 64, 2]


def test_a_server_that_ends_in_the_middle_leaves_nobody_waiting() -> None:
    async def work() -> None:
        arrivals, rows = Arrivals(), Rows()
        tasks = await arriving(arrivals, rows, "abc")
        (working,) = arrivals._working.values()
        working.cancel()
        found = await asyncio.gather(*tasks, return_exceptions=True)
        assert all(isinstance(one, asyncio.CancelledError) for one in found)
        rows.go_on.set()
        await arrivals.add("t", "d", 1, rows.record)

    asyncio.run(work())


@pytest.mark.parametrize("problem", [LookupError("odd"), StorageError("central_disk_full")])
def test_a_failure_of_one_alone_is_its_own(problem: Exception) -> None:
    async def work() -> None:
        arrivals, rows = Arrivals(), Rows()
        rows.go_on.set()
        rows.problems["a"] = problem
        with pytest.raises(type(problem)):
            await arrivals.add("t", "a", 1, rows.record)
        assert rows.batches == [["a"]]

    asyncio.run(work())
