"""The page of order lines: whose they are, how far they are, and giving them to stations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from inspector_app.central import line_list, line_shares
from inspector_app.central.db import stations
from inspector_app.central.db.people import User
from inspector_app.central.deriving import settled
from inspector_app.central.line_list import Place
from inspector_app.central.pages.forms import Short, doer, status_of
from inspector_app.central.pages.places import place_text, read_place
from inspector_app.central.pages.rendering import Renderer
from inspector_app.central.parts import Parts
from inspector_app.domain.errors import InspectorError, IntakeError
from inspector_app.domain.order_shares import LineShare
from inspector_app.wire.elsewhere import line_item


def router(parts: Parts) -> APIRouter:
    """The gate lets in who may come here."""
    routes = APIRouter(include_in_schema=False)
    desk = _Lines(parts)
    routes.add_api_route("/lines", desk.page, methods=["GET"])
    routes.add_api_route("/lines", desk.share, methods=["POST"])
    return routes


class _Lines:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._renderer = Renderer(parts)

    async def page(
        self, request: Request, words: str = "", after: str = "", done: str = ""
    ) -> Response:
        said = "shared" if done == "shared" else ""
        return await self._page(request, words[:80], after[:250], done=said)

    async def share(
        self,
        request: Request,
        order: Short = "",
        line: Short = "",
        words: Short = "",
        after: Annotated[str, Form(max_length=250)] = "",
        station: Annotated[list[str] | None, Form(max_length=50)] = None,
        units: Annotated[list[str] | None, Form(max_length=50)] = None,
    ) -> Response:
        user: User = request.state.user
        try:
            shares = _shares(station or [], units or [])
            await line_shares.assign(self._parts, user.tenant, order, line, shares, doer(user))
        except InspectorError as problem:
            named, given = station or [], units or []
            typed = list(zip(named, given, strict=False))
            return await self._page(
                request, words, after, problem=problem, wrong=line_item(order, line), typed=typed
            )
        kept = {"words": words, "after": after, "done": "shared"}
        asked = urlencode({name: text for name, text in kept.items() if text})
        return RedirectResponse(f"/lines?{asked}", status_code=303)

    async def _page(
        self,
        request: Request,
        words: str,
        after: str,
        *,
        done: str = "",
        problem: InspectorError | None = None,
        wrong: str = "",
        typed: Sequence[tuple[str, str]] = (),
    ) -> Response:
        user: User = request.state.user
        size = self._parts.settings.page_size
        await settled(self._parts, user.tenant)
        async with self._parts.db.read(user.tenant) as tx:
            rows = await line_list.lines(tx, user.tenant, words, size + 1, _place(after))
            known = await stations.everyone(tx, user.tenant)
        more = len(rows) > size
        rows = rows[:size]
        return self._renderer.page(
            request, "lines.html", user, status_of(problem), rows=rows, stations=known,
            words=words, after=after, more=_text(rows[-1].place) if more else "", done=done,
            problem=problem, wrong=wrong, typed=typed, shown={row.item for row in rows},
            shared_rows=_form_rows,
        )  # fmt: skip


def _form_rows(given: Sequence[tuple[str, str] | LineShare]) -> list[tuple[str, str]]:
    """Station and units of each row of the form, with an empty one to add another."""
    filled = [
        (each.station, str(each.units or "")) if isinstance(each, LineShare) else each
        for each in given
    ]
    filled = [each for each in filled if any(each)]
    return [*filled, *[("", "")] * max(1, 2 - len(filled))]


def _place(text: str) -> Place | None:
    found = read_place(text, 2)
    return None if found is None else (found[0][0], found[1], found[0][1])


def _text(place: Place) -> str:
    due_at, order, number = place
    return place_text(due_at, number, item=order)


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
