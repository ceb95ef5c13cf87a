"""Lists order lines: whose they are, how far they are, and what waits for a decision about them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import msgspec

from inspector_app.central.db import disputes, feeds
from inspector_app.central.db.engine import Transaction
from inspector_app.central.db.moments import to_us
from inspector_app.central.line_shares import FEED
from inspector_app.domain.master import InboundOrder, OrderLine, Product, Supplier
from inspector_app.domain.order_shares import LineShares
from inspector_app.wire.elsewhere import Dispute, OrderProgress, line_item

_ORDER: Final = msgspec.json.Decoder(InboundOrder)
_PRODUCT: Final = msgspec.json.Decoder(Product)
_SUPPLIER: Final = msgspec.json.Decoder(Supplier)
_SHARES: Final = msgspec.json.Decoder(LineShares)
_PROGRESS: Final = msgspec.json.Decoder(OrderProgress)

Place: TypeAlias = tuple[int, str, int]
"""Where a line is in the list: when its order is due, in microseconds, the order's id, the line's
number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedLine:
    """One order line; ``number`` counts from 1, as on paper."""

    order: InboundOrder
    line: OrderLine
    number: int
    product: Product | None
    supplier: Supplier | None
    shares: LineShares | None
    progress: OrderProgress | None
    disputes: tuple[Dispute, ...]

    @property
    def item(self) -> str:
        """The line as feeds name it."""
        return line_item(self.order.id, self.line.id)

    @property
    def place(self) -> Place:
        """Where the list goes on after this line."""
        return _place(self.order, self.number)


async def lines(
    tx: Transaction, tenant: str, words: str, limit: int, after: Place | None = None
) -> list[ListedLine]:
    """Lines in which all of ``words`` occur, the next due order first."""
    bodies = await feeds.present_items(tx, tenant, "orders")
    orders = [_ORDER.decode(item.body) for item in bodies if item.body is not None]
    orders.sort(key=lambda each: (each.due_at, each.id))
    found = [
        (order, number, line)
        for order in orders
        for number, line in enumerate(order.lines, start=1)
        if after is None or _place(order, number) > after
    ]
    if words.split():
        found = await _matching(tx, tenant, found, words.casefold().split())
    return await _with_all(tx, tenant, found[:limit])


_Numbered: TypeAlias = tuple[InboundOrder, int, OrderLine]


def _place(order: InboundOrder, number: int) -> Place:
    return to_us(order.due_at), order.id, number


async def _matching(
    tx: Transaction, tenant: str, found: Sequence[_Numbered], words: Sequence[str]
) -> list[_Numbered]:
    products = await products_of(tx, tenant, (line.product_id for _, _, line in found))
    suppliers = await _suppliers(tx, tenant, (order.supplier_id for order, _, _ in found))
    matching = []
    for order, number, line in found:
        text = " ".join(
            _searched(order, products.get(line.product_id), suppliers.get(order.supplier_id))
        ).casefold()
        if all(word in text for word in words):
            matching.append((order, number, line))
    return matching


def _searched(
    order: InboundOrder, product: Product | None, supplier: Supplier | None
) -> Iterator[str]:
    yield order.number
    if product is not None:
        yield product.sku
        yield from product.names.values()
    if supplier is not None:
        yield supplier.code
        yield from supplier.names.values()


async def _with_all(tx: Transaction, tenant: str, found: Sequence[_Numbered]) -> list[ListedLine]:
    items = [line_item(order.id, line.id) for order, _, line in found]
    products = await products_of(tx, tenant, (line.product_id for _, _, line in found))
    suppliers = await _suppliers(tx, tenant, (order.supplier_id for order, _, _ in found))
    shares = await feeds.bodies(tx, tenant, FEED, items)
    progress = await feeds.bodies(tx, tenant, "order_progress", items)
    about = await _disputes(tx, tenant, items)
    return [
        ListedLine(
            order=order, line=line, number=number, product=products.get(line.product_id),
            supplier=suppliers.get(order.supplier_id),
            shares=_SHARES.decode(shares[item]) if item in shares else None,
            progress=_PROGRESS.decode(progress[item]) if item in progress else None,
            disputes=tuple(about.get(item, ())),
        )
        for item, (order, number, line) in zip(items, found, strict=True)
    ]  # fmt: skip


async def _disputes(
    tx: Transaction, tenant: str, items: Sequence[str]
) -> Mapping[str, list[Dispute]]:
    """Those that wait for a decision, by line."""
    found: dict[str, list[Dispute]] = {}
    for one in await disputes.about(tx, tenant, items):
        if not one.ruling:
            found.setdefault(line_item(one.order_id, one.line_id), []).append(one)
    return found


async def products_of(tx: Transaction, tenant: str, ids: Iterable[str]) -> dict[str, Product]:
    """Products by id, as far as the master data has them."""
    found = await feeds.bodies(tx, tenant, "products", list(ids))
    return {item: _PRODUCT.decode(body) for item, body in found.items()}


async def _suppliers(tx: Transaction, tenant: str, ids: Iterable[str]) -> dict[str, Supplier]:
    found = await feeds.bodies(tx, tenant, "suppliers", list(ids))
    return {item: _SUPPLIER.decode(body) for item, body in found.items()}
