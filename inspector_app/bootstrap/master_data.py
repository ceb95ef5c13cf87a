"""Master data on its way into the feeds of the central system."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from inspector_app.domain.master import InboundOrder, Person, Product, Supplier
from inspector_app.wire.feeds import PublishedDocument, encode_item


@dataclass(frozen=True, slots=True, kw_only=True)
class MasterData:
    """What stations pull; None leaves a feed as it is, a value replaces all of it."""

    products: Iterable[Product] | None = None
    suppliers: Iterable[Supplier] | None = None
    orders: Iterable[InboundOrder] | None = None
    people: Iterable[Person] | None = None
    standards: Iterable[PublishedDocument] | None = None
    shelf_life_rules: Iterable[PublishedDocument] | None = None

    def feeds(self) -> dict[str, dict[str, bytes]]:
        """Feed items by feed and id; a document's id is ``id@version``."""
        found: dict[str, dict[str, bytes]] = {}
        plain: dict[str, Iterable[Any] | None] = {
            "products": self.products,
            "suppliers": self.suppliers,
            "orders": self.orders,
            "users": self.people,
        }
        for feed, items in plain.items():
            if items is not None:
                found[feed] = {item.id: encode_item(item) for item in items}
        documents = {"standards": self.standards, "shelf_life_rules": self.shelf_life_rules}
        for feed, published in documents.items():
            if published is not None:
                found[feed] = {f"{one.id}@{one.version}": encode_item(one) for one in published}
        return found
