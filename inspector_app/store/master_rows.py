"""Master data as services read it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Select, Table, select

from inspector_app.domain.master import InboundOrder, OrderLine, Person, Product, Supplier
from inspector_app.services.ports import FeedName
from inspector_app.store import master_tables
from inspector_app.store.tables import (
    documents,
    order_lines,
    order_pallets,
    orders,
    people,
    product_codes,
    products,
    suppliers,
)
from inspector_app.wire.feeds import PublishedDocument

_PRODUCT: Final = msgspec.json.Decoder(Product)
_SUPPLIER: Final = msgspec.json.Decoder(Supplier)
_ORDER: Final = msgspec.json.Decoder(InboundOrder)
_PERSON: Final = msgspec.json.Decoder(Person)
_DOCUMENT: Final = msgspec.json.Decoder(PublishedDocument)
_PRESSING: Final = (orders.c.calm, orders.c.due_at, orders.c.id)


class MasterRows:
    """Products, orders, people and standards as last taken from the central system."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def product(self, product_id: str) -> Product | None:
        """The product, active or not."""
        body = self._body(select(products.c.body).where(products.c.id == product_id))
        return None if body is None else _PRODUCT.decode(body)

    def products_by_code(self, code: str) -> Sequence[Product]:
        """Active products known under a GTIN (14 digits) or an alias."""
        wanted = (
            select(products.c.body)
            .join_from(product_codes, products, products.c.id == product_codes.c.product_id)
            .where(product_codes.c.code == code, products.c.active == 1)
            .order_by(products.c.id)
        )
        return [_PRODUCT.decode(body) for body in self._bodies(wanted)]

    def order(self, order_id: str) -> InboundOrder | None:
        """The inbound order of that id."""
        body = self._body(select(orders.c.body).where(orders.c.id == order_id))
        return None if body is None else _ORDER.decode(body)

    def order_by_number(self, number: str) -> InboundOrder | None:
        """The most pressing inbound order of that number."""
        wanted = select(orders.c.body).where(orders.c.number == number).order_by(*_PRESSING)
        body = self._body(wanted.limit(1))
        return None if body is None else _ORDER.decode(body)

    def orders(self) -> Sequence[InboundOrder]:
        """All inbound orders, urgent first, then by due time."""
        wanted = select(orders.c.body).order_by(*_PRESSING)
        return [_ORDER.decode(body) for body in self._bodies(wanted)]

    def lines_of(self, product_id: str) -> Sequence[tuple[InboundOrder, OrderLine]]:
        """Order lines of the product, the most pressing order first."""
        wanted = (
            select(orders.c.body, order_lines.c.line_id)
            .join_from(order_lines, orders, orders.c.id == order_lines.c.order_id)
            .where(order_lines.c.product_id == product_id)
        )
        return self._lines(wanted.order_by(*_PRESSING, order_lines.c.line_id))

    def lines_by_sscc(self, sscc: str) -> Sequence[tuple[InboundOrder, OrderLine]]:
        """Order lines announced on that pallet, the most pressing order first."""
        wanted = (
            select(orders.c.body, order_pallets.c.line_id)
            .join_from(order_pallets, orders, orders.c.id == order_pallets.c.order_id)
            .where(order_pallets.c.sscc == sscc)
        )
        return self._lines(wanted.order_by(*_PRESSING, order_pallets.c.line_id))

    def supplier(self, supplier_id: str) -> Supplier | None:
        """The supplier of that id."""
        body = self._body(select(suppliers.c.body).where(suppliers.c.id == supplier_id))
        return None if body is None else _SUPPLIER.decode(body)

    def products(self) -> Sequence[Product]:
        """Every product, active or not, by id."""
        return [_PRODUCT.decode(body) for body in self._bodies(_all(products))]

    def suppliers(self) -> Sequence[Supplier]:
        """Every supplier, by id."""
        return [_SUPPLIER.decode(body) for body in self._bodies(_all(suppliers))]

    def remove(self, feed: FeedName, items: Sequence[str]) -> None:
        """Forget products, suppliers, orders or people."""
        master_tables.remove(self._connection, feed, items)

    def person(self, person_id: str) -> Person | None:
        """The person, active or not."""
        body = self._body(select(people.c.body).where(people.c.id == person_id))
        return None if body is None else _PERSON.decode(body)

    def person_by_badge(self, badge: str) -> Person | None:
        """The person whose badge reads so; an active one before one who has left. An empty badge
        is nobody's."""
        if not badge:
            return None
        wanted = select(people.c.body).where(people.c.badge == badge).order_by(people.c.id)
        found = [_PERSON.decode(body) for body in self._bodies(wanted)]
        return min(found, key=lambda person: not person.active, default=None)

    def people(self) -> Sequence[Person]:
        """Everybody, by id."""
        wanted = select(people.c.body).order_by(people.c.id)
        return [_PERSON.decode(body) for body in self._bodies(wanted)]

    def standards(self) -> Sequence[PublishedDocument]:
        """Every published version of every standard, by id and version."""
        return self._documents("standards")

    def life_rules(self) -> Sequence[PublishedDocument]:
        """Every published version of the shelf-life rules, by id and version."""
        return self._documents("shelf_life_rules")

    def _documents(self, feed: FeedName) -> Sequence[PublishedDocument]:
        d = documents.c
        wanted = select(d.body).where(d.feed == feed).order_by(d.id, d.version)
        return [_DOCUMENT.decode(body) for body in self._bodies(wanted)]

    def put_products(self, products: Sequence[Product]) -> None:
        """Keep products, in place of earlier ones of the same id."""
        master_tables.put_products(self._connection, {each.id: each for each in products})

    def put_suppliers(self, suppliers: Sequence[Supplier]) -> None:
        """Keep suppliers, in place of earlier ones of the same id."""
        master_tables.put_suppliers(self._connection, {each.id: each for each in suppliers})

    def put_orders(self, orders: Sequence[InboundOrder]) -> None:
        """Keep inbound orders, in place of earlier ones of the same id."""
        master_tables.put_orders(self._connection, {each.id: each for each in orders})

    def put_people(self, people: Sequence[Person]) -> None:
        """Keep people, in place of earlier ones of the same id."""
        master_tables.put_people(self._connection, {each.id: each for each in people})

    def put_standards(self, documents: Sequence[PublishedDocument]) -> None:
        """Keep published versions of standards."""
        items = {f"{each.id}@{each.version}": each for each in documents}
        master_tables.put_documents(self._connection, "standards", items)

    def put_life_rules(self, documents: Sequence[PublishedDocument]) -> None:
        """Keep published versions of the shelf-life rules."""
        items = {f"{each.id}@{each.version}": each for each in documents}
        master_tables.put_documents(self._connection, "shelf_life_rules", items)

    def put_own_standard(self, document: PublishedDocument) -> None:
        """Keep a version published or retired here until the central system brings it itself."""
        item = f"{master_tables.OWN}{document.id}@{document.version}"
        master_tables.put_documents(self._connection, "standards", {item: document})

    def _body(self, wanted: Select[bytes]) -> bytes | None:
        return self._connection.execute(wanted).scalar()

    def _bodies(self, wanted: Select[bytes]) -> Sequence[bytes]:
        return self._connection.execute(wanted).scalars().all()

    def _lines(self, wanted: Select[Any]) -> Sequence[tuple[InboundOrder, OrderLine]]:
        found = []
        for body, line_id in self._connection.execute(wanted):
            order = _ORDER.decode(body)
            found += [(order, line) for line in order.lines if line.id == line_id]
        return found


def _all(table: Table) -> Select[bytes]:
    return select(table.c.body).order_by(table.c.id)
