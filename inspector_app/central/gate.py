"""The gate before every route: works out who calls, and asks the table of rights."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.routing import BaseRoute

from inspector_app.central import roles
from inspector_app.central.auth import authenticate, bearer, signed_in
from inspector_app.central.body_limits import STATION
from inspector_app.central.db.people import User
from inspector_app.central.limits import Limits
from inspector_app.central.master import tenant_of
from inspector_app.central.parts import Parts
from inspector_app.domain.errors import AccessError

_READING: Final = frozenset({"GET", "HEAD"})
_FOREIGN: Final = frozenset({"cross-site", "same-site"})


class SignInNeededError(Exception):
    """A page that only somebody who signed in may see."""


class Gate:
    """A dependency of every route. What it found stands in ``request.state``: ``station`` or
    ``user``.

    SyncError as ``authenticate``; AccessError ``not_signed_in_here`` or ``not_your_role``;
    SignInNeededError on a page.
    """

    def __init__(self, parts: Parts, limits: Limits) -> None:
        self._parts = parts
        self._limits = limits

    async def __call__(self, request: Request) -> None:
        """Let the request through or raise."""
        if roles.is_shadowed(request.method, request.url.path):
            raise HTTPException(405)
        key = roles.entry(request.method, request.scope["route"].path)
        if request.url.path.startswith("/v1/"):
            await self._program(request, key)
        else:
            await self._page(request, key)

    async def _program(self, request: Request, key: str) -> None:
        if roles.allowed("nobody", key):
            return
        if "authorization" in request.headers:
            tenant = await tenant_of(self._parts)
            user = await bearer(self._parts, tenant, request)
            if user is None:
                raise AccessError("not_signed_in_here")
            self._let_in(request, user, key)
            return
        if not roles.allowed("station", key):
            raise AccessError("not_signed_in_here")
        self._limits.check_station_early(request)
        found = await authenticate(self._parts, request, request.path_params.get("station"))
        self._limits.count_station(request, found.station)
        self._limits.begin(found.station)
        request.scope[STATION] = found.station
        request.state.station = found

    async def _page(self, request: Request, key: str) -> None:
        if request.method not in _READING:
            check_same_site(request)
        if roles.allowed("nobody", key):
            return
        user = await signed_in(self._parts, await tenant_of(self._parts), request)
        if user is None:
            raise SignInNeededError
        self._let_in(request, user, key)

    def _let_in(self, request: Request, user: User, key: str) -> None:
        if not roles.allowed(user.role, key):
            raise AccessError("not_your_role")
        request.state.user = user


def check_same_site(request: Request) -> None:
    """Forms are taken only from our own pages (the cookie's SameSite is the second lock).

    AccessError ``form_from_elsewhere``. A browser that names no origin says at least how far away
    the page is; who says neither is a program of no reader's.
    """
    origin = request.headers.get("origin")
    if origin is None:
        foreign = request.headers.get("sec-fetch-site", "") in _FOREIGN
    else:
        foreign = urlsplit(origin).netloc != request.headers.get("host", "")
    if foreign:
        raise AccessError("form_from_elsewhere")


def keys_of(routes: Iterable[BaseRoute]) -> frozenset[str]:
    """Every route of an application as the table names it."""
    found = set()
    for route in iter_route_contexts(list(routes)):
        methods = set(route.methods or {"GET"})  # a mount has none
        if "GET" in methods:
            methods.discard("HEAD")
        found |= {roles.entry(method, str(route.path)) for method in methods}
    return frozenset(found)


def check_table(routes: Iterable[BaseRoute]) -> None:
    """LookupError for a route without rights, so that none is ever open by oversight."""
    missing = keys_of(routes) - set(roles.RIGHTS)
    if missing:
        raise LookupError(f"enter these routes in central/roles.py: {sorted(missing)}")
