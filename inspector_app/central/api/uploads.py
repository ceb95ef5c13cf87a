"""``/v1/uploads``: photos in parts, for lines that keep breaking.

Semantics of the resumable-upload draft of the IETF: the server says how much it has, each part says
where it begins and whether it is the last. Parts lie beside the photos, so any replica can go on.
"""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from inspector_app.central.api.answering import answer, described
from inspector_app.central.api.blobs import photo_arrived, received, stored_size
from inspector_app.central.auth import authenticate, read_body
from inspector_app.central.db.stations import Station
from inspector_app.central.parts import Parts
from inspector_app.domain.errors import SyncError
from inspector_app.wire.envelope import MAX_PART, MAX_PHOTO, UploadState

MOST_OFFSET: Final = 999_999_999_999
"""More than any photo has; what is longer is no number of bytes."""


def router(parts: Parts) -> APIRouter:
    """Each station sends its own parts; a finished photo belongs to the tenant."""
    routes = APIRouter(prefix="/v1/uploads", tags=["photos"])

    @routes.post("/{sha256}", openapi_extra=described(UploadState))
    async def begin(
        request: Request, sha256: str, size: Annotated[int, Query(ge=0, le=MAX_PHOTO)]
    ) -> Response:
        """How much of it is here; begins the upload when nothing is."""
        found = await authenticate(parts, request)
        return answer(await _begin(parts, found, sha256, size))

    @routes.head("/{sha256}")
    async def head(request: Request, sha256: str) -> Response:
        """``Upload-Offset`` and ``Upload-Complete``."""
        found = await authenticate(parts, request)
        state = await _state(parts, found, sha256)
        return Response(headers=_fields(state))

    @routes.patch("/{sha256}", openapi_extra=described(UploadState))
    async def part(request: Request, sha256: str) -> Response:
        """One part, at most 1 MB; 409 ``upload_offset`` when it does not begin where we are."""
        found = await authenticate(parts, request)
        offset, last = _place(request)
        data = await read_body(request, MAX_PART)
        state = await _take(parts, found, sha256, offset, data, last=last)
        response = answer(state, status=201 if state.complete else 200)
        response.headers.update(_fields(state))
        return response

    return routes


async def _begin(parts: Parts, found: Station, sha256: str, size: int) -> UploadState:
    state = await _state(parts, found, sha256)
    if not state.complete and state.offset >= size:
        # Everything is here but its end was never told: prove it now, or drop it and begin anew.
        return await _finish(parts, found, sha256)
    return state


async def _state(parts: Parts, found: Station, sha256: str) -> UploadState:
    size = await stored_size(parts, found, sha256)
    if size is not None:
        return UploadState(offset=size, complete=True)
    arrived = await parts.blobs.arrived(found.tenant, sha256, found.station)
    return UploadState(offset=arrived, complete=False)


async def _take(
    parts: Parts, found: Station, sha256: str, offset: int, data: bytes, *, last: bool
) -> UploadState:
    state = await _state(parts, found, sha256)
    if state.complete:
        return state
    if offset != state.offset:
        raise SyncError("upload_offset", expected=state.offset, offset=offset)
    if offset + len(data) > MAX_PHOTO:
        raise SyncError("photo_too_large", limit=MAX_PHOTO)
    if data:
        await parts.blobs.add_part(found.tenant, sha256, found.station, offset, data)
    if last:
        return await _finish(parts, found, sha256)
    return UploadState(offset=offset + len(data), complete=False)


async def _finish(parts: Parts, found: Station, sha256: str) -> UploadState:
    size = await received(
        sha256,
        parts.blobs.join_parts(found.tenant, sha256, found.station, parts.ids.new()),
    )
    await photo_arrived(parts, found.tenant, sha256, size)
    return UploadState(offset=size, complete=True)


def _place(request: Request) -> tuple[int, bool]:
    offset = request.headers.get("upload-offset", "")
    complete = request.headers.get("upload-complete", "")
    if not (offset.isascii() and offset.isdecimal() and len(offset) <= len(str(MOST_OFFSET))):
        raise SyncError("bad_encoding", detail="upload-offset")
    if complete not in ("?0", "?1"):
        raise SyncError("bad_encoding", detail="upload-complete")
    return int(offset), complete == "?1"


def _fields(state: UploadState) -> dict[str, str]:
    return {
        "Upload-Offset": str(state.offset),
        "Upload-Complete": "?1" if state.complete else "?0",
    }
