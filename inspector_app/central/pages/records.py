"""The page of one inspection, and a supervisor's decision from it."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from inspector_app.central import decisions
from inspector_app.central.db import badges, disputes, inspections, journal, stations, voidings
from inspector_app.central.db import severity as severity_rows
from inspector_app.central.db.inspections import Inspection
from inspector_app.central.db.people import User
from inspector_app.central.decisions import Decided
from inspector_app.central.deriving import settled
from inspector_app.central.evidence import is_intact
from inspector_app.central.pages import severity
from inspector_app.central.pages.forms import doer, field_of, status_of
from inspector_app.central.pages.rendering import Renderer
from inspector_app.central.parts import Parts, ReportOrder
from inspector_app.central.reports import badge_numbers, order_report
from inspector_app.domain.errors import InspectorError, SyncError
from inspector_app.i18n import LANGUAGES
from inspector_app.services.dispositions import REASONS

Short = Annotated[str, Form(max_length=80)]
Long = Annotated[str, Form(max_length=2_000)]


def router(parts: Parts) -> APIRouter:
    """The gate lets in who may come here."""
    routes = APIRouter(include_in_schema=False)
    desk = _Records(parts)
    routes.add_api_route("/inspections/{inspection}", desk.page, methods=["GET"], name="record")
    routes.add_api_route("/inspections/{inspection}/report.pdf", desk.report, methods=["GET"])
    routes.add_api_route("/inspections/{inspection}/decide", desk.decide, methods=["POST"])
    return routes


class _Records:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._renderer = Renderer(parts)

    async def page(self, request: Request, inspection: str, digest: str = "") -> Response:
        return await self._page(request, inspection, digest)

    async def decide(
        self, request: Request, inspection: str, choice: Short = "", note: Long = ""
    ) -> Response:
        """``choice`` is ``disposition:reason``; all units that are left get it."""
        user: User = request.state.user
        disposition, _, reason = choice.partition(":")
        chosen = Decided(
            inspection=inspection, disposition=disposition, reason=reason, note=note.strip()
        )
        try:
            await decisions.decide(self._parts, user.tenant, chosen, doer(user))
        except InspectorError as problem:
            return await self._page(request, inspection, "", problem=problem, given=(choice, note))
        return RedirectResponse(f"/inspections/{quote(inspection, safe='')}", status_code=303)

    async def _page(
        self,
        request: Request,
        inspection: str,
        digest: str,
        *,
        problem: InspectorError | None = None,
        given: tuple[str, str] = ("", ""),
    ) -> Response:
        """SyncError ``not_found``, also when it is the ``problem`` of a decision."""
        user: User = request.state.user
        await settled(self._parts, user.tenant)
        async with self._parts.db.read(user.tenant) as tx:
            kept = await inspections.revisions(tx, user.tenant, inspection)
            shown = _chosen(kept, digest)
            photos = await inspections.photos_of(tx, shown)
            decided = await inspections.dispositions_of(tx, user.tenant, inspection)
            voided = await voidings.of_inspection(tx, user.tenant, inspection)
            station = await stations.find(tx, user.tenant, shown.station)
            sealed = await journal.sealed(tx, user.tenant, shown.station, shown.seq)
            sealer = await stations.find(tx, user.tenant, sealed.station) if sealed else None
            signer = await stations.key_at(tx, sealer, sealed.seq) if sealed and sealer else b""
            flagged = await severity_rows.stale_of(tx, user.tenant, inspection)
            spent = await badges.spends_of(tx, user.tenant, inspection)
            about = await disputes.about(tx, user.tenant, [inspection])
        return self._renderer.page(
            request,
            "inspection.html",
            user,
            status_of(problem),
            intact=bool(sealed and signer and is_intact(sealed, signer)),
            row=shown,
            revisions=kept,
            photos=photos,
            dispositions=decided,
            badges=[badge_numbers(each) for each in spent],
            voidings=voided,
            disputes=about,
            decision_reasons=REASONS,
            station=station,
            stale=severity.stale_sentences(self._renderer.speak(request), flagged),
            problem=problem,
            at=field_of(problem),
            given=given,
        )

    async def report(
        self, request: Request, inspection: str, digest: str = "", lang: str = ""
    ) -> Response:
        user: User = request.state.user
        async with self._parts.db.read(user.tenant) as tx:
            shown = _chosen(await inspections.revisions(tx, user.tenant, inspection), digest)
        wanted = next((one for one in LANGUAGES if one == lang), self._renderer.language(request))
        page_url = str(request.url_for("record", inspection=inspection))
        order = await order_report(self._parts, shown, wanted, page_url)
        pdf = await run_in_threadpool(self._pdf, order)
        headers = {
            "Content-Disposition": f'inline; filename="{file_name(shown)}"',
            "Cache-Control": "private, no-store",
        }
        return Response(pdf, media_type="application/pdf", headers=headers)

    def _pdf(self, order: ReportOrder) -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "report.pdf"
            self._parts.write_report(order, out)
            return out.read_bytes()


def file_name(row: Inspection) -> str:
    """What a browser calls the report: a station's text, so only signs that end no header."""
    plain = "".join(
        sign if sign.isascii() and (sign.isalnum() or sign in " ._+-()") else "_"
        for sign in row.lot_number or row.inspection
    )
    return f"{plain[:100]}.pdf"


def _chosen(kept: list[Inspection], digest: str) -> Inspection:
    for row in kept:
        if not digest or row.payload_sha256 == digest:
            return row
    raise SyncError("not_found")
