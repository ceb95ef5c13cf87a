"""Around every request: its number, its line in the log, its counts, and the door that closes.

Outermost, so that what is refused early is counted too. Log lines of one request carry one
``request``; the answer tells it in ``Request-Id`` so that a person can name it.
"""

from __future__ import annotations

from typing import Final

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from inspector_app.central.metrics import Watch
from inspector_app.central.problems import problem_of
from inspector_app.services.ports import Clock, IdSource

OPEN_WHILE_STOPPING: Final = frozenset({"/healthz", "/readyz", "/metrics"})
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_log = structlog.get_logger(__name__)


async def closed_door(scope: Scope, receive: Receive, send: Send) -> None:
    """What a server that stops answers."""
    await problem_of(503, "server_stopping", {})(scope, receive, send)


class Watched:
    """ASGI middleware. ``access`` writes a line for each request; ``closed`` answers while the
    server stops."""

    def __init__(
        self, app: ASGIApp, *, watch: Watch, clock: Clock, ids: IdSource, access: bool,
        closed: ASGIApp = closed_door,
    ) -> None:  # fmt: skip
        self._app = app
        self._closed = closed
        self._watch = watch
        self._clock = clock
        self._access = access
        # One random part for the process and a count: ids for each request need no randomness.
        self._process = ids.new().replace("-", "")[-10:]
        self._count = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        self._count += 1
        seen = _Seen(f"{self._process}-{self._count:x}", receive, send)
        start = self._clock.monotonic_ns()
        metrics = self._watch.metrics
        metrics.running += 1
        structlog.contextvars.bind_contextvars(request=seen.request)
        try:
            if self._watch.stopping and scope["path"] not in OPEN_WHILE_STOPPING:
                await self._closed(scope, seen.receive, seen.send)
            else:
                await self._app(scope, seen.receive, seen.send)
        except Exception:
            metrics.faults += seen.status != 500  # else it is counted with its answer
            raise
        finally:
            metrics.running -= 1
            self._note(scope, seen, (self._clock.monotonic_ns() - start) / 1e9)
            structlog.contextvars.unbind_contextvars("request")

    def _note(self, scope: Scope, seen: _Seen, seconds: float) -> None:
        method = scope["method"] if scope["method"] in _METHODS else "other"
        route = route_of(scope)
        metrics = self._watch.metrics
        metrics.answered(method, route, seen.status, seconds)
        metrics.bytes_in += seen.taken
        metrics.faults += seen.status == 500
        if self._access:
            _log.info(
                "request",
                method=method,
                route=route,
                status=seen.status,
                ms=round(seconds * 1000, 1),
                taken=seen.taken,
                given=seen.given,
                station=_station_of(scope),
            )


def route_of(scope: Scope) -> str:
    """The template of the path, never the path: that may hold digests and ids of others."""
    route = getattr(scope.get("route"), "path", None)
    if route is not None:
        return str(route)
    return "/static" if scope["path"].startswith("/static/") else "unknown"


def _station_of(scope: Scope) -> str:
    """Which station has signed the request, once that was proved."""
    found = scope.get("state", {}).get("station")
    return getattr(found, "station", "")


class _Seen:
    """Counts what passes in both directions. Status 499: the caller left without an answer."""

    def __init__(self, request: str, receive: Receive, send: Send) -> None:
        self.request = request
        self.status = 499
        self.taken = 0
        self.given = 0
        self._receive = receive
        self._send = send

    async def receive(self) -> Message:
        message = await self._receive()
        self.taken += len(message.get("body", b""))
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = [
                *message.get("headers", ()), (b"request-id", self.request.encode()),
            ]  # fmt: skip
        else:
            self.given += len(message.get("body", b""))
        await self._send(message)
