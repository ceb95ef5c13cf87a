"""``/v1/feeds``: master data for stations."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Final

import msgspec
from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from inspector_app.central.api.answering import answer, described
from inspector_app.central.auth import authenticate
from inspector_app.central.db import feeds
from inspector_app.central.db.engine import Transaction
from inspector_app.central.db.feeds import Feed, Item
from inspector_app.central.db.stations import Station
from inspector_app.central.deriving import DERIVED_FEEDS, settled
from inspector_app.central.parts import Parts
from inspector_app.domain.errors import SyncError
from inspector_app.wire.envelope import FeedChanges, FeedItem, FeedSnapshot, Tombstone
from inspector_app.wire.feeds import FEEDS
from inspector_app.wire.link import MAX_SEQ
from inspector_app.wire.pin_verifiers import changed, sealing
from inspector_app.wire.sealed_box import Sealer

_MOST_BYTES: Final = 4 * 1024 * 1024
_MOST_ITEMS: Final = 5000


def router(parts: Parts) -> APIRouter:
    """Snapshots, and what changed since."""
    routes = APIRouter(prefix="/v1/feeds", tags=["master data"])

    @routes.get("/{feed}/changes", openapi_extra=described(FeedChanges))
    async def changes(
        request: Request,
        feed: str,
        epoch: str,
        after: Annotated[int, Query(ge=0, le=MAX_SEQ)],
        limit: Annotated[int, Query(ge=1, le=1000)] = 500,
    ) -> Response:
        """Changes after a number; 410 when a snapshot must be taken instead."""
        found = await authenticate(parts, request)
        if feed in DERIVED_FEEDS:
            await settled(parts, found.tenant)
        async with parts.db.read(found.tenant) as tx:
            state = await _state(tx, found.tenant, feed)
            _check_cursor(state, epoch, after)
            items = _short(await feeds.changes(tx, found.tenant, feed, after, limit))
        return answer(
            FeedChanges(
                epoch=state.epoch,
                items=_for_station(parts, found, feed, items),
                tombstones=tuple(Tombstone(id=i.id, seq=i.seq) for i in items if i.body is None),
                next=items[-1].seq if items else after,
                has_more=bool(items) and items[-1].seq < state.counter,
            )
        )

    @routes.get("/{feed}/snapshot", openapi_extra=described(FeedSnapshot))
    async def snapshot(
        request: Request,
        feed: str,
        beyond: Annotated[str, Query(max_length=120)] = "",
        limit: Annotated[int, Query(ge=1, le=_MOST_ITEMS)] = _MOST_ITEMS,
    ) -> Response:
        """Everything of a feed, in the order of its ids; a page of it where that is much.

        While ``has_more``, ask again ``beyond`` the last id. ``next`` of the first page is where
        changes continue: what changes while pages are taken comes again with them.
        """
        found = await authenticate(parts, request)
        if feed in DERIVED_FEEDS:
            await settled(parts, found.tenant)
        async with parts.db.read(found.tenant) as tx:
            state = await _state(tx, found.tenant, feed)
            items = await feeds.present_items(tx, found.tenant, feed, beyond, limit + 1)
        page = _short(items[:limit])
        return answer(
            FeedSnapshot(
                epoch=state.epoch, items=_for_station(parts, found, feed, page), next=state.counter,
                has_more=len(page) < len(items),
            )
        )  # fmt: skip

    return routes


async def _state(tx: Transaction, tenant: str, feed: str) -> Feed:
    if feed not in FEEDS:
        raise SyncError("unknown_feed", feed=feed)
    return await feeds.state(tx, tenant, feed) or feeds.UNPUBLISHED


def _short(items: list[Item]) -> list[Item]:
    """As many from the front as fit an answer, at least one if there is any."""
    size = 0
    for count, item in enumerate(items):
        size += len(item.body or b"")
        if size > _MOST_BYTES and count:
            return items[:count]
    return items


def _check_cursor(state: Feed, epoch: str, after: int) -> None:
    if epoch != state.epoch or after > state.counter:
        raise SyncError("feed_epoch", epoch=state.epoch)
    if after < state.horizon:
        raise SyncError("feed_horizon", horizon=state.horizon)


def _for_station(
    parts: Parts, found: Station, feed: str, items: list[Item]
) -> tuple[FeedItem, ...]:
    """PIN verifiers leave this system sealed to the key of the station that asks, never plain."""
    if feed != "users":
        return _items(items)
    seal = sealing(Sealer(found.public_key, parts.ids.seed()))
    return _items(
        [
            item if item.body is None else replace(item, body=changed(item.body, seal))
            for item in items
        ]
    )


def _items(items: list[Item]) -> tuple[FeedItem, ...]:
    return tuple(
        FeedItem(id=item.id, seq=item.seq, body=msgspec.Raw(item.body))
        for item in items
        if item.body is not None
    )
