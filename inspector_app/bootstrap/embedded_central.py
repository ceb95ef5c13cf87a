"""A central system inside another program, for the demo, the rehearsal and tests."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, Final, TypeVar

from inspector_app.bootstrap import central_tls
from inspector_app.bootstrap.central_serving import configuration, drop_unfinished, listen, url_of
from inspector_app.bootstrap.central_tls import Front
from inspector_app.bootstrap.draining import DrainingServer
from inspector_app.bootstrap.master_data import MasterData
from inspector_app.bootstrap.server import initialise, open_parts
from inspector_app.central import master, stations
from inspector_app.central.configuration import CentralSettings, Layout
from inspector_app.central.parts import Parts, WriteReport
from inspector_app.domain.errors import SyncError
from inspector_app.services.ports import Clock
from inspector_app.wire.enrolment import EnrolmentCode

_START_SECONDS: Final = 30
Result = TypeVar("Result")
_PLAIN: Final = Front()


class EmbeddedCentral:
    """A central system in a thread of this program, on a free loopback port."""

    def __init__(self, parts: Parts, listener: socket.socket, front: Front = _PLAIN) -> None:
        self.url = url_of(listener, front)
        self.server_key = parts.key.public()
        self.authority = parts.authority.der()
        self._parts = parts
        self._listener = listener
        self._server = DrainingServer(
            configuration(parts, front), parts.watch, parts.settings.operation
        )
        self._loop = asyncio.new_event_loop()
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._run, name="central", daemon=True)

    def start(self) -> None:
        """Return once requests are answered."""
        self._thread.start()
        if not self._started.wait(_START_SECONDS):
            raise SyncError("offline")

    def stop(self) -> None:
        """Finish running requests, close the database, give the port back."""
        self._server.should_exit = True
        self._thread.join(_START_SECONDS)
        self._listener.close()

    def enrolment_code(self, label: str = "") -> str:
        """A one-time code for one station."""
        return self._call(self._give_code(label)).text()

    def load_master(self, data: MasterData) -> dict[str, int]:
        """Publish master data; how many items changed in each feed."""
        found = {}
        for feed, items in data.feeds().items():
            found[feed] = self._call(master.replace_all(self._parts, feed, items))
        return found

    def call(self, work: Callable[[Parts], Coroutine[Any, Any, Result]]) -> Result:
        """Run something on the parts in the server's own loop."""
        return self._call(work(self._parts))

    async def _give_code(self, label: str) -> EnrolmentCode:
        return await stations.give_code(self._parts, await master.tenant_of(self._parts), label)

    def _call(self, work: Coroutine[Any, Any, Result]) -> Result:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(_START_SECONDS)

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._serve())
        finally:
            self._loop.run_until_complete(self._loop.shutdown_default_executor())
            self._loop.close()

    async def _serve(self) -> None:
        serving = asyncio.ensure_future(self._server.serve(sockets=[self._listener]))
        while not self._server.started and not serving.done():
            await asyncio.sleep(0.005)
        self._started.set()
        await serving


def start_embedded(
    data_dir: Path,
    *,
    port: int = 0,
    clock: Clock | None = None,
    settings: CentralSettings | None = None,
    reporter: WriteReport | None = None,
    tls: bool = False,
) -> EmbeddedCentral:
    """Start the central system of ``data_dir`` (set up at first use) on 127.0.0.1."""
    if not Layout(data_dir).key.exists():
        initialise(data_dir, name="无忧质检")
    parts, _ = open_parts(data_dir, clock=clock, settings=settings, reporter=reporter)
    front = central_tls.front_of(Layout(data_dir), "127.0.0.1", tls=tls, plain=False, proxies=None)
    drop_unfinished(data_dir)
    central = EmbeddedCentral(parts, listen("127.0.0.1", port), front)
    central.start()
    return central
