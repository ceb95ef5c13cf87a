"""Signs every answer under ``/v1`` with the central key, refusals included.

A station believes an answer, its Date above all, only with this signature.
"""

from __future__ import annotations

from collections.abc import Callable

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
    """ASGI middleware.

    Answers of the API are small, so they are held until they are signed. One whose handler knows
    the digest before the bytes, and tells it in Content-Digest, is signed at once and passes
    through part by part.
    """

    def __init__(self, app: ASGIApp, key: ServerKey, clock: Clock) -> None:
        self._app = app
        self._key = key
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not is_api(scope["path"]):
            await self._app(scope, receive, send)
            return
        held = _Held(lambda start, digest: self._signed(scope, start, digest), send)
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
        await held.release(empty=scope["method"] == "HEAD")

    def _signed(self, scope: Scope, start: Message, digest: str) -> Message:
        now = self._clock.now()
        fields = {name.decode(): value.decode("latin-1") for name, value in start["headers"]}
        fields["content-digest"] = digest
        fields["date"] = http_date(now)
        try:
            answer = HttpAnswer(start["status"], request_parts(scope), fields)
            sign_answer(answer, now, self._key.sign)
        except Exception as problem:
            # A request nobody could have signed properly; the refusal goes out unsigned.
            _log.info("answer not signed", path=scope["path"], reason=repr(problem))
        headers = [(name.encode(), value.encode("latin-1")) for name, value in fields.items()]
        return {**start, "headers": headers}


class _Held:
    """An answer until it can be signed: at its beginning when the digest is known, else whole."""

    def __init__(self, signed: Callable[[Message, str], Message], send: Send) -> None:
        self.start: Message | None = None
        self._signed = signed
        self._send = send
        self._passes = False
        self._parts: list[bytes] = []

    async def send(self, message: Message) -> None:
        if self._passes:
            await self._send(message)
        elif message["type"] == "http.response.start":
            self.start = message
            known = dict(message["headers"]).get(b"content-digest")
            if known is not None:
                self._passes = True
                await self._send(self._signed(message, known.decode("ascii")))
        elif message["type"] == "http.response.body":
            self._parts.append(message.get("body", b""))

    async def release(self, *, empty: bool) -> None:
        """Send what was held; ``empty``: the body is told of and not sent."""
        if self.start is None or self._passes:
            return
        body = b"" if empty else b"".join(self._parts)
        await self._send(self._signed(self.start, content_digest(body)))
        await self._send({"type": "http.response.body", "body": body})
