"""Pages of master data: upload, preview, publish, and what was published by whom."""

from __future__ import annotations

import contextlib
import json
from typing import Any, Final

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from inspector_app.central import master_import
from inspector_app.central.db import imports
from inspector_app.central.db.people import User
from inspector_app.central.master_import import SHOWN, Done
from inspector_app.central.pages.rendering import Renderer
from inspector_app.central.parts import Parts
from inspector_app.central.problems import STATUS
from inspector_app.domain.errors import AccessError, InspectorError, IntakeError, SyncError
from inspector_app.domain.master_import.words import KINDS, ImportKind
from inspector_app.i18n import LANGUAGES
from inspector_app.services.master_import import MOST_BYTES, kind_of

HISTORY: Final = 50
WHATS: Final = ("new", "changed", "deactivated", "removed", "unchanged", "bad_rows")
TONES: Final = {"new": "good", "changed": "neutral", "deactivated": "warn", "removed": "bad"}
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def router(parts: Parts) -> APIRouter:
    """The gate lets supervisors in; people of stations are an administrator's."""
    routes = APIRouter(include_in_schema=False)
    desk = _Master(parts)
    routes.add_api_route("/master", desk.page, methods=["GET"])
    routes.add_api_route("/master", desk.upload, methods=["POST"])
    routes.add_api_route("/master/templates/{name}", desk.template, methods=["GET"])
    routes.add_api_route("/master/imports/{import_id}", desk.preview, methods=["GET"])
    routes.add_api_route("/master/imports/{import_id}/publish", desk.publish, methods=["POST"])
    routes.add_api_route("/master/imports/{import_id}/drop", desk.drop, methods=["POST"])
    return routes


class _Master:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._renderer = Renderer(parts)

    async def page(self, request: Request) -> Response:
        return await self._page(request)

    async def upload(self, request: Request) -> Response:
        """Make a preview and lead to it."""
        user: User = request.state.user
        kind, name, data = await _given(request)
        try:
            found = _kind(user, kind)
            table = await run_in_threadpool(self._parts.imports.files.read, found, data)
            made, stamp = await master_import.plan(self._parts, user.tenant, table)
        except InspectorError as problem:
            return await self._page(request, problem=problem, kind=kind)
        kept = await master_import.keep(
            self._parts, user.tenant, made, stamp, name=name, by=user.user,
            sha256=master_import.digest(data),
            speakers={each: self._parts.catalogue.speak(each) for each in LANGUAGES},
        )  # fmt: skip
        return RedirectResponse(f"/master/imports/{kept}", status_code=303)

    async def template(self, request: Request, name: str) -> Response:
        """``products.xlsx`` in the reader's language."""
        kind, dot, ending = name.rpartition(".")
        if ending != "xlsx" or not dot:
            raise SyncError("not_found")
        made = await run_in_threadpool(
            self._parts.imports.files.template, kind_of(kind), self._renderer.language(request)
        )
        headers = {"Content-Disposition": f'attachment; filename="{kind_of(kind)}.xlsx"'}
        return Response(made, media_type=_XLSX, headers=headers)

    async def preview(self, request: Request, import_id: str) -> Response:
        """What would be published."""
        user: User = request.state.user
        row, kept = await master_import.waiting(self._parts, user.tenant, import_id)
        _kind(user, row.kind)
        shown = kept.shown[self._renderer.language(request)]
        return self._renderer.page(
            request, "master_preview.html", user, row=row, shown=shown, whats=WHATS, tones=TONES,
            changes=kept.changes, more_problems=max(0, kept.faults - SHOWN),
            more_changes=max(0, kept.changes - SHOWN),
        )  # fmt: skip

    async def publish(self, request: Request, import_id: str) -> Response:
        """Carry it out, in the name of whoever is signed in."""
        user: User = request.state.user
        row, _ = await master_import.waiting(self._parts, user.tenant, import_id)
        _kind(user, row.kind)
        done = await master_import.publish(self._parts, user.tenant, import_id, user.user)
        return await self._page(request, done=done, name=row.name)

    async def drop(self, request: Request, import_id: str) -> Response:
        """Forget it."""
        user: User = request.state.user
        with contextlib.suppress(IntakeError):  # gone already
            row, _ = await master_import.waiting(self._parts, user.tenant, import_id)
            _kind(user, row.kind)
            await master_import.drop(self._parts, user.tenant, import_id)
        return RedirectResponse("/master", status_code=303)

    async def _page(
        self,
        request: Request,
        *,
        problem: InspectorError | None = None,
        kind: str = "",
        done: Done | None = None,
        name: str = "",
    ) -> Response:
        user: User = request.state.user
        async with self._parts.db.read(user.tenant) as tx:
            rows = await imports.newest(tx, user.tenant, HISTORY)
        kinds = [each for each in KINDS if each != "users" or user.role == "administrator"]
        return self._renderer.page(
            request, "master.html", user, STATUS.get(problem.code, 400) if problem else 200,
            kinds=kinds, kind=kind, problem=problem, done=done, name=name, whats=WHATS,
            tones=TONES, rows=[(row, _counts(row.counts)) for row in rows],
        )  # fmt: skip


def _kind(user: User, kind: str) -> ImportKind:
    """AccessError ``not_your_role`` where a supervisor wants to change who may sign in."""
    found = kind_of(kind)
    if found == "users" and user.role != "administrator":
        raise AccessError("not_your_role")
    return found


async def _given(request: Request) -> tuple[str, str, bytes]:
    """Kind, file name and content of the form."""
    async with request.form(max_files=1, max_fields=4) as form:
        kind, file = form.get("kind"), form.get("file")
        if not isinstance(kind, str) or not isinstance(file, UploadFile):
            return "", "", b""
        return kind[:20], (file.filename or "")[:200], await file.read(MOST_BYTES + 1)


def _counts(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text)
    return found
