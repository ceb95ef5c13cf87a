"""A line that fails: an asyncio relay before a server, with faults taken one by one from a queue.

It knows TCP only, so it stands before the central system, before PostgreSQL and before an object
store alike. TLS passes through it, or begins behind it, as where a proxy speaks for others. A
fault is taken by the connection that passes the next byte, counts bytes and answers from there, and
is written down when it really struck.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import socket
import ssl
import struct
import threading
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

Kind: TypeAlias = Literal[
    "cut_up", "cut_down", "lost_answer", "drip", "stall", "stall_cut", "refuse", "busy", "login",
    "redirect", "damage_up", "damage_down",
]  # fmt: skip
KINDS: Final[tuple[Kind, ...]] = (
    "cut_up", "cut_down", "lost_answer", "drip", "stall", "stall_cut", "refuse", "busy", "login",
    "redirect", "damage_up", "damage_down",
)  # fmt: skip
_CHUNK: Final = 64 * 1024
_UPWARD: Final = frozenset({"cut_up", "damage_up"})
_DOWNWARD: Final = frozenset({"cut_down", "damage_down"})
_RESET: Final = struct.pack("ii", 1, 0)
_STOP_SECONDS: Final = 10

_PAGE: Final = b"<html><title>Wi-Fi</title>Please sign in to go on</html>"
_XML: Final = b"<?xml version='1.0'?><Error><Code>SlowDown</Code></Error>"
_INSTEAD: Final = {
    "busy": b"HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/xml\r\n",
    "login": b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n",
    "redirect": b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:9/login\r\n",
}


@dataclass(frozen=True, slots=True)
class LineFault:
    """``at``: bytes (cuts, damage, drip, stalls) or answers (``lost_answer``, ``busy``, ``login``,
    ``redirect``) that pass unharmed before it strikes; for ``refuse`` how many connections."""

    kind: Kind
    at: int = 0
    seconds: float = 0.0


def draw_fault(chance: random.Random, kinds: Sequence[Kind] = KINDS) -> LineFault:
    """A fault anywhere: in the first bytes, in the head, in the body, in a late answer."""
    kind = chance.choice(list(kinds))
    if kind in ("lost_answer", "busy", "login", "redirect"):
        return LineFault(kind, chance.randint(0, 7))
    if kind == "refuse":
        return LineFault(kind, chance.randint(1, 2))
    if kind == "drip":
        return LineFault(kind, chance.randint(200, 1500))
    region = chance.choice((16, 400, 2_500, 9_000, 60_000))
    seconds = chance.uniform(0.01, 0.12) if kind.startswith("stall") else 0.0
    return LineFault(kind, chance.randint(0, region), seconds)


@dataclass
class FaultProxy:
    """Listens on loopback; ``targets`` are tried in turn, so that it also stands before replicas.

    ``scheme`` is what it is called with. With ``onward`` it speaks TLS to its targets itself.
    Every method may be called from any thread.
    """

    targets: list[tuple[str, int]]
    scheme: str = "http"
    onward: ssl.SSLContext | None = None
    struck: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._armed: deque[LineFault] = deque()
        self._refusing = 0
        self._turn = 0
        self._open: set[_Connection] = set()
        self._loop = asyncio.new_event_loop()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._ready = threading.Event()
        self._ended = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="fault proxy", daemon=True)
        self._thread.start()
        self._ready.wait(_STOP_SECONDS)

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}"

    def arm(self, *faults: LineFault) -> None:
        """These strike next, in this order."""
        for fault in faults:
            if fault.kind == "refuse":
                self._refusing += fault.at
                self.hang_up()
            else:
                self._armed.append(fault)

    @property
    def armed(self) -> bool:
        """Whether something still waits to strike."""
        return bool(self._armed) or self._refusing > 0

    def heal(self) -> None:
        """From now on the line is good; what is on its way is cut."""
        self._armed.clear()
        self._refusing = 0
        self.hang_up()

    def hang_up(self) -> None:
        """Reset every connection there is."""

        def all_of_them() -> None:
            for one in list(self._open):
                one.reset()

        with contextlib.suppress(RuntimeError):  # stopped already
            self._loop.call_soon_threadsafe(all_of_them)

    def stop(self) -> None:
        """End it; nothing is left open."""
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._ended.set)
        self._thread.join(_STOP_SECONDS)

    def note(self, fault: str) -> None:
        self.struck[fault] += 1

    def take(self) -> LineFault | None:
        """The next fault, for the connection that asks."""
        return self._armed.popleft() if self._armed else None

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._serve())
        finally:
            self._loop.close()

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._accept, sock=self._listener)
        self._ready.set()
        await self._ended.wait()
        server.close()
        for one in list(self._open):
            one.reset()
        await asyncio.sleep(0)
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        accepted = writer.get_extra_info("socket")
        # Else a head and its body that come one after the other wait 40 ms for each other.
        accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._refusing > 0:
            self._refusing -= 1
            self.note("refuse")
            _reset(writer)
            return
        found = await self._connect()
        if found is None:
            _reset(writer)
            return
        connection = _Connection(self, (reader, writer), found)
        self._open.add(connection)
        try:
            await connection.run()
        except asyncio.CancelledError:
            return  # the proxy is stopped; asyncio would log it as a failure of ours
        finally:
            self._open.discard(connection)

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        for _ in range(len(self.targets)):
            self._turn += 1
            host, port = self.targets[self._turn % len(self.targets)]
            try:
                return await asyncio.open_connection(host, port, ssl=self.onward)
            except OSError:
                continue
        return None


class _Connection:
    """Two directions, and the fault that rides on them."""

    def __init__(
        self,
        proxy: FaultProxy,
        client: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        server: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    ) -> None:
        self._proxy = proxy
        self._client_in, self._client_out = client
        self._server_in, self._server_out = server
        self._fault: LineFault | None = None
        self._passed = 0
        self._answers = 0
        self._asked = False

    def reset(self) -> None:
        _reset(self._client_out)
        _reset(self._server_out)

    async def run(self) -> None:
        up = asyncio.ensure_future(self._pump(self._client_in, self._server_out, upward=True))
        down = asyncio.ensure_future(self._pump(self._server_in, self._client_out, upward=False))
        try:
            await asyncio.wait({up, down}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            up.cancel()
            down.cancel()
            await asyncio.gather(up, down, return_exceptions=True)
            self.reset()

    async def _pump(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, *, upward: bool
    ) -> None:
        with contextlib.suppress(OSError):
            while data := await source.read(_CHUNK):
                if self._fault is None:
                    self._fault = self._proxy.take()
                    self._passed = self._answers = 0
                    self._asked = upward
                if self._fault is None:
                    sink.write(data)
                    await sink.drain()
                elif not await self._strike(self._fault, data, sink, upward=upward):
                    return

    async def _strike(
        self, fault: LineFault, data: bytes, sink: asyncio.StreamWriter, *, upward: bool
    ) -> bool:
        """Pass what may pass; False when the connection is over."""
        if fault.kind in ("lost_answer", *_INSTEAD):
            return await self._at_answer(fault, data, sink, upward=upward)
        if (fault.kind in _UPWARD and not upward) or (fault.kind in _DOWNWARD and upward):
            sink.write(data)
            await sink.drain()
            return True
        if fault.kind == "drip":
            return await self._drip(fault, data, sink)
        return await self._at_byte(fault, data, sink)

    async def _at_byte(self, fault: LineFault, data: bytes, sink: asyncio.StreamWriter) -> bool:
        here = fault.at - self._passed
        self._passed += len(data)
        if here >= len(data):
            sink.write(data)
            await sink.drain()
            return True
        self._proxy.note(fault.kind)
        self._fault = None
        if fault.kind.startswith("damage"):
            data = data[:here] + bytes([data[here] ^ 0x10]) + data[here + 1 :]
            sink.write(data)
            await sink.drain()
            return True
        sink.write(data[:here])
        await sink.drain()
        await asyncio.sleep(fault.seconds)
        if fault.kind == "stall":
            sink.write(data[here:])
            await sink.drain()
            return True
        return False

    async def _drip(self, fault: LineFault, data: bytes, sink: asyncio.StreamWriter) -> bool:
        for place in range(len(data)):
            if self._passed >= fault.at:
                self._proxy.note("drip")
                self._fault = None
                sink.write(data[place:])
                break
            if sink.transport.is_closing():  # asyncio would complain of each byte written on
                return False
            sink.write(data[place : place + 1])
            self._passed += 1
            await asyncio.sleep(0)
        await sink.drain()
        return True

    async def _at_answer(
        self, fault: LineFault, data: bytes, sink: asyncio.StreamWriter, *, upward: bool
    ) -> bool:
        if upward:
            if not self._asked:
                self._asked = True
            if fault.kind != "lost_answer" and self._answers >= fault.at:
                return await self._instead(fault)
        elif self._asked:
            self._asked = False
            self._answers += 1
            if fault.kind == "lost_answer" and self._answers > fault.at:
                self._proxy.note(fault.kind)
                self._fault = None
                return False
        sink.write(data)
        await sink.drain()
        return True

    async def _instead(self, fault: LineFault) -> bool:
        """Somebody on the way answers in the server's place."""
        self._proxy.note(fault.kind)
        self._fault = None
        page = _XML if fault.kind == "busy" else _PAGE
        head = _INSTEAD[fault.kind] + b"content-length: %d\r\nconnection: close\r\n\r\n" % len(page)
        self._client_out.write(head + page)
        await self._client_out.drain()
        self._client_out.close()
        with contextlib.suppress(OSError, asyncio.TimeoutError):
            await asyncio.wait_for(self._client_out.wait_closed(), 1)
        return False


def _reset(writer: asyncio.StreamWriter) -> None:
    """End it without a goodbye, as a line that breaks does."""
    found = writer.get_extra_info("socket")
    if found is not None:
        with contextlib.suppress(OSError):
            found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    writer.transport.abort()
