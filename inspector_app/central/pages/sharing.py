"""Pages about what stations share: disputes to decide, whose a line is, complaints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from inspector_app.central import complaints, line_shares, ruling
from inspector_app.central.acts import Doer
from inspector_app.central.complaints import Entered
from inspector_app.central.db import disputes, stations
from inspector_app.central.db.people import User
from inspector_app.central.deriving import settled
from inspector_app.central.pages.rendering import Renderer
from inspector_app.central.parts import Parts
from inspector_app.central.problems import STATUS
from inspector_app.central.ruling import Decision
from inspector_app.domain.disputes import RULINGS
from inspector_app.domain.errors import InspectorError, IntakeError
from inspector_app.domain.order_shares import LineShare

Short = Annotated[str, Form(max_length=200)]
Long = Annotated[str, Form(max_length=2_000)]
_MOST: Final = 100
_DONE: Final = frozenset({"decided", "entered", "settled", "shared"})


def router(parts: Parts) -> APIRouter:
    """The gate lets in who may come here."""
    routes = APIRouter(include_in_schema=False)
    desk = _Sharing(parts)
    routes.add_api_route("/disputes", desk.disputes, methods=["GET"])
    routes.add_api_route("/disputes/{dispute}", desk.decide, methods=["POST"])
    routes.add_api_route("/complaints", desk.complaints, methods=["GET"])
    routes.add_api_route("/complaints", desk.enter, methods=["POST"])
    routes.add_api_route("/complaints/{complaint}", desk.settle, methods=["POST"])
    routes.add_api_route("/lines", desk.lines, methods=["GET"])
    routes.add_api_route("/lines", desk.share, methods=["POST"])
    return routes


class _Sharing:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._renderer = Renderer(parts)

    async def disputes(self, request: Request, done: str = "") -> Response:
        return await self._disputes(request, done=done if done in _DONE else "")

    async def decide(
        self, request: Request, dispute: str, how: Short = "", note: Long = ""
    ) -> Response:
        user: User = request.state.user
        # A button's value: "keep:<party>", or the ruling alone.
        word, _, choice = how.partition(":")
        decision = Decision(dispute=dispute, ruling=word, choice=choice, note=note)
        try:
            await ruling.decide(self._parts, user.tenant, decision, _doer(user))
        except InspectorError as problem:
            return await self._disputes(request, problem=problem, given={dispute: note})
        return RedirectResponse("/disputes?done=decided", status_code=303)

    async def complaints(self, request: Request, done: str = "") -> Response:
        return await self._complaints(request, done=done if done in _DONE else "")

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
            await complaints.enter(self._parts, user.tenant, entered, _doer(user))
        except InspectorError as problem:
            return await self._complaints(request, problem=problem, given=entered)
        return RedirectResponse("/complaints?done=entered", status_code=303)

    async def settle(self, request: Request, complaint: str, conclusion: Long = "") -> Response:
        user: User = request.state.user
        try:
            await complaints.settle(self._parts, user.tenant, complaint, conclusion, _doer(user))
        except InspectorError as problem:
            return await self._complaints(request, problem=problem)
        return RedirectResponse("/complaints?done=settled", status_code=303)

    async def lines(self, request: Request, words: str = "", done: str = "") -> Response:
        return await self._lines(request, words[:80], done=done if done in _DONE else "")

    async def share(
        self,
        request: Request,
        order: Short = "",
        line: Short = "",
        words: Short = "",
        station: Annotated[list[str] | None, Form(max_length=50)] = None,
        units: Annotated[list[str] | None, Form(max_length=50)] = None,
    ) -> Response:
        user: User = request.state.user
        try:
            shares = _shares(station or [], units or [])
            await line_shares.assign(self._parts, user.tenant, order, line, shares, _doer(user))
        except InspectorError as problem:
            return await self._lines(request, words, problem=problem)
        return RedirectResponse("/lines?done=shared", status_code=303)

    async def _disputes(
        self,
        request: Request,
        *,
        done: str = "",
        problem: InspectorError | None = None,
        given: dict[str, str] | None = None,
    ) -> Response:
        user: User = request.state.user
        await settled(self._parts, user.tenant)
        async with self._parts.db.read(user.tenant) as tx:
            waiting = await disputes.listed(tx, user.tenant, still_open=True, limit=_MOST)
            decided = await disputes.listed(tx, user.tenant, still_open=False, limit=30)
        return self._renderer.page(
            request, "disputes.html", user, _status(problem), waiting=waiting, decided=decided,
            rulings=RULINGS, done=done, problem=problem, given=given or {},
        )  # fmt: skip

    async def _complaints(
        self,
        request: Request,
        *,
        done: str = "",
        problem: InspectorError | None = None,
        given: Entered | None = None,
    ) -> Response:
        user: User = request.state.user
        today = self._parts.clock.today().isoformat()
        async with self._parts.db.read(user.tenant) as tx:
            rows = await complaints.listed(tx, user.tenant)
        return self._renderer.page(
            request, "complaints.html", user, _status(problem), rows=rows[:_MOST], done=done,
            problem=problem, given=given or Entered(product="", text="", received_on=today),
        )  # fmt: skip

    async def _lines(
        self,
        request: Request,
        words: str,
        *,
        done: str = "",
        problem: InspectorError | None = None,
    ) -> Response:
        user: User = request.state.user
        await settled(self._parts, user.tenant)
        async with self._parts.db.read(user.tenant) as tx:
            rows = await line_shares.lines(tx, user.tenant, words)
            known = await stations.everyone(tx, user.tenant)
            names = await line_shares.product_names(
                tx, user.tenant, [row.line.product_id for row in rows]
            )
        return self._renderer.page(
            request, "lines.html", user, _status(problem), rows=rows, stations=known, words=words,
            products=names, done=done, problem=problem,
        )  # fmt: skip


def _doer(user: User) -> Doer:
    return Doer(user=user.user, names={"zh": user.name, "en": user.name})


def _status(problem: InspectorError | None) -> int:
    return STATUS.get(problem.code, 400) if problem else 200


def _shares(named: Sequence[str], units: Sequence[str]) -> tuple[LineShare, ...]:
    """The filled rows of the form; IntakeError ``share_without_units`` for what is no number."""
    found = []
    for station, amount in zip(named, units, strict=False):
        if not station:
            continue
        if amount.strip() and not amount.strip().isdecimal():
            raise IntakeError("share_without_units")
        found.append(LineShare(station=station, units=int(amount.strip()[:9] or 0)))
    return tuple(found)
