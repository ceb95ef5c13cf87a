"""Around a request: counts, the closed door, and who may read figures."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.requests import Request

from inspector_app.bootstrap.clock import SystemClock, SystemIds
from inspector_app.central.configuration import Operation
from inspector_app.central.metrics import Watch
from inspector_app.central.operation.scrape import check_may_read
from inspector_app.central.operation.watching import Watched
from inspector_app.domain.errors import AccessError

TOKEN = "0123456789abcdef"


def call(watch: Watch, app: Any, path: str = "/x", method: str = "GET") -> list[dict[str, Any]]:
    """What one request is answered."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"12345", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    watched = Watched(app, watch=watch, clock=SystemClock(), ids=SystemIds(), access=True)
    scope = {"type": "http", "method": method, "path": path, "headers": [], "state": {}}
    asyncio.run(watched(scope, receive, send))
    return sent


async def fine(scope: Any, receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"ok"})


def test_nothing_a_caller_writes_becomes_a_label() -> None:
    watch = Watch()
    call(watch, fine, path='/secret"/\n', method="FANTASY")
    assert list(watch.metrics.requests) == [("other", "unknown", 200)]
    assert watch.metrics.bytes_in == 5
    assert watch.metrics.running == 0


def test_a_fault_that_was_answered_is_counted_once() -> None:
    watch = Watch()

    async def told(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 500, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def told_and_passed_on(scope: Any, receive: Any, send: Any) -> None:
        await told(scope, receive, send)
        raise RuntimeError("a fault")

    call(watch, told)
    assert watch.metrics.faults == 1
    with pytest.raises(RuntimeError, match="a fault"):
        call(watch, told_and_passed_on)
    assert watch.metrics.faults == 2


def test_a_fault_is_counted_and_passed_on() -> None:
    watch = Watch()

    async def broken(*_: object) -> None:
        raise RuntimeError("a fault")

    with pytest.raises(RuntimeError, match="a fault"):
        call(watch, broken)
    assert (watch.metrics.faults, watch.metrics.running) == (1, 0)
    assert list(watch.metrics.requests) == [("GET", "unknown", 499)]


@pytest.mark.parametrize(
    ("path", "status"), [("/healthz", 200), ("/metrics", 200), ("/v1/x", 503), ("/sign-in", 503)]
)
def test_a_server_that_stops_still_tells_of_itself(path: str, status: int) -> None:
    watch = Watch()
    watch.stopping = True
    start = call(watch, fine, path)[0]
    assert start["status"] == status
    headers = dict(start["headers"])
    assert headers[b"request-id"]
    assert (b"retry-after" in headers) == (status == 503)


def may_read(rules: Operation, client: str, **headers: str) -> bool:
    fields = [(name.replace("_", "-").encode(), text.encode()) for name, text in headers.items()]
    try:
        check_may_read(rules, Request({"type": "http", "client": (client, 1), "headers": fields}))
    except AccessError as problem:
        assert problem.code == "metrics_refused"  # noqa: PT017
        return False
    return True


def test_who_may_read_figures() -> None:
    rules = Operation(metrics_token=TOKEN, metrics_from=("10.1.0.0/16", "::1/128"))
    bearer = f"Bearer {TOKEN}"
    assert may_read(rules, "10.1.2.3")
    assert may_read(rules, "::ffff:10.1.2.3")
    assert may_read(rules, "::1")
    assert not may_read(rules, "127.0.0.1")
    assert not may_read(rules, "10.2.0.1")
    assert not may_read(rules, "somewhere")
    assert not may_read(rules, "10.1.2.3", x_forwarded_for="10.1.2.3")
    assert may_read(rules, "192.0.2.1", authorization=bearer, x_forwarded_for="192.0.2.9")
    assert not may_read(rules, "192.0.2.1", authorization=bearer[:-1])
    assert not may_read(Operation(), "192.0.2.1", authorization="Bearer ")
