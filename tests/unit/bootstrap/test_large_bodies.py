"""A real server over real sockets: what passes the parser must not put it out of step."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import socket
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import pytest
import uvicorn

from inspector_app.bootstrap import large_bodies
from inspector_app.bootstrap.large_bodies import LargeBodies
from inspector_app.central.body_limits import BodyLimits
from inspector_app.central.limits import Limits, LimitSettings
from inspector_app.domain.errors import InspectorError, SyncError

Result = TypeVar("Result")
SECONDS = 60
LARGE = hashlib.sha256(b"seed").digest() * 96_000  # 3 MB without a pattern of the block's size
SUM = hashlib.sha256(LARGE).hexdigest()


class App:
    """Tells the digest of each body and in how many bytes its largest piece came."""

    def __init__(self) -> None:
        self.began = asyncio.Event()
        self.ended: list[str] = []
        self.largest = 0
        self.lines: set[Any] = set()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        assert scope["type"] == "http"
        work = getattr(self, scope["path"].rpartition("/")[2])
        try:
            status, said = await work(receive)
        except SyncError as problem:
            status, said = 413, problem.code
        await say(send, status, said)

    async def whole(self, receive: Any) -> tuple[int, str]:
        hasher = hashlib.sha256()
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                self.ended.append("gone")
                return 400, "gone"
            assert type(message["body"]) is bytes, "what ASGI promises; forms rely on it"
            self.largest = max(self.largest, len(message["body"]))
            hasher.update(message["body"])
            more = message["more_body"]
            self.began.set()
        return 200, hasher.hexdigest()

    async def refused(self, receive: Any) -> tuple[int, str]:
        for _ in range(2):
            await receive()
        return 409, "enough"

    async def unread(self, receive: Any) -> tuple[int, str]:
        return 409, "no"

    async def impatient(self, receive: Any) -> tuple[int, str]:
        try:
            async with asyncio.timeout(0.2):
                return await self.whole(receive)
        except TimeoutError:
            return 408, "slow"


async def say(send: Any, status: int, said: str) -> None:
    body = json.dumps(said).encode()
    length = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": length})
    await send({"type": "http.response.body", "body": body})


class Refused:
    """The answer to a refusal before the application was asked."""

    def __init__(self, _request: Any, problem: InspectorError) -> None:
        self._code = problem.code

    async def __call__(self, _scope: Any, _receive: Any, send: Any) -> None:
        await say(send, 413, self._code)


class Line:
    """A client that writes bytes as they are given."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def write(self, data: bytes) -> None:
        self._writer.write(data)
        await self._writer.drain()

    async def answer(self) -> tuple[int, str]:
        head = await self._reader.readuntil(b"\r\n\r\n")
        status = int(head.split()[1])
        if status == 100:
            return 100, ""
        length = int(head.lower().partition(b"content-length:")[2].split()[0])
        found: str = json.loads(await self._reader.readexactly(length))
        return status, found

    async def closed(self) -> bool:
        try:
            return await self._reader.read() == b""
        except ConnectionError:
            return True

    def hang_up(self) -> None:
        self._writer.close()


@asynccontextmanager
async def serving(app: Any) -> AsyncIterator[int]:
    config = uvicorn.Config(
        app, host="127.0.0.1", port=0, http=LargeBodies, log_config=None, lifespan="off"
    )
    config.load()
    server = uvicorn.Server(config)
    if isinstance(app, App):
        app.lines = server.server_state.connections
    running = asyncio.create_task(server.serve())
    while not server.started:
        assert not running.done()
        await asyncio.sleep(0.005)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        await running


def run(work: Callable[[App, Line], Awaitable[Result]], app: Any = None) -> Result:
    async def talk() -> Result:
        counted = App()
        async with asyncio.timeout(SECONDS), serving(app(counted) if app else counted) as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                return await work(counted, Line(reader, writer))
            finally:
                writer.close()

    return asyncio.run(talk())


def head(path: str = "/whole", length: int = len(LARGE), more: str = "") -> bytes:
    return f"PUT {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n{more}\r\n".encode()


def test_a_large_body_arrives_whole_and_the_line_stays_in_step() -> None:
    async def work(app: App, line: Line) -> int:
        for _ in range(3):
            await line.write(head() + LARGE)
            assert await line.answer() == (200, SUM)
        return app.largest

    assert run(work) > (large_bodies._WORTH_IT if os.name == "posix" else 0)


def test_a_request_right_behind_the_body_is_not_taken_for_body() -> None:
    async def work(_app: App, line: Line) -> None:
        await line.write(head() + LARGE + head(length=3) + b"abc" + head() + LARGE)
        assert await line.answer() == (200, SUM)
        assert await line.answer() == (200, hashlib.sha256(b"abc").hexdigest())
        assert await line.answer() == (200, SUM)

    run(work)


