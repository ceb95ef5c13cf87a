"""Receives large request bodies in big blocks, by a thread and past the HTTP parser.

A body of known length on a plain line needs no parsing: the parser only counts it. Handing it
over in the parser's small pieces costs more time of the loop than everything else that is done
with a photo. From the second piece on a thread fills blocks straight from the socket, as long as
bytes are there; the wait for more is the loop's, so that a slow line holds no thread.

What the application sees are ordinary messages, only larger ones. Lines with TLS, bodies of
unknown length and Windows (whose loop reads ahead) keep the ordinary way.
"""

from __future__ import annotations

import asyncio
import os
import select
import socket
import time
from collections.abc import MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from h11._readers import ContentLengthReader
from uvicorn._types import ASGIReceiveCallable, ASGISendCallable, Scope
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

_BLOCK: Final = 1024 * 1024
_WORTH_IT: Final = 128 * 1024
"""A rest of a body that is smaller comes as quickly by the ordinary way."""
_GRACE_MS: Final = 2
_TURN_SECONDS: Final = 0.02
"""A steady slow line must not keep a thread from the others until its block is full."""
"""So long a thread waits for more before it gives up its block: a line that is fast fills it."""
_THREADS: Final = ThreadPoolExecutor(4, thread_name_prefix="bodies")
"""Of their own: a long report must not hold up what stations send. None is started before use."""

Message = MutableMapping[str, Any]


class LargeBodies(H11Protocol):
    """uvicorn's protocol over h11; give it to ``uvicorn.Config`` as ``http``."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._plain = self.app
        self.app = self._serve

    async def _serve(
        self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        body = _Body(self, self.cycle) if self._may_bypass() else None
        if body is None:
            await self._plain(scope, receive, send)
            return
        try:
            await self._plain(scope, body.receive, send)
        finally:
            body.end()

    def _may_bypass(self) -> bool:
        """Whether the bytes of this body come as they are, and it is known how many."""
        return (
            os.name == "posix"
            and self.scheme == "http"
            and isinstance(self.loop, asyncio.SelectorEventLoop)
            and _left(self) >= _WORTH_IT
        )


def _reader(protocol: H11Protocol) -> ContentLengthReader | None:
    """What counts the body; None when its length was not told."""
    reader = protocol.conn._reader
    return reader if isinstance(reader, ContentLengthReader) else None


def _left(protocol: H11Protocol) -> int:
    """Bytes of the body that nobody has read from the socket; 0 when that is not known."""
    reader = _reader(protocol)
    return 0 if reader is None or protocol.conn.trailing_data[0] else reader._remaining


class _Body:
    """One request's body."""

    def __init__(self, protocol: LargeBodies, cycle: RequestResponseCycle) -> None:
        self._protocol = protocol
        self._cycle = cycle
        self._socket: socket.socket | None = None

    async def receive(self) -> Any:
        """As the ``receive`` of ASGI."""
        cycle, flow = self._cycle, self._protocol.flow
        if not self._may_bypass():
            message = await cycle.receive()
            if self._may_bypass():
                flow.pause_reading()  # what follows is ours, before the loop takes a piece of it
            return message
        flow.pause_reading()
        block = await self._block(min(_left(self._protocol), _BLOCK))
        # At the end of the line the loop has to notice it, too, and says so in its own message.
        return self._message(block) if block else await cycle.receive()

    def end(self) -> None:
        """Let go of the line."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _may_bypass(self) -> bool:
        cycle = self._cycle
        told = cycle.disconnected or cycle.response_complete or cycle.message_event.is_set()
        return not (told or cycle.waiting_for_100_continue) and _left(self._protocol) >= _WORTH_IT

    def _message(self, block: memoryview) -> Message:
        cycle, reader = self._cycle, _reader(self._protocol)
        assert reader is not None  # or nothing would have been taken past it
        reader._remaining -= len(block)
        self._protocol.handle_events()  # tells the body's end once nothing is left of it
        cycle.message_event.clear()
        # Bytes of its own: ASGI promises that, and a part of a block would keep all of it.
        return {"type": "http.request", "body": bytes(block), "more_body": cycle.more_body}

    async def _block(self, most: int) -> memoryview:
        """The next bytes, as many as are there; none when the line has ended."""
        loop = asyncio.get_running_loop()
        if self._socket is None:
            number = self._protocol.transport.get_extra_info("socket").fileno()
            self._socket = socket.socket(fileno=os.dup(number))
        while True:
            taking = loop.run_in_executor(_THREADS, _take, self._socket, most)
            try:
                taken = await asyncio.shield(taking)
            except BaseException:
                self._give_up(taking, self._socket)
                raise
            if taken is not None:
                return taken
            await self._readable(loop, self._socket)
            if self._cycle.disconnected:  # the server closed it meanwhile
                return memoryview(b"")

    async def _readable(self, loop: asyncio.AbstractEventLoop, line: socket.socket) -> None:
        event = self._cycle.message_event  # set by the protocol, too, when the line is closed
        loop.add_reader(line, event.set)
        try:
            await event.wait()
        finally:
            loop.remove_reader(line)
        if not self._cycle.disconnected:
            event.clear()

    def _give_up(self, taking: asyncio.Future[memoryview | None], line: socket.socket) -> None:
        """What the thread still takes is lost to the parser: nothing more comes on this line."""
        self._cycle.keep_alive = False
        self._socket = None
        taking.add_done_callback(lambda _: line.close())  # not under the thread's hands


def _take(line: socket.socket, most: int) -> memoryview | None:
    """What is there, up to ``most`` bytes; None when nothing is, empty at the end of the line."""
    block = memoryview(bytearray(most))
    have = 0
    end = time.monotonic() + _TURN_SECONDS
    waiting = select.poll()
    waiting.register(line, select.POLLIN)
    while have < most:
        try:
            got = line.recv_into(block[have:])
        except BlockingIOError:
            if time.monotonic() < end and waiting.poll(_GRACE_MS):
                continue
            return block[:have] if have else None
        except OSError:
            got = 0
        if got == 0:
            break
        have += got
    return block[:have]
