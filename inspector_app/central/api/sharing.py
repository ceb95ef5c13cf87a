"""What a station asks so that it and the others do not do one thing twice."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from inspector_app.central import badges, claims, journal
from inspector_app.central.api.answering import answer, described, read_message
from inspector_app.central.auth import authenticate
from inspector_app.central.parts import Parts
from inspector_app.wire.elsewhere import BlocksAnswer, BlocksRequest, ClaimsAnswer, ClaimsRequest

_LIMIT = 64 * 1024


def router(parts: Parts) -> APIRouter:
    """Claims on lots, and blocks of badge numbers."""
    routes = APIRouter(prefix="/v1/stations", tags=["stations"])

    @routes.post("/{station}/claims", openapi_extra=described(ClaimsAnswer, ClaimsRequest))
    async def claim(request: Request, station: str) -> Response:
        """All lots open at the station now; the answer tells who else has their lines open."""
        found = await authenticate(parts, request, station)
        asked = await read_message(request, ClaimsRequest, _LIMIT)
        now, epoch = parts.clock.now(), parts.ids.new()
        told = await parts.db.run(
            found.tenant, lambda tx: claims.take(tx, found, asked.lots, now, epoch)
        )
        return answer(told)

    @routes.post("/{station}/badge-blocks", openapi_extra=described(BlocksAnswer, BlocksRequest))
    async def blocks(request: Request, station: str) -> Response:
        """What the station holds of badge numbers; a new block is added when few are left."""
        found = await authenticate(parts, request, station)
        journal.check_may_send(found)
        asked = await read_message(request, BlocksRequest, _LIMIT)
        now = parts.clock.now()
        told = await parts.db.run(
            found.tenant,
            lambda tx: badges.give(tx, parts.ids, found.tenant, found.station, asked.held, now),
        )
        return answer(told)

    return routes
