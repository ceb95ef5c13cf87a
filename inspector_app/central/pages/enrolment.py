"""The administrator's pages about stations: a code for a new one, an end for a lost one."""

from __future__ import annotations

from typing import Annotated

import segno
from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from inspector_app.central import stations
from inspector_app.central.db import stations as rows
from inspector_app.central.db.people import User
from inspector_app.central.pages.rendering import Renderer
from inspector_app.central.parts import Parts
from inspector_app.domain.errors import AccessError
from inspector_app.wire.enrolment import Ticket, central_address

Short = Annotated[str, Form(max_length=80)]


def router(parts: Parts) -> APIRouter:
    """The gate lets in who may come here."""
    routes = APIRouter(include_in_schema=False)
    desk = _Enrolment(parts)
    routes.add_api_route("/stations/codes", desk.give, methods=["POST"])
    routes.add_api_route("/stations/{station}/revoke", desk.ask, methods=["GET"])
    routes.add_api_route("/stations/{station}/revoke", desk.revoke, methods=["POST"])
    return routes


class _Enrolment:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._renderer = Renderer(parts)

    async def give(self, request: Request, name: Short = "") -> Response:
        """The code stands on this page only: a reload of it makes another."""
        admin: User = request.state.user
        code = await stations.give_code(self._parts, admin.tenant, name.strip())
        url = central_address(f"{request.url.scheme}://{request.url.netloc}")
        picture = segno.make(Ticket(url, code).text(), error="m")
        return self._renderer.page(
            request,
            "enrolment_code.html",
            admin,
            name=name.strip(),
            url=url,
            code=code.text(),
            picture=picture.svg_inline(scale=5, border=4, dark="#000", light="#fff"),
            hours=int(self._parts.settings.code_life.total_seconds() // 3600),
        )

    async def ask(self, request: Request, station: str) -> Response:
        admin: User = request.state.user
        async with self._parts.db.read(admin.tenant) as tx:
            found = await rows.find(tx, admin.tenant, station)
        if found is None:
            raise AccessError("station_unknown_here", station=station[:80])
        return self._renderer.page(request, "revoke.html", admin, station=found)

    async def revoke(self, request: Request, station: str) -> Response:
        admin: User = request.state.user
        await stations.revoke(self._parts, admin.tenant, station, admin.user)
        return RedirectResponse("/stations", status_code=303)
