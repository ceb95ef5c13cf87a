"""A web server that ends well: running requests finish, new ones are told to come again.

SIGTERM or SIGINT (on Windows Ctrl+C or Ctrl+Break) begins the end. From then on ``/readyz`` says
503, and so does every new request, with ``Retry-After``, while the port is still open; the port is
closed once nothing runs any more, or when the time for it is over. A second signal ends at once.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from types import FrameType
from typing import Final

import structlog
import uvicorn

from inspector_app.central.configuration import Operation
from inspector_app.central.metrics import Watch

_LOOK_SECONDS: Final = 0.02
_LAST_SECONDS: Final = 1
_log = structlog.get_logger(__name__)


class DrainingServer(uvicorn.Server):
    """uvicorn's server with a time between the signal and the closing of the port."""

    def __init__(
        self, config: uvicorn.Config, watch: Watch, rules: Operation,
        on_ready: Callable[[], None] = lambda: None,
    ) -> None:  # fmt: skip
        super().__init__(config)
        self._watch = watch
        self._rules = rules
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn's; ``on_ready`` is called once requests are answered."""
        await super().startup(sockets)
        if self.started:
            self._on_ready()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """As uvicorn's, but any second signal ends at once, not only Ctrl+C."""
        if self.should_exit:
            self.force_exit = True
        super().handle_exit(sig, frame)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let running requests end, then close."""
        self._watch.stopping = True
        _log.info("stopping", running=self._watch.metrics.running)
        await self._wait()
        if self._watch.metrics.running:  # they have had their time
            self.config.timeout_graceful_shutdown = _LAST_SECONDS
        await super().shutdown(sockets)
        _log.info("stopped", cut_off=self._watch.metrics.running)

    async def _wait(self) -> None:
        loop = asyncio.get_running_loop()
        start = loop.time()
        least = self._rules.announce.total_seconds()
        most = max(least, self._rules.drain.total_seconds())
        while not self.force_exit:
            passed = loop.time() - start
            if passed >= most or (passed >= least and not self._watch.metrics.running):
                return
            await asyncio.sleep(_LOOK_SECONDS)
