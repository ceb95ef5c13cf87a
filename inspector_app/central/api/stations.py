"""``/v1/stations/{station}``: its head, its events, its receipts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from inspector_app.central import feed_heads, journal
from inspector_app.central.api.answering import answer, described, packings
from inspector_app.central.auth import authenticate, read_body
from inspector_app.central.db import photos, stations
from inspector_app.central.db.stations import Station
from inspector_app.central.deriving import settled
from inspector_app.central.parts import Parts
from inspector_app.central.problems import problem_response
from inspector_app.domain.errors import SyncError
from inspector_app.wire.envelope import (
    MAX_BATCH,
    PROTOCOL,
    SCHEMAS,
    EventsAnswer,
    FeedHead,
    ReceiptsAnswer,
    StationView,
)
from inspector_app.wire.framing import ZSTD, decode_lines, decompress
from inspector_app.wire.link import MAX_SEQ
from inspector_app.wire.upcasting import STEPS

_RECEIPTS_PAGE = 200
_WANTED = 500
"""Lost photos that are asked for at once."""


def router(parts: Parts, queued: Callable[[], None]) -> APIRouter:
    """What a station sends and asks about itself; ``queued`` is told when something arrived."""
    routes = APIRouter(prefix="/v1/stations", tags=["stations"])

    @routes.get("/{station}", openapi_extra=described(StationView))
    async def view(
        request: Request,
        station: str,
        earlier: Annotated[str, Query(max_length=2000)] = "",
        settle: bool = False,
    ) -> Response:
        """Head, head link and state: the small question asked before anything is sent.

        It tells, too, how far receipts and feeds are, so that only what moved is asked for. Feeds
        of conclusions are left out while some are being drawn, unless ``settle`` waits for them,
        a few seconds at most. ``earlier`` names stations, with commas between, whose heads are
        wanted: a station asks so for its earlier identities.
        """
        found = await authenticate(parts, request, station)
        named = [one for one in earlier.split(",") if one]
        if settle:
            await settled(parts, found.tenant)
        async with parts.db.read(found.tenant) as tx:
            heads = await stations.heads(tx, found.tenant, named) if named else {}
            told = await feed_heads.told(tx, found.tenant, whole=settle)
            lost = await photos.lost(
                tx, found.tenant, [station, *named], parts.ids.seed().hex(), _WANTED
            )
        return answer(_view(parts, found, heads, told, lost))

    @routes.post("/{station}/events", openapi_extra=described(EventsAnswer))
    async def events(request: Request, station: str) -> Response:
        """NDJSON, zstd or plain, at most 50 lines and 1 MB unpacked."""
        found = await authenticate(parts, request, station)
        journal.check_may_send(found)
        lines = decode_lines(await _unpacked(request))
        outcome = await parts.db.run(
            found.tenant,
            lambda tx: journal.accept(tx, parts.key, found, lines, parts.clock.now()),
        )
        queued()
        parts.watch.metrics.judged(
            one.state for one in outcome.answer.results if one.seq > found.head
        )
        if outcome.refusal is not None:
            parts.watch.metrics.refused(outcome.refusal.code)
            return problem_response(outcome.refusal)
        return answer(outcome.answer)

    @routes.get("/{station}/receipts", openapi_extra=described(ReceiptsAnswer))
    async def receipts(
        request: Request, station: str, after: Annotated[int, Query(ge=0, le=MAX_SEQ)] = 0
    ) -> Response:
        """Completion receipts with a number above ``after``."""
        found = await authenticate(parts, request, station)
        async with parts.db.read(found.tenant) as tx:
            kept = await photos.receipts_after(
                tx, found.tenant, found.station, after, _RECEIPTS_PAGE + 1
            )
        page = tuple(kept[:_RECEIPTS_PAGE])
        return answer(ReceiptsAnswer(receipts=page, has_more=len(kept) > _RECEIPTS_PAGE))

    return routes


def _view(
    parts: Parts, found: Station, earlier: dict[str, int], told: dict[str, FeedHead],
    lost: Sequence[str],
) -> StationView:  # fmt: skip
    return StationView(
        tenant=found.tenant,
        station=found.station,
        name=found.name,
        state=found.state,
        head=found.head,
        head_link=found.head_link.hex(),
        server_time=parts.clock.now(),
        protocol=PROTOCOL,
        schemas=(*SCHEMAS, *STEPS),
        earlier=earlier,
        receipts=found.receipts,
        feeds=told,
        wanted=tuple(lost),
    )


async def _unpacked(request: Request) -> bytes:
    body = await read_body(request, MAX_BATCH)
    packed = packings(request)
    if packed == [ZSTD]:
        return decompress(body, MAX_BATCH)
    if packed:
        raise SyncError("bad_encoding", detail="content-encoding")
    return body
