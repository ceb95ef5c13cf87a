"""The page of complaints: open ones, settled ones, and entering another."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from inspector_app.central import complaints
from inspector_app.central.complaints import Entered, Place
from inspector_app.central.db.people import User
from inspector_app.central.line_list import products_of
from inspector_app.central.pages.forms import Long, Short, doer, field_of, status_of
from inspector_app.central.pages.places import place_text, read_place
from inspector_app.central.pages.rendering import Renderer
from inspector_app.central.parts import Parts
from inspector_app.domain.errors import InspectorError

_DONE: Final = frozenset({"entered", "settled"})


def router(parts: Parts) -> APIRouter:
    """The gate lets in who may come here."""
    routes = APIRouter(include_in_schema=False)
    desk = _Complaints(parts)
    routes.add_api_route("/complaints", desk.page, methods=["GET"])
    routes.add_api_route("/complaints", desk.enter, methods=["POST"])
    routes.add_api_route("/complaints/{complaint}", desk.settle, methods=["POST"])
    return routes


class _Complaints:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._renderer = Renderer(parts)

    async def page(
        self, request: Request, shown: str = "", words: str = "", after: str = "", done: str = ""
    ) -> Response:
        return await self._page(
            request, settled=shown == "settled", words=words[:80], after=after[:250],
            done=done if done in _DONE else "",
        )  # fmt: skip

    async def enter(
        self,
        request: Request,
        product: Short = "",
        batch: Short = "",
        source: Short = "",
        received_on: Short = "",
        text: Long = "",
    ) -> Response:
        user: User = request.state.user
        entered = Entered(
            product=product, text=text, received_on=received_on, batch_number=batch, source=source
        )
        try:
            await complaints.enter(self._parts, user.tenant, entered, doer(user))
        except InspectorError as problem:
            return await self._page(request, problem=problem, given=entered)
        return RedirectResponse("/complaints?done=entered", status_code=303)

    async def settle(self, request: Request, complaint: str, conclusion: Long = "") -> Response:
        user: User = request.state.user
        try:
            await complaints.settle(self._parts, user.tenant, complaint, conclusion, doer(user))
        except InspectorError as problem:
            return await self._page(request, problem=problem, wrong=complaint)
        return RedirectResponse("/complaints?done=settled", status_code=303)

    async def _page(
        self,
        request: Request,
        *,
        settled: bool = False,
        words: str = "",
        after: str = "",
        done: str = "",
        problem: InspectorError | None = None,
        given: Entered | None = None,
        wrong: str = "",
    ) -> Response:
        user: User = request.state.user
        today = self._parts.clock.today().isoformat()
        size = self._parts.settings.page_size
        async with self._parts.db.read(user.tenant) as tx:
            rows = await complaints.listed(
                tx, user.tenant, settled=settled, words=words, limit=size + 1, after=_place(after)
            )
            goods = await products_of(tx, user.tenant, (row.product_id for row in rows))
        more = len(rows) > size
        rows = rows[:size]
        return self._renderer.page(
            request, "complaints.html", user, status_of(problem), rows=rows, goods=goods,
            shown="settled" if settled else "open", words=words, after=after, done=done,
            more=_text(complaints.place_of(rows[-1])) if more else "", problem=problem,
            at=_field(problem, given) if problem else "", wrong=wrong,
            given=given or Entered(product="", text="", received_on=today),
        )  # fmt: skip


def _field(problem: InspectorError, given: Entered | None) -> str:
    if given is None:
        return "conclusion"
    if problem.code != "complaint_incomplete":
        return field_of(problem)
    if not given.product.strip():
        return "product"
    return "received_on" if given.text.strip() else "text"


def _place(text: str) -> Place | None:
    found = read_place(text, 1)
    return None if found is None else (found[0][0], found[1])


def _text(place: Place) -> str:
    return place_text(place[0], item=place[1])