@pytest.mark.parametrize("path", ["/refused", "/unread"])
def test_what_nobody_wants_to_read_is_passed_over(path: str) -> None:
    async def work(_app: App, line: Line) -> None:
        await line.write(head(path) + LARGE)
        status, _ = await line.answer()
        assert status == 409
        await line.write(head() + LARGE)
        assert await line.answer() == (200, SUM)

    run(work)


def test_a_line_that_stands_still_goes_on_where_it_was() -> None:
    async def work(app: App, line: Line) -> None:
        await line.write(head() + LARGE[:500_000])
        await app.began.wait()
        for start in range(500_000, len(LARGE), 700_000):
            await asyncio.sleep(0.02)  # longer than a thread waits for more
            await line.write(LARGE[start : start + 700_000])
        assert await line.answer() == (200, SUM)

    run(work)


def test_a_line_that_breaks_is_told_to_the_application() -> None:
    async def work(app: App, line: Line) -> list[str]:
        await line.write(head() + LARGE[:1_000_000])
        await app.began.wait()
        line.hang_up()
        while not app.ended:
            await asyncio.sleep(0.005)
        return app.ended

    assert run(work) == ["gone"]


def test_a_line_the_server_closes_ends_the_wait() -> None:
    async def work(app: App, line: Line) -> list[str]:
        await line.write(head() + LARGE[:1_000_000])
        await app.began.wait()
        (protocol,) = app.lines
        for _ in range(20):  # into the wait for more
            await asyncio.sleep(0.005)
        protocol.transport.abort()
        while not app.ended:
            await asyncio.sleep(0.005)
        return app.ended

    assert run(work) == ["gone"]


def test_after_an_answer_before_the_end_of_a_slow_body_the_line_is_in_step() -> None:
    async def work(_app: App, line: Line) -> None:
        await line.write(head("/impatient") + LARGE[:500_000])
        assert await line.answer() == (408, "slow")
        await line.write(LARGE[500_000:] + head() + LARGE)
        assert await line.answer() == (200, SUM)

    run(work)


@pytest.mark.skipif(os.name != "posix", reason="only there bytes pass the parser")
def test_bytes_that_a_thread_takes_for_nobody_end_the_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    go_on, take = threading.Event(), large_bodies._take

    def late(line: socket.socket, most: int) -> memoryview | None:
        assert go_on.wait(SECONDS)
        return take(line, most)

    async def work(_app: App, line: Line) -> None:
        await line.write(head("/impatient") + LARGE[:500_000])
        assert await line.answer() == (408, "slow")
        go_on.set()
        assert await line.closed()

    monkeypatch.setattr(large_bodies, "_take", late)
    run(work)


def test_bodies_of_unknown_length_take_the_ordinary_way() -> None:
    async def work(_app: App, line: Line) -> None:
        begin = b"PUT /whole HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        await line.write(begin + b"%x\r\n" % len(LARGE) + LARGE + b"\r\n0\r\n\r\n")
        assert await line.answer() == (200, SUM)
        await line.write(head() + LARGE)
        assert await line.answer() == (200, SUM)

    run(work)


def test_who_asks_before_sending_is_told_to_go_on() -> None:
    async def work(_app: App, line: Line) -> None:
        await line.write(head(more="Expect: 100-continue\r\n"))
        assert await line.answer() == (100, "")
        await line.write(LARGE)
        assert await line.answer() == (200, SUM)

    run(work)


def test_the_limits_between_line_and_application_see_every_byte() -> None:
    def limited(app: App) -> BodyLimits:
        limits = Limits(LimitSettings(body_pause=SECONDS), lambda: 0.0)
        return BodyLimits(app, limits, lambda: 0.0, Refused)

    async def work(app: App, line: Line) -> None:
        await line.write(head("/v1/blobs/whole") + LARGE)
        assert await line.answer() == (200, SUM)
        await line.write(head("/v1/blobs/whole", length=41 * 1024 * 1024))
        assert await line.answer() == (413, "photo_too_large")
        assert app.largest <= large_bodies._BLOCK

    run(work, limited)


def test_a_large_body_that_stands_still_is_too_slow() -> None:
    def limited(app: App) -> BodyLimits:
        limits = Limits(LimitSettings(body_pause=0.2), lambda: 0.0)
        return BodyLimits(app, limits, lambda: 0.0, Refused)

    async def work(_app: App, line: Line) -> None:
        await line.write(head("/v1/blobs/whole") + LARGE[:500_000])
        assert await line.answer() == (413, "too_slow")

    run(work, limited)
