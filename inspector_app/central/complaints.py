"""Complaints of customers and the market: entered by a person here, known at every station."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias

import msgspec
from msgspec import structs

from inspector_app.central import acts
from inspector_app.central.acts import Doer
from inspector_app.central.db import feeds
from inspector_app.central.db.engine import Transaction
from inspector_app.central.db.moments import to_us
from inspector_app.central.line_list import products_of
from inspector_app.central.parts import Parts
from inspector_app.domain.errors import SyncError
from inspector_app.domain.master import Product
from inspector_app.wire.elsewhere import Complaint
from inspector_app.wire.feeds import encode_item

FEED: Final = "complaints"
LONGEST: Final = 1_000
_COMPLAINT: Final = msgspec.json.Decoder(Complaint)
_PRODUCT: Final = msgspec.json.Decoder(Product)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """A complaint as a person types it; ``product`` is an id or a SKU."""

    product: str
    text: str
    received_on: str
    batch_number: str = ""
    source: str = ""


async def enter(parts: Parts, tenant: str, entered: Entered, by: Doer) -> Complaint:
    """Keep a complaint and tell the stations.

    SyncError ``complaint_incomplete``, ``complaint_unknown_product``.
    """
    if not (0 < len(entered.text.strip()) <= LONGEST and entered.product.strip()):
        raise SyncError("complaint_incomplete")
    try:
        received = date.fromisoformat(entered.received_on)
    except ValueError as problem:
        raise SyncError("complaint_incomplete") from problem
    async with parts.db.read(tenant) as tx:
        product = await _product(tx, tenant, entered.product.strip())
    complaint = Complaint(
        id=parts.ids.new(), product_id=product.id, text=entered.text.strip(),
        received_on=received, entered_by=(by.names or {}).get("zh", "") or by.user,
        entered_at=parts.clock.now(), supplier_id=product.supplier_id,
        batch_number=entered.batch_number.strip()[:120], source=entered.source.strip()[:120],
    )  # fmt: skip
    await parts.db.run(
        tenant, lambda tx: _keep(tx, parts, tenant, complaint, "complaint_entered", by)
    )
    return complaint


async def settle(parts: Parts, tenant: str, complaint: str, conclusion: str, by: Doer) -> Complaint:
    """Close a complaint with what came of it; SyncError ``not_found``, ``dispute_note_needed``."""
    if not conclusion.strip():
        raise SyncError("dispute_note_needed")

    async def work(tx: Transaction) -> Complaint:
        await feeds.hold(tx, tenant, FEED, parts.ids.new())  # settled once, whoever else tries
        body = await feeds.body(tx, tenant, FEED, complaint)
        found = None if body is None else _COMPLAINT.decode(body)
        if found is None or found.closed_at is not None:
            raise SyncError("not_found")
        settled = structs.replace(
            found, closed_at=parts.clock.now(), conclusion=conclusion.strip()[:LONGEST]
        )
        await _keep(tx, parts, tenant, settled, "complaint_settled", by)
        return settled

    return await parts.db.run(tenant, work)


Place: TypeAlias = tuple[int, str]
"""Where one is in the list: when it was entered, in microseconds, and its id."""


def place_of(complaint: Complaint) -> Place:
    """Where the list goes on after this one."""
    return to_us(complaint.entered_at), complaint.id


async def listed(
    tx: Transaction,
    tenant: str,
    *,
    settled: bool = False,
    words: str = "",
    limit: int,
    after: Place | None = None,
) -> list[Complaint]:
    """Open or settled ones in which all of ``words`` occur, the newest first."""
    items = await feeds.present_items(tx, tenant, FEED)
    found = [_COMPLAINT.decode(item.body) for item in items if item.body is not None]
    found = [each for each in found if (each.closed_at is not None) == settled]
    if after is not None:
        found = [each for each in found if place_of(each) < after]
    wanted = words.casefold().split()
    if wanted:
        goods = await products_of(tx, tenant, (each.product_id for each in found))
        found = [
            each for each in found
            if all(word in _searched(each, goods.get(each.product_id)) for word in wanted)
        ]  # fmt: skip
    return sorted(found, key=place_of, reverse=True)[:limit]


def _searched(complaint: Complaint, product: Product | None) -> str:
    named = (product.sku, *product.names.values()) if product is not None else ()
    told = (complaint.text, complaint.batch_number, complaint.source, complaint.conclusion)
    return " ".join((complaint.product_id, *named, *told)).casefold()


async def _product(tx: Transaction, tenant: str, wanted: str) -> Product:
    body = await feeds.body(tx, tenant, "products", wanted)
    if body is not None:
        return _PRODUCT.decode(body)
    for item in await feeds.present_items(tx, tenant, "products"):
        if item.body is not None and wanted.encode() in item.body:
            product = _PRODUCT.decode(item.body)
            if product.sku == wanted:
                return product
    raise SyncError("complaint_unknown_product", product=wanted[:80])


async def _keep(
    tx: Transaction, parts: Parts, tenant: str, complaint: Complaint, kind: str, by: Doer
) -> None:
    items: dict[str, bytes | None] = {complaint.id: encode_item(complaint)}
    await feeds.publish(tx, tenant, FEED, items, parts.ids.new())
    await acts.append(
        tx, parts.key, tenant, kind, parts.clock.now(), by=by,
        params={
            "complaint": complaint.id, "product": complaint.product_id,
            "batch": complaint.batch_number,
        },
    )  # fmt: skip
