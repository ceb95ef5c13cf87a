"""``/healthz`` and ``/readyz`` for whoever keeps the process running."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import JSONResponse, Response

from inspector_app.central.parts import Parts


def router(parts: Parts) -> APIRouter:
    """Unsigned and open: they tell nothing but up or down."""
    routes = APIRouter(tags=["health"])

    @routes.get("/healthz")
    async def healthz() -> Response:
        """The process lives."""
        return JSONResponse({"status": "ok"})

    @routes.get("/readyz")
    async def readyz() -> Response:
        """503 while the database is away or its tables are of another version; the process stays
        up."""
        found = await parts.db.revision()
        if found == parts.schema:
            return JSONResponse({"status": "ok"})
        return JSONResponse({"status": "schema" if found else "unavailable"}, status_code=503)

    return routes
