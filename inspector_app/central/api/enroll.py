"""``GET /v1/ca`` and ``POST /v1/enroll``: how a new station comes in."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from inspector_app.central import stations
from inspector_app.central.api.answering import answer, described, read_message
from inspector_app.central.auth import check_protocol
from inspector_app.central.parts import Parts
from inspector_app.wire.authority import AuthorityAnswer
from inspector_app.wire.envelope import EnrolAnswer, EnrolRequest


def router(parts: Parts) -> APIRouter:
    """Not signed by the station: the proof inside the body stands for it."""
    routes = APIRouter(prefix="/v1", tags=["stations"])

    @routes.get("/ca", openapi_extra=described(AuthorityAnswer))
    async def authority(request: Request) -> Response:
        """The certificate authority, for a station to hold against its code before anything
        else; no secret."""
        check_protocol(request)
        return answer(parts.authority.answer(parts.key.public()))

    @routes.post("/enroll", openapi_extra=described(EnrolAnswer, EnrolRequest))
    async def enroll(request: Request) -> Response:
        """Take a station in with a one-time code."""
        check_protocol(request)
        asked = await read_message(request, EnrolRequest, 8 * 1024)
        return answer(await stations.enrol(parts, asked))

    return routes
