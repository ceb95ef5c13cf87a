"""The administrator's page of the system itself: does it work, what waits, and a check-up."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from inspector_app import __version__
from inspector_app.central.db import disputes
from inspector_app.central.db.backlog import Backlog, backlog
from inspector_app.central.db.people import User
from inspector_app.central.findings import Finding, worst
from inspector_app.central.operation import doctor
from inspector_app.central.operation.doctor import Thoroughness
from inspector_app.central.operation.readiness import Readiness
from inspector_app.central.operation.scrape import resident
from inspector_app.central.pages.rendering import Renderer
from inspector_app.central.parts import Parts

_SAMPLE: Final = 20
"""Photos hashed by a check-up from the page: a second or two; the command looks at more."""
_ORDER: Final = {"bad": 0, "warning": 1, "good": 2}


def router(parts: Parts) -> APIRouter:
    """The gate lets in who may come here."""
    routes = APIRouter(include_in_schema=False)
    desk = _System(parts)
    routes.add_api_route("/system", desk.page, methods=["GET"])
    routes.add_api_route("/system/check", desk.check, methods=["POST"])
    return routes


class _System:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._renderer = Renderer(parts)
        self._readiness = Readiness(parts)
        self._one_at_a_time = asyncio.Lock()
        self._last: tuple[datetime, list[Finding]] | None = None

    async def page(self, request: Request) -> Response:
        return await self._page(request)

    async def check(self, request: Request) -> Response:
        """What ``central doctor`` looks at, with a smaller sample of photos."""
        async with self._one_at_a_time:
            how = Thoroughness(_SAMPLE, everything=False, start=self._parts.ids.seed().hex())
            found = await run_in_threadpool(self._parts.look_around)
            found += await doctor.examine(self._parts, how)
            self._last = self._parts.clock.now(), sorted(found, key=lambda each: _ORDER[each.level])
        return await self._page(request)

    async def _page(self, request: Request) -> Response:
        user: User = request.state.user
        waits: Backlog = await backlog(self._parts.db)
        async with self._parts.db.read(user.tenant) as tx:
            undecided = await disputes.count_open(tx, user.tenant)
        checked_at, found = self._last or (None, [])
        return self._renderer.page(
            request, "system.html", user, problem=await self._readiness.problem(), waits=waits,
            undecided=undecided, version=__version__, memory=resident() // 2**20,
            now=self._parts.clock.now(), server=self._parts.db.address.is_postgres,
            faults=self._parts.watch.metrics.faults, checked_at=checked_at,
            findings=found, overall=_overall(found),
        )  # fmt: skip


def _overall(found: Sequence[Finding]) -> str:
    return worst(found) if found else ""
