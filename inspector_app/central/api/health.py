"""``/healthz``, ``/readyz`` and ``/metrics`` for whoever keeps the process running."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from inspector_app.central.operation.readiness import Readiness
from inspector_app.central.operation.scrape import TEXT, Scrape, check_may_read
from inspector_app.central.parts import Parts
from inspector_app.central.problems import problem_of
from inspector_app.domain.errors import AccessError


def router(parts: Parts) -> APIRouter:
    """Unsigned. Health is open, for it tells nothing but up or down; figures are not."""
    routes = APIRouter(tags=["health"])
    readiness, scrape = Readiness(parts), Scrape(parts)

    @routes.get("/healthz")
    async def healthz() -> Response:
        """The process lives."""
        return JSONResponse({"status": "ok"})

    @routes.get("/readyz")
    async def readyz() -> Response:
        """503 while the server stops, the database is away, its tables are of another version or
        no photo can be stored; the process stays up."""
        code = await readiness.problem()
        return problem_of(503, code, {}) if code else JSONResponse({"status": "ok"})

    @routes.get("/metrics")
    async def metrics(request: Request) -> Response:
        """Figures for Prometheus; 403 unless called with the token or from an address named."""
        try:
            check_may_read(parts.settings.operation, request)
        except AccessError as problem:
            return problem_of(403, problem.code, problem.params)
        return Response(await scrape.text(), media_type=TEXT)

    return routes
