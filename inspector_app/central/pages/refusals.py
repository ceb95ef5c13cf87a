"""Refusals and faults: programs get problem details, people a calm page in their language."""

from __future__ import annotations

from typing import Final

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from inspector_app.central import roles
from inspector_app.central.auth import signed_in
from inspector_app.central.db.people import User
from inspector_app.central.master import tenant_of
from inspector_app.central.operation.watching import OPEN_WHILE_STOPPING, route_of
from inspector_app.central.pages.rendering import Renderer
from inspector_app.central.pages.returning import READING, page_of, sign_in_address
from inspector_app.central.parts import Parts
from inspector_app.central.problems import RETRY_SECONDS, STATUS, for_programs, is_api, problem_of
from inspector_app.domain.errors import InspectorError, SyncError

_log = structlog.get_logger(__name__)
_TITLES: Final = {
    403: "forbidden", 404: "missing", 410: "missing", 429: "busy", 503: "away", 507: "away",
}  # fmt: skip


async def to_sign_in(request: Request, _problem: Exception) -> Response:
    """Sign in, and come back."""
    return RedirectResponse(sign_in_address(request), status_code=303)


class Refusals:
    """Answers what a handler raised."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._renderer = Renderer(parts)
        self._metrics = parts.watch.metrics

    async def refuse(self, request: Request, problem: Exception) -> Response:
        """One of our own refusals."""
        assert isinstance(problem, InspectorError)
        _log.info("refused", path=request.url.path, code=problem.code, params=problem.params)
        self._metrics.refused(problem.code)
        reader = await self._reader(request)
        return self._answer(request, STATUS.get(problem.code, 400), problem, reader)

    async def refuse_query(self, request: Request, _problem: Exception) -> Response:
        """A query or form that no handler takes."""
        problem = SyncError("bad_encoding", detail="query")
        return self._answer(request, 400, problem, await self._reader(request))

    async def refuse_route(self, request: Request, problem: Exception) -> Response:
        """No such page, or not by this method."""
        assert isinstance(problem, HTTPException)
        found = SyncError("not_found" if problem.status_code == 404 else "http_error")
        reader = await self._reader(request)
        answer = self._answer(request, problem.status_code, found, reader)
        if problem.status_code == 405:
            methods = roles.methods_of(request.url.path)  # none of a file: those are read
            answer.headers["Allow"] = ", ".join(methods or ["GET", "HEAD"])
        return answer

    def answer(self, request: Request, problem: InspectorError) -> Response:
        """The answer to what is refused before anybody has looked who calls."""
        return self._answer(request, STATUS.get(problem.code, 400), problem, None)

    def fault(self, scope: Scope) -> Response:
        """The answer to what nobody expected: its number stands in the log."""
        request = Request(scope)
        number = str(structlog.contextvars.get_contextvars().get("request", ""))
        if scope["path"] in OPEN_WHILE_STOPPING:
            return problem_of(500, "internal", {})
        again = page_of(request) if request.method in READING else ""
        try:
            return self._renderer.page(request, "fault.html", None, 500, number=number, again=again)
        except Exception:
            _log.exception("fault not told")
            return PlainTextResponse(f"500 {number}", 500)

    def _answer(
        self, request: Request, status: int, problem: InspectorError, reader: User | None
    ) -> Response:
        if for_programs(request.url.path):
            return problem_of(status, problem.code, problem.params)
        answer = self._renderer.page(
            request, "refused.html", reader, status, problem=problem,
            title=_TITLES.get(status, "other"),
        )  # fmt: skip
        if status in (429, 503, 507):
            answer.headers["Retry-After"] = str(problem.params.get("seconds", RETRY_SECONDS))
        return answer

    async def _reader(self, request: Request) -> User | None:
        """Who looks at the page, also where no route was found that would have asked."""
        found: User | None = getattr(request.state, "user", None)
        if found is not None or for_programs(request.url.path):
            return found
        try:
            return await signed_in(self._parts, await tenant_of(self._parts), request)
        except InspectorError:  # the database is away: the page says so to anybody
            return None


class CalmFaults:
    """ASGI middleware around the pages; what answers under ``/v1`` is told apart elsewhere."""

    def __init__(self, app: ASGIApp, refusals: Refusals) -> None:
        self._app = app
        self._refusals = refusals

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or is_api(scope["path"]):
            await self._app(scope, receive, send)
            return
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except ClientDisconnect:
            _log.info("line lost while receiving", route=route_of(scope))
        except Exception:
            if begun:
                raise
            _log.exception("page failed", route=route_of(scope))
            await self._refusals.fault(scope)(scope, receive, send)
