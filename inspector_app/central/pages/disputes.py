"""The page of what two stations did to one thing: what waits for a person, and what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from inspector_app.central import ruling
from inspector_app.central.db import disputes
from inspector_app.central.db.disputes import Place
from inspector_app.central.db.people import User
from inspector_app.central.deriving import settled
from inspector_app.central.pages.forms import Long, Short, doer, field_of, status_of
from inspector_app.central.pages.places import place_text, read_place
from inspector_app.central.pages.rendering import Renderer
from inspector_app.central.parts import Parts
from inspector_app.central.ruling import Decision
from inspector_app.domain.disputes import RULINGS
from inspector_app.domain.errors import InspectorError
from inspector_app.wire.elsewhere import Dispute

MOST: Final = 25
"""Sheets on a page: each is as high as ten rows of other lists."""


def router(parts: Parts) -> APIRouter:
    """The gate lets in who may come here."""
    routes = APIRouter(include_in_schema=False)
    desk = _Disputes(parts)
    routes.add_api_route("/disputes", desk.page, methods=["GET"])
    routes.add_api_route("/disputes/{dispute}", desk.decide, methods=["POST"])
    return routes


class _Disputes:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._renderer = Renderer(parts)
        self._most = min(MOST, parts.settings.page_size)

    async def page(
        self, request: Request, shown: str = "", about: str = "", after: str = "", done: str = ""
    ) -> Response:
        """``about``: a record or an order line; all of it, whether decided or not."""
        said = "decided" if done == "decided" else ""
        if about:
            return await self._about(request, about[:250] if about.isprintable() else "")
        return await self._listed(request, decided=shown == "decided", after=after, done=said)

    async def decide(
        self, request: Request, dispute: str, how: Short = "", note: Long = ""
    ) -> Response:
        user: User = request.state.user
        # A button's value: "keep:<party>", or the ruling alone.
        word, _, choice = how.partition(":")
        decision = Decision(dispute=dispute, ruling=word, choice=choice, note=note)
        try:
            await ruling.decide(self._parts, user.tenant, decision, doer(user))
        except InspectorError as problem:
            return await self._refused(request, dispute, problem, note)
        return RedirectResponse("/disputes?done=decided", status_code=303)

    async def _listed(self, request: Request, *, decided: bool, after: str, done: str) -> Response:
        user: User = request.state.user
        await settled(self._parts, user.tenant)
        async with self._parts.db.read(user.tenant) as tx:
            rows = await disputes.listed(
                tx, user.tenant, still_open=not decided, limit=self._most + 1, after=_place(after)
            )
            waiting = await disputes.count_open(tx, user.tenant)
        more = len(rows) > self._most
        rows = rows[: self._most]
        return self._show(
            request, rows, waiting, "decided" if decided else "open", done=done, after=after,
            more=_text(disputes.place_of(rows[-1])) if more else "",
        )  # fmt: skip

    async def _about(self, request: Request, about: str) -> Response:
        user: User = request.state.user
        await settled(self._parts, user.tenant)
        async with self._parts.db.read(user.tenant) as tx:
            rows = await disputes.about(tx, user.tenant, [about])
            waiting = await disputes.count_open(tx, user.tenant)
        return self._show(request, rows, waiting, "about")

    async def _refused(
        self, request: Request, dispute: str, problem: InspectorError, note: str
    ) -> Response:
        """The one it is about, with what was typed."""
        user: User = request.state.user
        async with self._parts.db.read(user.tenant) as tx:
            found = await disputes.one(tx, user.tenant, dispute)
            waiting = await disputes.count_open(tx, user.tenant)
        if found is None:
            raise problem
        return self._show(request, [found], waiting, "about", problem=problem, note=note)

    def _show(
        self,
        request: Request,
        rows: Sequence[Dispute],
        waiting: int,
        shown: str,
        *,
        done: str = "",
        after: str = "",
        more: str = "",
        problem: InspectorError | None = None,
        note: str = "",
    ) -> Response:
        return self._renderer.page(
            request, "disputes.html", request.state.user, status_of(problem), rows=rows,
            waiting=waiting, shown=shown, done=done, after=after, more=more, rulings=RULINGS,
            problem=problem, at=field_of(problem), note=note,
        )  # fmt: skip


def _place(text: str) -> Place | None:
    found = read_place(text, 1)
    return None if found is None else (found[0][0], found[1])


def _text(place: Place) -> str:
    return place_text(place[0], item=place[1])
