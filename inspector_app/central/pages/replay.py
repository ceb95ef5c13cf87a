"""A supervisor's button: judge again what could not be judged on arrival."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from inspector_app.central import replaying
from inspector_app.central.acts import Doer
from inspector_app.central.db.people import User
from inspector_app.central.parts import Parts


def router(parts: Parts) -> APIRouter:
    """The gate lets in who may come here."""
    routes = APIRouter(include_in_schema=False)

    @routes.post("/stations/replay")
    async def replay(request: Request) -> Response:
        """All that waits, in the order it arrived."""
        user: User = request.state.user
        doer = Doer(user=user.user, names={"zh": user.name, "en": user.name})
        await replaying.replay(parts, user.tenant, doer)
        return RedirectResponse("/stations", status_code=303)

    return routes
