"""Master data on its way into the feeds of the central system."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from inspector_app.bootstrap.resources import resource
from inspector_app.bootstrap.standards import CATALOGUE, digest, standard_from_yaml
from inspector_app.domain.checklist.standard import Standard
from inspector_app.domain.errors import StandardError
from inspector_app.domain.master import InboundOrder, Person, Product, Supplier
from inspector_app.wire.feeds import PublishedDocument, encode_item

DEFECTS = "defects.yaml"


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


def publish_standard(data: bytes, defects: bytes) -> PublishedDocument:
    """A standard's YAML with its defect catalogue as a feed item; StandardError if unsound."""
    standard = standard_from_yaml(data, defects)
    return PublishedDocument(
        id=standard.id,
        version=standard.version,
        digest=digest(data, defects),
        text=data.decode("utf-8-sig"),
        parts={DEFECTS: defects.decode("utf-8-sig")},
    )


def published_standard(document: PublishedDocument) -> Standard:
    """The standard of a feed item; StandardError ``digest_differs`` when it was changed."""
    standard = standard_from_yaml(document.text.encode(), document.parts[DEFECTS].encode())
    if standard.digest != document.digest:
        raise StandardError("digest_differs", standard=document.id, version=document.version)
    return standard


def shipped_documents() -> tuple[PublishedDocument, ...]:
    """The standards of ``resources/standards`` as feed items."""
    catalogue = resource(CATALOGUE)
    files = sorted(resource("standards").glob("*.yaml"))
    defects = catalogue.read_bytes()
    return tuple(
        publish_standard(file.read_bytes(), defects)
        for file in files
        if file.name != catalogue.name
    )
