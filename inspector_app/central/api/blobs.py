"""``/v1/blobs``: photos, whole, by content hash."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from typing import TypeVar

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from inspector_app.central import completion, replaying
from inspector_app.central.api.answering import answer, described, read_message
from inspector_app.central.arrivals import Arrival
from inspector_app.central.auth import authenticate, stream_body
from inspector_app.central.blobs import check_digest_text
from inspector_app.central.db import photos
from inspector_app.central.db.stations import Station
from inspector_app.central.losing import lose_unless_intact
from inspector_app.central.parts import Parts
from inspector_app.central.signed_answers import fields_of
from inspector_app.domain.errors import EvidenceError, SyncError
from inspector_app.wire.envelope import (
    OCTETS,
    BlobAnswer,
    BlobPlan,
    BlobPlanAnswer,
    BlobStored,
)
from inspector_app.wire.link import MAX_PAYLOAD
from inspector_app.wire.signing import check_content_digest, content_digest_of

Size = TypeVar("Size")


def router(parts: Parts) -> APIRouter:
    """Photos of any station of a tenant; the same photo twice is one photo."""
    routes = APIRouter(prefix="/v1/blobs", tags=["photos"])

    @routes.post("/plan", openapi_extra=described(BlobPlanAnswer, BlobPlan))
    async def plan(request: Request) -> Response:
        """Which of these photos are wanted, and how."""
        found = await authenticate(parts, request)
        asked = await read_message(request, BlobPlan, 64 * 1024)
        return answer(await _plan(parts, found, asked))

    @routes.head("/{sha256}")
    async def head(request: Request, sha256: str) -> Response:
        """200 when the photo is durable here, 404 when not."""
        found = await authenticate(parts, request)
        if await stored_size(parts, found, sha256) is None:
            raise SyncError("blob_missing")
        return Response(status_code=200)

    @routes.get("/{sha256}", responses={200: {"content": {OCTETS: {}}}})
    async def get(request: Request, sha256: str) -> Response:
        """The original's bytes, for stations that cleared theirs or never had it; 404 when it is
        not here."""
        found = await authenticate(parts, request)
        if found.state == "revoked":
            raise SyncError("station_revoked")
        size = await stored_size(parts, found, sha256)
        if size is None or await _rotten(parts, found.tenant, sha256):
            raise SyncError("blob_missing")
        fields = {
            "content-length": str(size),
            "content-digest": content_digest_of(bytes.fromhex(sha256)),
        }
        return StreamingResponse(
            parts.blobs.read(found.tenant, sha256), media_type=OCTETS, headers=fields
        )

    @routes.put("/{sha256}", openapi_extra=described(BlobStored))
    async def put(request: Request, sha256: str) -> Response:
        """201 once the bytes on the disk have the digest of the name; 422 when they have not."""
        found = await authenticate(parts, request)
        check_digest_text(sha256)
        _check_named(fields_of(request.scope)["content-digest"], sha256)
        size = await received(
            sha256,
            parts.blobs.receive(found.tenant, sha256, stream_body(request), parts.ids.new()),
        )
        await photo_arrived(parts, found.tenant, sha256, size)
        return answer(BlobStored(sha256=sha256, size=size), status=201)

    @routes.post("/{sha256}/verify", openapi_extra=described(BlobStored))
    async def verify(request: Request, sha256: str) -> Response:
        """Hash what is stored; after a PUT to the object store, or to look again."""
        found = await authenticate(parts, request)
        check_digest_text(sha256)
        return answer(await _verify(parts, found, sha256))

    return routes


def _check_named(digest: str, sha256: str) -> None:
    """SyncError ``blob_mismatch`` for a body that is, by its own word, another photo: before it
    is read."""
    try:
        check_content_digest(digest, bytes.fromhex(sha256))
    except EvidenceError as problem:
        raise SyncError("blob_mismatch", sha256=sha256) from problem


async def photo_arrived(parts: Parts, tenant: str, sha256: str, size: int) -> None:
    async def record(batch: Sequence[Arrival]) -> None:
        now = parts.clock.now()
        sizes = {one.sha256: one.size for one in batch}
        await parts.db.run(
            tenant, lambda tx: completion.photos_arrived(tx, parts.key, tenant, sizes, now)
        )

    await parts.arrivals.add(tenant, sha256, size, record)
    parts.watch.metrics.photo(size)
    if size <= MAX_PAYLOAD:
        await replaying.bytes_arrived(parts, tenant, sha256)


async def received(sha256: str, work: Awaitable[Size]) -> Size:
    """What a taking of bytes gives; SyncError ``blob_mismatch`` when they are others."""
    try:
        return await work
    except EvidenceError as problem:
        raise SyncError("blob_mismatch", sha256=sha256) from problem


async def _plan(parts: Parts, found: Station, asked: BlobPlan) -> BlobPlanAnswer:
    digests = [blob.sha256 for blob in asked.blobs]
    async with parts.db.read(found.tenant) as tx:
        recorded = await photos.sizes(tx, found.tenant, digests)
    answers = []
    for blob in asked.blobs:
        # The row says it was verified; the file may have been lost since.
        present = blob.sha256 in recorded and await parts.blobs.size(found.tenant, blob.sha256)
        have = present == recorded.get(blob.sha256, -1)
        answers.append(await _wanted(parts, found, blob.sha256, have=have))
    return BlobPlanAnswer(blobs=tuple(answers))


async def _wanted(parts: Parts, found: Station, sha256: str, *, have: bool) -> BlobAnswer:
    if have:
        return BlobAnswer(sha256=sha256, action="have")
    url = await parts.blobs.upload_url(found.tenant, sha256, found.station)
    return BlobAnswer(sha256=sha256, action="put" if url else "api", url=url or "")


async def stored_size(parts: Parts, found: Station, sha256: str) -> int | None:
    """How long a photo is that is recorded and here; None else."""
    check_digest_text(sha256)
    if await _recorded(parts, found.tenant, sha256) is None:
        return None
    return await parts.blobs.size(found.tenant, sha256)


async def _recorded(parts: Parts, tenant: str, sha256: str) -> int | None:
    async with parts.db.read(tenant) as tx:
        return (await photos.sizes(tx, tenant, [sha256])).get(sha256)


async def _rotten(parts: Parts, tenant: str, sha256: str) -> bool:
    """Whether the stored bytes are others by now; then the photo counts as lost. They are read
    twice for that: what is promised before the first byte is sent has been seen."""
    if await parts.blobs.is_intact(tenant, sha256):
        return False
    if await lose_unless_intact(parts, tenant, sha256):
        return True
    return not await parts.blobs.is_intact(tenant, sha256)  # another has lost it, or sent it anew


async def _verify(parts: Parts, found: Station, sha256: str) -> BlobStored:
    taken = await received(
        sha256,
        parts.blobs.take_uploaded(found.tenant, sha256, found.station, parts.ids.new()),
    )
    if taken is not None:
        await photo_arrived(parts, found.tenant, sha256, taken)
        return BlobStored(sha256=sha256, size=taken)
    size = await parts.blobs.size(found.tenant, sha256)
    if size is not None and await parts.blobs.is_intact(found.tenant, sha256):
        if await _recorded(parts, found.tenant, sha256) is None:
            await photo_arrived(parts, found.tenant, sha256, size)
        return BlobStored(sha256=sha256, size=size)
    await lose_unless_intact(parts, found.tenant, sha256)
    if size is None:
        raise SyncError("blob_missing")
    raise SyncError("blob_mismatch", sha256=sha256)
