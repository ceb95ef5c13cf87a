"""A supervisor decides about a lot from the page of its inspection."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from inspector_app.central import decisions
from inspector_app.central.acts import Doer
from inspector_app.central.db.people import User
from inspector_app.central.decisions import Decided
from inspector_app.central.parts import Parts

Short = Annotated[str, Form(max_length=80)]
Long = Annotated[str, Form(max_length=2_000)]


def router(parts: Parts) -> APIRouter:
    """The gate lets in who may come here."""
    routes = APIRouter(include_in_schema=False)

    @routes.post("/inspections/{inspection}/decide")
    async def decide(
        request: Request, inspection: str, choice: Short = "", note: Long = ""
    ) -> Response:
        """``choice`` is ``disposition:reason``; all units that are left get it."""
        user: User = request.state.user
        disposition, _, reason = choice.partition(":")
        chosen = Decided(
            inspection=inspection, disposition=disposition, reason=reason, note=note.strip()
        )
        doer = Doer(user=user.user, names={"zh": user.name, "en": user.name})
        await decisions.decide(parts, user.tenant, chosen, doer)
        return RedirectResponse(f"/inspections/{quote(inspection, safe='')}", status_code=303)

    return routes
