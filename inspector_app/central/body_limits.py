"""Bodies and header fields are measured before and while they are read.

Stands inside ``SignedAnswers``, so that a station can believe a refusal.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from typing import Final

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from inspector_app.central.limits import Limits, address_of
from inspector_app.central.problems import is_api
from inspector_app.domain.errors import InspectorError, SyncError
from inspector_app.wire.envelope import MAX_BATCH, MAX_PART, MAX_PHOTO

STATION: Final = "inspector.station"
"""Where the gate leaves which station's request this is."""

_FIELDS_SIZE: Final = 16 * 1024
_FIELDS: Final = 100
_SOLE: Final = frozenset(
    {
        b"authorization",
        b"content-digest",
        b"content-encoding",
        b"content-length",
        b"host",
        b"protocol-version",
        b"signature",
        b"signature-input",
        b"upload-complete",
        b"upload-offset",
    }
)
"""Fields that say who asks and what the body is: of two, one could be proved and one obeyed."""
_ORDINARY: Final = 64 * 1024
_MASTER_DATA: Final = 64 * 1024 * 1024
_LARGER: Final = (
    # method, path, bytes, code of the refusal
    ("POST", re.compile(r"/v1/stations/[^/]+/events"), MAX_BATCH, "batch_too_large"),
    ("PUT", re.compile(r"/v1/blobs/[^/]+"), MAX_PHOTO, "photo_too_large"),
    ("PATCH", re.compile(r"/v1/uploads/[^/]+"), MAX_PART, "batch_too_large"),
    ("POST", re.compile(r"/v1/master(/.*)?|/master(/.*)?"), _MASTER_DATA, "batch_too_large"),
)

Refuse = Callable[[Request, InspectorError], ASGIApp]


def body_limit(method: str, path: str) -> tuple[int, str]:
    """How many bytes a body may have, and the code when it has more."""
    for known, pattern, limit, code in _LARGER:
        if method == known and pattern.fullmatch(path):
            return limit, code
    return _ORDINARY, "batch_too_large"


class BodyLimits:
    """ASGI middleware. ``refuse`` makes the answer to a refusal."""

    def __init__(
        self, app: ASGIApp, limits: Limits, seconds: Callable[[], float], refuse: Refuse
    ) -> None:
        self._app = app
        self._limits = limits
        self._seconds = seconds
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Measure, and let through what keeps to the limits."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        limit, code = body_limit(scope["method"], scope["path"])
        try:
            check_fields(scope)
            _check_length(Headers(scope=scope), limit, code)
            if is_api(scope["path"]):
                self._limits.count_address(address_of(request))
            if scope["path"] == "/v1/enroll":
                self._limits.count_enrolment(address_of(request))
        except SyncError as problem:
            await self._refuse(request, problem)(scope, receive, send)
            return
        counted = _Counted(receive, limit, code, self._limits, self._seconds)
        try:
            await self._app(scope, counted, send)
        finally:
            if STATION in scope:  # the gate has counted it in
                self._limits.end(scope[STATION])


def check_fields(scope: Scope) -> None:
    """SyncError ``fields_too_large``, or ``bad_encoding`` for a field that must come once."""
    fields = scope["headers"]
    if len(fields) > _FIELDS or sum(len(name) + len(text) for name, text in fields) > _FIELDS_SIZE:
        raise SyncError("fields_too_large", limit=_FIELDS_SIZE)
    seen = set()
    for name, _ in fields:
        if name in seen:
            raise SyncError("bad_encoding", detail=f"{name.decode('latin-1')} twice")
        if name in _SOLE:
            seen.add(name)


def _check_length(headers: Headers, limit: int, code: str) -> None:
    length = headers.get("content-length", "0")
    if not (length.isascii() and length.isdecimal()) or len(length) > 18:
        raise SyncError(code, limit=limit)
    if int(length) > limit:
        raise SyncError(code, limit=limit)


class _Counted:
    """A ``receive`` that stops a body which is too long or comes too slowly."""

    def __init__(
        self,
        receive: Receive,
        limit: int,
        code: str,
        limits: Limits,
        seconds: Callable[[], float],
    ) -> None:
        self._receive = receive
        self._limit = limit
        self._code = code
        self._settings = limits.settings
        self._seconds = seconds
        self._begun = seconds()
        self._size = 0
        self._whole = False

    async def __call__(self) -> Message:
        if self._whole:  # waiting for the line to end is not waiting for a body
            return await self._receive()
        try:
            async with asyncio.timeout(self._settings.body_pause):
                message = await self._receive()
        except TimeoutError as problem:
            raise SyncError("too_slow") from problem
        self._count(message)
        return message

    def _count(self, message: Message) -> None:
        self._whole = message["type"] != "http.request" or not message.get("more_body", False)
        self._size += len(message.get("body", b""))
        if self._size > self._limit:
            raise SyncError(self._code, limit=self._limit)
        if self._whole:
            return
        allowed = self._settings.body_pause + self._size / self._settings.body_rate
        if self._seconds() - self._begun > allowed:
            raise SyncError("too_slow")
