"""Signs every answer under ``/v1`` with the central key, refusals included.

A station believes an answer, its Date above all, only with this signature.
"""

from __future__ import annotations

import structlog
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from inspector_app.central.keys import ServerKey
from inspector_app.central.problems import is_api, problem_of
from inspector_app.services.ports import Clock
from inspector_app.wire.signing import (
    HttpAnswer,
    HttpRequest,
    content_digest,
    http_date,
    sign_answer,
)

_log = structlog.get_logger(__name__)


def request_url(scope: Scope) -> str:
    """The address as the client wrote it: path and query undecoded, host from its header."""
    host = Headers(scope=scope).get("host", "")
    path = scope.get("raw_path") or scope["path"].encode()
    query = scope["query_string"]
    mark = "?" if query else ""
    return f"{scope['scheme']}://{host}{path.decode('ascii')}{mark}{query.decode('ascii')}"


def fields_of(scope: Scope) -> dict[str, str]:
    """Every header field once; the lines of one that comes in several are joined (RFC 9110, 5.3).

    What is verified and what is acted on are both read here.
    """
    found: dict[str, str] = {}
    for name, text in Headers(scope=scope).items():
        found[name] = f"{found[name]}, {text}" if name in found else text
    return found


def request_parts(scope: Scope) -> HttpRequest:
    """The parts of a request that signatures speak of."""
    return HttpRequest(scope["method"], request_url(scope), fields_of(scope))


class SignedAnswers:
    """ASGI middleware; answers of the API are small, so they are held until they are signed."""

    def __init__(self, app: ASGIApp, key: ServerKey, clock: Clock) -> None:
        self._app = app
        self._key = key
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not is_api(scope["path"]):
            await self._app(scope, receive, send)
            return
        held = _Held()
        try:
            await self._app(scope, receive, held.send)
        except ClientDisconnect:
            _log.info("line lost while receiving", path=scope["path"])
            return
        except Exception:
            if held.start is not None:
                raise
            _log.exception("request failed", path=scope["path"])
            await problem_of(500, "internal", {})(scope, receive, held.send)
        await self._release(scope, held, send)

    async def _release(self, scope: Scope, held: _Held, send: Send) -> None:
        start = held.start
        if start is None:
            return
        now = self._clock.now()
        fields = {name.decode(): value.decode("latin-1") for name, value in start["headers"]}
        body = b"" if scope["method"] == "HEAD" else held.body
        fields["content-digest"] = content_digest(body)
        fields["date"] = http_date(now)
        try:
            answer = HttpAnswer(start["status"], request_parts(scope), fields)
            sign_answer(answer, now, self._key.sign)
        except Exception as problem:
            # A request nobody could have signed properly; the refusal goes out unsigned.
            _log.info("answer not signed", path=scope["path"], reason=repr(problem))
        start["headers"] = [
            (name.encode(), value.encode("latin-1")) for name, value in fields.items()
        ]
        await send(start)
        await send({"type": "http.response.body", "body": body})


class _Held:
    def __init__(self) -> None:
        self.start: Message | None = None
        self._parts: list[bytes] = []

    @property
    def body(self) -> bytes:
        return b"".join(self._parts)

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.start = message
        elif message["type"] == "http.response.body":
            self._parts.append(message.get("body", b""))
