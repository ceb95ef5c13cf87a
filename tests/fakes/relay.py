"""A bad line: a TCP relay that damages, cuts or slows what passes through it."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

Damage = Callable[[bytes], bytes]


@dataclass
class Fault:
    """What happens to each connection; byte counts are of that connection.

    ``cut_up`` ends it with a reset after so many bytes towards the server, ``cut_down`` towards
    the client; ``damage_up`` changes parts on their way up; ``drip`` passes single bytes.
    """

    cut_up: int | None = None
    cut_down: int | None = None
    damage_up: Damage | None = None
    drip: bool = False
    refuse: bool = False


class Relay:
    """Listens on loopback before ``target`` (a URL); ``fault`` may be changed at any time."""

    def __init__(self, target: str) -> None:
        parts = urlsplit(target)
        self._target = (parts.hostname or "127.0.0.1", parts.port or 80)
        self.fault = Fault()
        self.up = 0
        self.down = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._accepting = self._start(self._accept)

    def retarget(self, target: str) -> None:
        """The server came back at another place."""
        parts = urlsplit(target)
        self._target = (parts.hostname or "127.0.0.1", parts.port or 80)

    def stop(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for one in self._open:
            _reset(one)
        for thread in self._threads:
            thread.join(10)

    def _start(self, work: Callable[[], None]) -> threading.Thread:
        thread = threading.Thread(target=work, daemon=True)
        self._threads.append(thread)
        thread.start()
        return thread

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self._open.append(client)
            if self.fault.refuse:
                _reset(client)
                continue
            try:
                server = socket.create_connection(self._target, 5)
            except OSError:
                _reset(client)
                continue
            server.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._open.append(server)
            self._start(lambda a=client, b=server: self._pump(a, b, upward=True))
            self._start(lambda a=client, b=server: self._pump(b, a, upward=False))

    def _pump(self, source: socket.socket, sink: socket.socket, *, upward: bool) -> None:
        passed = 0
        try:
            while data := source.recv(1 if self.fault.drip else 65536):
                limit = self.fault.cut_up if upward else self.fault.cut_down
                if upward and self.fault.damage_up is not None:
                    data = self.fault.damage_up(data)
                if limit is not None and passed + len(data) > limit:
                    sink.sendall(data[: max(0, limit - passed)])
                    break
                sink.sendall(data)
                passed += len(data)
                self._count(len(data), upward=upward)
        except OSError:
            pass
        _reset(source)
        _reset(sink)

    def _count(self, size: int, *, upward: bool) -> None:
        if upward:
            self.up += size
        else:
            self.down += size


def _reset(one: socket.socket) -> None:
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()
