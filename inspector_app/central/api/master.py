"""``/v1/master``: master data from programs of the warehouse, and what is there now."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Annotated, Any, Final

import msgspec
from fastapi import APIRouter, Path, Query
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from inspector_app.central import master_import
from inspector_app.central.api.answering import answer, described
from inspector_app.central.auth import stream_body
from inspector_app.central.db.people import User
from inspector_app.central.master_import import BadRowsError, Done
from inspector_app.central.parts import Parts
from inspector_app.central.problems import STATUS
from inspector_app.domain.errors import IntakeError, SyncError
from inspector_app.domain.master_import.plan import Plan
from inspector_app.domain.master_import.table import Numbered, Raw, Table, lay_out
from inspector_app.domain.master_import.words import ImportKind
from inspector_app.i18n import Language, Translator
from inspector_app.services.master_import import MOST_BYTES, MOST_ROWS, kind_of, plan_document
from inspector_app.wire.envelope import PROBLEM_JSON
from inspector_app.wire.imports import Cell, ImportAnswer, ImportRefusal, ImportRows
from inspector_app.wire.unreadable import UNREADABLE

MOST_TOLD: Final = 1_000
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ROWS: Final = msgspec.json.Decoder(ImportRows)


def router(parts: Parts) -> APIRouter:
    """The gate asks for an administrator's token."""
    routes = APIRouter(prefix="/v1/master", tags=["master data"])

    @routes.post("/{kind}", openapi_extra=_described())
    async def take_in(
        request: Request,
        kind: Annotated[str, Path(description="products, suppliers, orders or users")],
        dry_run: Annotated[
            bool, Query(description="say what would change, change nothing")
        ] = False,
        partial: Annotated[bool, Query(description="leave bad rows out")] = False,
        sheet: Annotated[str, Query(max_length=100)] = "",
    ) -> Response:
        """Rows as JSON, a CSV text or a workbook; all of them or none, unless ``partial``."""
        _check_query(request)
        user: User = request.state.user
        speak = parts.catalogue.speak(_language(request, parts))
        data = await _body(request)
        table = await run_in_threadpool(_table, parts, kind_of(kind), data, request, sheet)
        if dry_run:
            made, _ = await master_import.plan(parts, user.tenant, table)
            return answer(_answer(made, speak, None))
        try:
            made, done = await master_import.carry_out(
                parts, user.tenant, table, name="API", by=user.user, partial=partial,
                sha256=master_import.digest(data),
            )  # fmt: skip
        except BadRowsError as problem:
            return _refusal(problem, speak)
        return answer(_answer(made, speak, done))

    return routes


def _check_query(request: Request) -> None:
    """SyncError ``bad_encoding``: a misspelt ``dry_run`` must not publish."""
    unknown = set(request.query_params) - {"dry_run", "partial", "sheet"}
    if unknown:
        raise SyncError("bad_encoding", detail=sorted(unknown)[0][:40])


def _language(request: Request, parts: Parts) -> Language:
    wanted = request.headers.get("accept-language", "").lower()
    if wanted.startswith("en"):
        return "en"
    return "zh" if wanted.startswith("zh") else parts.settings.language


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for part in stream_body(request):
        body += part
        if len(body) > MOST_BYTES:
            raise SyncError("batch_too_large", limit=MOST_BYTES)
    return bytes(body)


def _table(parts: Parts, kind: ImportKind, data: bytes, request: Request, sheet: str) -> Table:
    if "json" not in request.headers.get("content-type", ""):
        return parts.imports.files.read(kind, data, sheet)
    try:
        rows = _ROWS.decode(data).rows
    except UNREADABLE as problem:
        raise SyncError("bad_encoding", detail=str(problem)) from problem
    if len(rows) > MOST_ROWS:
        raise IntakeError("import_too_many_rows", most=MOST_ROWS)
    names = list(dict.fromkeys(name for row in rows for name in row))
    numbered: list[Numbered] = [
        (number, [_raw(row.get(name)) for name in names])
        for number, row in enumerate(rows, start=1)
    ]
    return lay_out(parts.imports.files.words(), kind, [(0, names), *numbered])


def _raw(cell: Cell) -> Raw:
    """JSON's whole numbers are exact, however long."""
    if isinstance(cell, list):
        return ";".join(cell)
    if isinstance(cell, int) and not isinstance(cell, bool):
        return str(cell)
    return cell


def _answer(made: Plan, speak: Translator, done: Done | None) -> ImportAnswer:
    document = plan_document(made, speak, changes=MOST_TOLD)
    pins = [
        {"person": each.person, "name": speak.pick(each.names), "pin": each.pin}
        for each in (done.first_pins if done else ())
    ]
    document |= {"published": done is not None, "first_pins": pins}
    return msgspec.convert(document, ImportAnswer)


def _refusal(problem: BadRowsError, speak: Translator) -> Response:
    document = plan_document(problem.plan, speak, changes=0)
    status = STATUS[problem.code]
    told = ImportRefusal(
        type=f"urn:inspector:problem:{problem.code}",
        title=HTTPStatus(status).phrase,
        status=status,
        code=problem.code,
        params=problem.params,
        counts=document["counts"],
        problems=document["problems"],
    )
    return Response(msgspec.json.encode(told), status_code=status, media_type=PROBLEM_JSON)


def _described() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(described(ImportAnswer, ImportRows)))
    binary = {"schema": {"type": "string", "format": "binary"}}
    found["requestBody"]["content"] |= {"text/csv": binary, _XLSX: binary}
    refusal = described(ImportRefusal)["responses"]["200"]["content"]["application/json"]
    found["responses"]["422"] = {
        "description": "bad rows; nothing was changed",
        "content": {PROBLEM_JSON: refusal},
    }
    return found
