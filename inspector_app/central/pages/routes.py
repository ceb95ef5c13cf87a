"""Pages for people: signing in, received inspections and their photos, stations, severity."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.staticfiles import StaticFiles

from inspector_app.central import auth
from inspector_app.central.db import inspections, journal, stations, voidings
from inspector_app.central.db.inspections import Filter, Position
from inspector_app.central.db.people import User
from inspector_app.central.db.stations import Station
from inspector_app.central.deriving import settled
from inspector_app.central.limits import Limits, address_of
from inspector_app.central.master import tenant_of
from inspector_app.central.pages import severity
from inspector_app.central.pages.rendering import LANGUAGE_COOKIE, Renderer
from inspector_app.central.pages.returning import local_path
from inspector_app.central.parts import Parts
from inspector_app.domain.errors import AccessError, SyncError
from inspector_app.i18n import LANGUAGES

_HERE = Path(__file__).parent
_SILENT_DAYS = 2
_WHY = frozenset({"ended", "unsaved"})
_PICTURES = frozenset({"image/jpeg", "image/png", "image/webp"})
_YEAR = int(timedelta(days=365).total_seconds())


def static_files() -> StaticFiles:
    """Our own style sheet and icon; nothing comes from a foreign host."""
    return StaticFiles(directory=_HERE / "static")


def router(parts: Parts, limits: Limits) -> APIRouter:
    """All pages; the gate lets in who may see them."""
    routes = APIRouter(include_in_schema=False)
    desk = _Desk(parts, limits)
    routes.add_api_route("/", desk.home, methods=["GET"])
    routes.add_api_route("/sign-in", desk.sign_in_page, methods=["GET"])
    routes.add_api_route("/sign-in", desk.sign_in, methods=["POST"])
    routes.add_api_route("/sign-out", desk.sign_out, methods=["POST"])
    routes.add_api_route("/language/{language}", desk.language, methods=["POST"])
    routes.add_api_route("/inspections", desk.list_page, methods=["GET"])
    routes.add_api_route("/photos/{sha256}", desk.photo, methods=["GET"])
    routes.add_api_route("/photos/{sha256}/small", desk.small_photo, methods=["GET"])
    routes.add_api_route("/stations", desk.stations_page, methods=["GET"])
    routes.add_api_route("/severity", desk.severity_page, methods=["GET"])
    routes.add_api_route("/severity/{goods}", desk.severity_goods, methods=["GET"])
    return routes


class _Desk:
    """The handlers of all pages."""

    def __init__(self, parts: Parts, limits: Limits) -> None:
        self._parts = parts
        self._limits = limits
        self._renderer = Renderer(parts)

    async def home(self) -> Response:
        return RedirectResponse("/inspections", status_code=303)

    async def sign_in_page(
        self, request: Request, changed: str = "", why: str = "", next: str = ""
    ) -> Response:
        told = "changed" if changed else why if why in _WHY else ""
        return self._sign_in_page(request, told=told, leads_to=next)

    def _sign_in_page(
        self,
        request: Request,
        status: int = 200,
        *,
        told: str = "",
        leads_to: str = "",
        name: str = "",
        problem: AccessError | None = None,
    ) -> Response:
        return self._renderer.page(
            request, "sign_in.html", None, status, problem=problem, name=name, told=told,
            leads_to=local_path(leads_to),
        )  # fmt: skip

    async def sign_in(
        self,
        request: Request,
        name: Annotated[str, Form(max_length=80)] = "",
        password: Annotated[str, Form(max_length=200)] = "",
        next: Annotated[str, Form(max_length=1_000)] = "",
    ) -> Response:
        try:
            self._limits.count_sign_in(address_of(request))
            token = await auth.sign_in(self._parts, await tenant_of(self._parts), name, password)
        except AccessError as problem:
            return self._sign_in_page(request, 403, problem=problem, name=name, leads_to=next)
        self._limits.forgive_sign_in(address_of(request))
        response = RedirectResponse(local_path(next) or "/inspections", status_code=303)
        settings = self._parts.settings
        response.set_cookie(
            auth.SESSION_COOKIE,
            token,
            max_age=int(settings.session.total_seconds()),
            httponly=True,
            secure=settings.secure_cookies or request.url.scheme == "https",
            samesite="strict",
        )
        return response

    async def sign_out(self, request: Request) -> Response:
        await auth.sign_out(self._parts, await tenant_of(self._parts), request)
        response = RedirectResponse("/sign-in", status_code=303)
        response.delete_cookie(auth.SESSION_COOKIE)
        return response

    async def language(
        self,
        request: Request,
        language: str,
        back: Annotated[str, Form(max_length=2_000)] = "",
    ) -> Response:
        came_from = urlsplit(request.headers.get("referer", ""))
        query = f"?{came_from.query}" if came_from.query else ""
        wanted = back or came_from.path + query
        # The page to sign in is no place to be led to by it, but may be read in both languages.
        here = wanted if wanted.startswith("/sign-in") else local_path(wanted)
        response = RedirectResponse(here or "/inspections", status_code=303)
        if language in LANGUAGES:
            response.set_cookie(
                LANGUAGE_COOKIE, language, max_age=_YEAR, samesite="lax",
                secure=request.url.scheme == "https",
            )  # fmt: skip
        return response

    async def list_page(
        self,
        request: Request,
        words: str = "",
        verdict: str = "",
        station: str = "",
        since: str = "",
        until: str = "",
        waiting: str = "",
        before: str = "",
    ) -> Response:
        user: User = request.state.user
        wanted = Filter(
            words=words.strip()[:200],
            verdict=verdict,
            station=station,
            since=since,
            until=until,
            waiting=bool(waiting),
        )
        size = self._parts.settings.page_size
        async with self._parts.db.read(user.tenant) as tx:
            rows = await inspections.newest(tx, user.tenant, wanted, size + 1, _position(before))
            totals = await inspections.totals(tx, user.tenant)
            known = await stations.everyone(tx, user.tenant)
            void = await voidings.among(tx, user.tenant, [row.inspection for row in rows])
        shown = rows[:size]
        last = shown[-1] if len(rows) > size else None
        return self._renderer.page(
            request,
            "inspections.html",
            user,
            rows=shown,
            void=void,
            totals=totals,
            stations=known,
            names={one.station: one.name for one in known},
            wanted=wanted,
            filtered=wanted != Filter(),
            before=before,
            older=f"{last.received_at}.{last.inspection}" if last else "",
        )

    async def photo(self, request: Request, sha256: str) -> Response:
        user: User = request.state.user
        size = await self._parts.blobs.size(user.tenant, sha256)
        async with self._parts.db.read(user.tenant) as tx:
            media_type = await inspections.media_type(tx, user.tenant, sha256)
        if size is None or media_type not in _PICTURES:
            raise SyncError("blob_missing")
        headers = {"Content-Length": str(size), **_PICTURE}
        return StreamingResponse(
            self._parts.blobs.read(user.tenant, sha256), media_type=media_type, headers=headers
        )

    async def small_photo(self, request: Request, sha256: str) -> Response:
        user: User = request.state.user
        path = await self._parts.blobs.local_copy(user.tenant, sha256)
        small = await run_in_threadpool(self._parts.make_thumbnail, path)
        return Response(small, media_type="image/jpeg", headers=_PICTURE)

    async def stations_page(self, request: Request) -> Response:
        user: User = request.state.user
        async with self._parts.db.read(user.tenant) as tx:
            known = await stations.everyone(tx, user.tenant)
            counts = await journal.counts(tx, user.tenant)
            waiting = await journal.quarantined(tx, user.tenant, 100)
        return self._renderer.page(
            request,
            "stations.html",
            user,
            stations=known,
            counts=counts,
            waiting=waiting,
            all_waiting=sum(n for (_, state), n in counts.items() if state == "quarantined"),
            names={one.station: one.name for one in known},
            silent_days=self._silent_days,
        )

    def _silent_days(self, station: Station) -> int:
        """Whole days since an active station was heard, once they are worth a look."""
        days = (self._parts.clock.now() - station.seen_at).days
        return days if station.state == "active" and days >= _SILENT_DAYS else 0

    async def severity_page(self, request: Request, after: str = "") -> Response:
        user: User = request.state.user
        await settled(self._parts, user.tenant)
        async with self._parts.db.read(user.tenant) as tx:
            size = self._parts.settings.page_size
            values = await severity.goods_values(tx, user.tenant, after[:80], size)
        values |= severity.words(self._renderer.speak(request))
        return self._renderer.page(request, "severity.html", user, **values)

    async def severity_goods(self, request: Request, goods: str) -> Response:
        user: User = request.state.user
        await settled(self._parts, user.tenant)
        async with self._parts.db.read(user.tenant) as tx:
            values = await severity.steps_values(tx, user.tenant, goods)
        values |= severity.words(self._renderer.speak(request))
        return self._renderer.page(request, "severity_goods.html", user, **values)


_PICTURE = {
    "Cache-Control": f"private, max-age={_YEAR}, immutable",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}


def _position(before: str) -> Position | None:
    moment, _, inspection = before.partition(".")
    if not (moment.isdecimal() and len(moment) < 16 and inspection):
        return None
    return Position(int(moment), inspection)
