"""How long a server that was told to end waits, and for what."""

from __future__ import annotations

import asyncio
import signal
import time
from datetime import timedelta

import pytest
import uvicorn

from inspector_app.bootstrap.draining import DrainingServer
from inspector_app.central.configuration import Operation
from inspector_app.central.metrics import Watch


async def _app(*_: object) -> None:
    raise AssertionError


def server(watch: Watch, announce: float = 0, drain: float = 0) -> DrainingServer:
    rules = Operation(announce=timedelta(seconds=announce), drain=timedelta(seconds=drain))
    return DrainingServer(uvicorn.Config(_app), watch, rules)


def waited(found: DrainingServer) -> float:
    start = time.monotonic()
    asyncio.run(found._wait())
    return time.monotonic() - start


@pytest.mark.parametrize(
    ("running", "announce", "drain", "least", "most"),
    [
        (0, 0, 60, 0, 5),  # nothing runs: no reason to wait
        (0, 0.3, 0, 0.3, 5),  # a balancer has to notice
        (1, 0, 0.3, 0.3, 5),  # what runs gets its time, and no more
        (1, 0.4, 0.1, 0.4, 5),
    ],
)
def test_it_waits_as_long_as_it_was_told(
    running: int, announce: float, drain: float, least: float, most: float
) -> None:
    watch = Watch()
    watch.metrics.running = running
    assert least <= waited(server(watch, announce, drain)) < most


def test_the_last_running_request_ends_the_wait() -> None:
    watch = Watch()
    watch.metrics.running = 1
    found = server(watch, drain=60)

    async def both() -> None:
        waiting = asyncio.ensure_future(found._wait())
        await asyncio.sleep(0.1)
        assert not waiting.done()
        watch.metrics.running = 0
        await asyncio.wait_for(waiting, 5)

    asyncio.run(both())


def test_a_second_signal_ends_at_once() -> None:
    watch = Watch()
    watch.metrics.running = 1
    found = server(watch, announce=60, drain=60)
    found.handle_exit(signal.SIGTERM, None)
    assert (found.should_exit, found.force_exit) == (True, False)
    found.handle_exit(signal.SIGTERM, None)
    assert found.force_exit
    assert waited(found) < 5
