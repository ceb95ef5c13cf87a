"""The ASGI application of the central system."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from fastapi import Depends, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from inspector_app import __version__
from inspector_app.central import severity
from inspector_app.central.api import (
    blobs,
    enroll,
    feeds,
    health,
    master,
    sharing,
    stations,
    uploads,
)
from inspector_app.central.body_limits import BodyLimits
from inspector_app.central.deriving import Deriver
from inspector_app.central.gate import Gate, SignInNeededError, check_table
from inspector_app.central.limits import Limits
from inspector_app.central.openapi import describe
from inspector_app.central.operation.watching import Watched
from inspector_app.central.pages import deciding, enrolment, users
from inspector_app.central.pages import master as master_pages
from inspector_app.central.pages import replay as replay_pages
from inspector_app.central.pages import routes as pages
from inspector_app.central.pages import sharing as shared_pages
from inspector_app.central.pages.rendering import Renderer
from inspector_app.central.parts import Parts
from inspector_app.central.problems import STATUS, problem_of
from inspector_app.central.signed_answers import SignedAnswers
from inspector_app.domain.errors import InspectorError, SyncError

_log = structlog.get_logger(__name__)


def create_app(parts: Parts) -> FastAPI:
    """The web application over wired parts; closing it gives the database back."""

    deriver = Deriver(parts)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        if not parts.db.address.is_postgres:  # no version without severity ran on a server
            await severity.read_everything(parts)
        deriver.start()
        yield
        await deriver.end()
        await parts.db.close()

    def seconds() -> float:
        return parts.clock.monotonic_ns() / 1e9

    limits = Limits(parts.settings.limits, seconds)
    app = FastAPI(
        title="Inspector central system",
        version=__version__,
        lifespan=lifespan,
        docs_url=None,  # its pages load scripts from foreign hosts
        redoc_url=None,
        dependencies=[Depends(Gate(parts, limits))],
    )
    app.include_router(enroll.router(parts))
    app.include_router(stations.router(parts, deriver.poke))
    app.include_router(sharing.router(parts))
    app.include_router(blobs.router(parts))
    app.include_router(uploads.router(parts))
    app.include_router(feeds.router(parts))
    app.include_router(master.router(parts))
    app.include_router(health.router(parts))
    app.include_router(pages.router(parts, limits))
    app.include_router(enrolment.router(parts))
    app.include_router(users.router(parts))
    app.include_router(shared_pages.router(parts))
    app.include_router(replay_pages.router(parts))
    app.include_router(deciding.router(parts))
    app.include_router(master_pages.router(parts))
    app.mount("/static", pages.static_files(), name="static")
    check_table(app.routes)
    describe(app)
    refusals = _Refusals(parts)
    app.add_exception_handler(SignInNeededError, _to_sign_in)
    app.add_exception_handler(InspectorError, refusals.refuse)
    app.add_exception_handler(RequestValidationError, refusals.refuse_query)
    app.add_exception_handler(HTTPException, refusals.refuse_route)
    app.add_middleware(BodyLimits, limits=limits, seconds=seconds, refuse=refusals.answer)
    app.add_middleware(SignedAnswers, key=parts.key, clock=parts.clock)
    app.add_middleware(
        Watched, watch=parts.watch, clock=parts.clock, ids=parts.ids,
        access=parts.settings.operation.access_log,
    )  # fmt: skip
    return app


class _Refusals:
    """Programs get problem details, people a page that says the same in words."""

    def __init__(self, parts: Parts) -> None:
        self._renderer = Renderer(parts)
        self._metrics = parts.watch.metrics

    async def refuse(self, request: Request, problem: Exception) -> Response:
        assert isinstance(problem, InspectorError)
        _log.info("refused", path=request.url.path, code=problem.code, params=problem.params)
        self._metrics.refused(problem.code)
        return self.answer(request, problem)

    def answer(self, request: Request, problem: InspectorError) -> Response:
        """The answer to a refusal, by whom it was asked for."""
        return self._answer(request, STATUS.get(problem.code, 400), problem)

    async def refuse_query(self, request: Request, _problem: Exception) -> Response:
        return self._answer(request, 400, SyncError("bad_encoding", detail="query"))

    async def refuse_route(self, request: Request, problem: Exception) -> Response:
        assert isinstance(problem, HTTPException)
        found = SyncError("not_found" if problem.status_code == 404 else "http_error")
        return self._answer(request, problem.status_code, found)

    def _answer(self, request: Request, status: int, problem: InspectorError) -> Response:
        if request.url.path.startswith("/v1/"):
            return problem_of(status, problem.code, problem.params)
        return self._renderer.page(request, "refused.html", None, status, problem=problem)


async def _to_sign_in(_request: Request, _problem: Exception) -> Response:
    return RedirectResponse("/sign-in", status_code=303)
