"""Writing master data: each feed's values into its tables, whole and by item id."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import (
    Connection,
    Exists,
    Table,
    Text,
    cast,
    delete,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.dialects.sqlite import insert

from inspector_app.domain.master import InboundOrder, Person, Product, Supplier
from inspector_app.services.ports import FeedName
from inspector_app.store import shared_rows
from inspector_app.store.act_rows import put_acts
from inspector_app.store.house_references import put_references
from inspector_app.store.tables import (
    central_acts,
    documents,
    inspections,
    order_lines,
    order_pallets,
    order_progress,
    orders,
    people,
    product_codes,
    products,
    references_elsewhere,
    sampling_states,
    suppliers,
    to_micros,
    verdict_marks,
    verdicts_elsewhere,
)
from inspector_app.wire.elsewhere import OrderProgress
from inspector_app.wire.feeds import EarlierVerdict, PublishedDocument, encode_item
from inspector_app.wire.severity import SamplingState

OWN: Final = "local:"
"""Begins the item ids of documents published here: no snapshot of a feed can remove them."""

_PART: Final = 500
"""Ids in one statement; SQLite's default limit of parameters is far above."""

_DOCUMENT: Final = msgspec.json.Decoder(PublishedDocument)
_Row = dict[str, Any]


def put_products(connection: Connection, items: Mapping[str, Product]) -> None:
    """Keep products with the codes they are known under."""
    rows = [
        {"id": item, "active": int(product.active), "body": encode_item(product)}
        for item, product in items.items()
    ]
    codes = {
        (code.code, item): {"code": code.code, "product_id": item}
        for item, product in items.items()
        for code in product.codes
    }
    _delete(connection, product_codes, "product_id", list(items))
    _put(connection, products, rows)
    _put(connection, product_codes, list(codes.values()))


def put_suppliers(connection: Connection, items: Mapping[str, Supplier]) -> None:
    """Keep suppliers."""
    rows = [{"id": item, "body": encode_item(value)} for item, value in items.items()]
    _put(connection, suppliers, rows)


def put_orders(connection: Connection, items: Mapping[str, InboundOrder]) -> None:
    """Keep inbound orders with their lines and pallets."""
    rows: list[_Row] = []
    lines: dict[tuple[str, str], _Row] = {}
    pallets: dict[tuple[str, str, str], _Row] = {}
    for item, order in items.items():
        rows.append(
            {
                "id": item, "number": order.number, "calm": int(order.priority != "urgent"),
                "due_at": to_micros(order.due_at), "body": encode_item(order),
            }
        )  # fmt: skip
        for line in order.lines:
            place = {"order_id": item, "line_id": line.id}
            lines[item, line.id] = {**place, "product_id": line.product_id}
            pallets |= {(sscc, item, line.id): {**place, "sscc": sscc} for sscc in line.sscc}
    for table in (order_lines, order_pallets):
        _delete(connection, table, "order_id", list(items))
    _put(connection, orders, rows)
    _put(connection, order_lines, list(lines.values()))
    _put(connection, order_pallets, list(pallets.values()))


def put_people(connection: Connection, items: Mapping[str, Person]) -> None:
    """Keep people."""
    rows = [
        {"id": item, "badge": person.badge, "body": encode_item(person)}
        for item, person in items.items()
    ]
    _put(connection, people, rows)


def put_documents(
    connection: Connection, feed: FeedName, items: Mapping[str, PublishedDocument]
) -> None:
    """Keep published versions; one known under another item id (loaded by hand, or published
    here) is taken over. A version a walk here began with is replaced by other content only where it
    is kept under another number as well, and
    one retired here is not put in force again by a feed that does not know it yet."""
    if feed == "standards":
        items = _allowed(connection, items)
    rows = [
        {
            "feed": feed, "id": document.id, "version": document.version, "item": item,
            "body": encode_item(document),
        }
        for item, document in items.items()
    ]  # fmt: skip
    _put(connection, documents, rows)


def _allowed(
    connection: Connection, items: Mapping[str, PublishedDocument]
) -> dict[str, PublishedDocument]:
    d = documents.c
    kept: dict[tuple[str, int], str] = {}
    retired: dict[tuple[str, int], str] = {}
    places: dict[str, set[tuple[str, int]]] = {}
    for new in items.values():
        places.setdefault(new.digest, set()).add((new.id, new.version))
    wanted = select(d.item, d.body, _used().label("used")).where(d.feed == "standards")
    for row in connection.execute(wanted):
        known = _DOCUMENT.decode(row.body)
        key = (known.id, known.version)
        places.setdefault(known.digest, set()).add(key)
        if row.used:
            kept[key] = known.digest
        if row.item.startswith(OWN) and known.state == "retired":
            retired[key] = known.digest
    allowed = {}
    for item, new in items.items():
        key = (new.id, new.version)
        forgets = new.state == "in_force" and retired.get(key) == new.digest
        held = kept.get(key, new.digest)
        elsewhere = places.get(held, set()) - {key}  # the house gave it another number
        if (held == new.digest or elsewhere) and not forgets:
            allowed[item] = new
    return allowed


def _used() -> Exists:
    """Whether a walk here began with a document, under its number or the one in its text."""
    i, d = inspections.c, documents.c
    written = func.json_extract(cast(d.body, Text), "$.written")
    numbered = or_(i.standard_version == d.version, i.standard_version == written)
    return exists().where(i.standard_id == d.id, numbered)


def put_progress(connection: Connection, items: Mapping[str, OrderProgress]) -> None:
    """Keep what other stations have opened and accepted."""
    rows = [
        {
            "item": item, "order_id": each.order_id, "line_id": each.line_id,
            "body": encode_item(each),
        }
        for item, each in items.items()
    ]  # fmt: skip
    _put(connection, order_progress, rows)


def put_states(connection: Connection, items: Mapping[str, SamplingState]) -> None:
    """Keep where the central system says that suppliers' products stand."""
    rows = [
        {
            "item": item, "supplier_id": each.supplier_id, "product_id": each.product_id,
            "body": encode_item(each),
        }
        for item, each in items.items()
    ]  # fmt: skip
    _put(connection, sampling_states, rows)


def put_verdicts(connection: Connection, items: Mapping[str, EarlierVerdict]) -> None:
    """Keep what other stations judged, findable by batch and pallet."""
    rows = [{"item": item, "body": encode_item(each)} for item, each in items.items()]
    marks = [
        {"item": item, "mark": mark}
        for item, each in items.items()
        for mark in dict.fromkeys(
            (
                *(f"batch:{each.product_id}|{number}" for number in each.batches),
                *(f"sscc:{sscc}" for sscc in each.pallets),
            )
        )
    ]
    _delete(connection, verdict_marks, "item", list(items))
    _put(connection, verdicts_elsewhere, rows)
    _put(connection, verdict_marks, marks)


def put(connection: Connection, feed: FeedName, items: Mapping[str, Any]) -> None:
    """Keep the values of one feed by item id."""
    if feed in ("standards", "shelf_life_rules"):
        put_documents(connection, feed, items)
    elif feed in shared_rows.MARKS:
        shared_rows.put(connection, feed, items)
    else:
        _PUT[feed](connection, items)


_PUT: Final[dict[FeedName, Callable[[Connection, Mapping[str, Any]], None]]] = {
    "products": put_products,
    "suppliers": put_suppliers,
    "orders": put_orders,
    "users": put_people,
    "order_progress": put_progress,
    "sampling_states": put_states,
    "earlier_verdicts": put_verdicts,
    "references": put_references,
    "acts": put_acts,
}
_KEYED: Final[dict[FeedName, tuple[Table, str]]] = {
    "products": (products, "id"),
    "suppliers": (suppliers, "id"),
    "orders": (orders, "id"),
    "users": (people, "id"),
    "order_progress": (order_progress, "item"),
    "sampling_states": (sampling_states, "item"),
    "earlier_verdicts": (verdicts_elsewhere, "item"),
    "references": (references_elsewhere, "item"),
    "acts": (central_acts, "item"),
}


def remove(connection: Connection, feed: FeedName, items: Sequence[str]) -> None:
    """Forget items. A document that an inspection here began with stays: the walk, its report and
    its proof need that very version."""
    if feed in ("standards", "shelf_life_rules"):
        _remove_documents(connection, feed, items)
        return
    if feed in shared_rows.MARKS:
        shared_rows.remove(connection, feed, items)
        return
    if feed == "acts":
        return  # what was done centrally stays known, also when a restored system forgot it
    if feed == "products":
        _delete(connection, product_codes, "product_id", items)
    if feed == "orders":
        for child in (order_lines, order_pallets):
            _delete(connection, child, "order_id", items)
    if feed == "earlier_verdicts":
        _delete(connection, verdict_marks, "item", items)
    table, key = _KEYED[feed]
    _delete(connection, table, key, items)


def _remove_documents(connection: Connection, feed: FeedName, items: Sequence[str]) -> None:
    _retire(connection, feed, items)
    if feed == "shelf_life_rules":
        return  # lots opened under a version are judged by it to the end
    used = _used()
    for part in _parts(items):
        statement = delete(documents).where(documents.c.feed == feed, documents.c.item.in_(part))
        connection.execute(statement.where(~used))


def _retire(connection: Connection, feed: FeedName, items: Sequence[str]) -> None:
    """What stays for its walks is chosen no more."""
    d = documents.c
    for part in _parts(items):
        wanted = select(d.item, d.body).where(d.feed == feed, d.item.in_(part))
        kept = {row.item: _DOCUMENT.decode(row.body) for row in connection.execute(wanted)}
        gone = {item: msgspec.structs.replace(each, state="retired") for item, each in kept.items()}
        put_documents(connection, feed, gone)


def known_items(connection: Connection, feed: FeedName) -> set[str]:
    """Ids of everything kept of a feed."""
    if feed in ("standards", "shelf_life_rules"):
        wanted = select(documents.c.item).where(documents.c.feed == feed)
        found = set(connection.execute(wanted).scalars())
        return {item for item in found if not item.startswith(OWN)}
    if feed in shared_rows.MARKS:
        return shared_rows.known(connection, feed)
    table, key = _KEYED[feed]
    return set(connection.execute(select(table.c[key])).scalars())


def _put(connection: Connection, table: Table, rows: Sequence[_Row]) -> None:
    if rows:
        connection.execute(insert(table).prefix_with("OR REPLACE"), rows)


def _delete(connection: Connection, table: Table, column: str, values: Sequence[str]) -> None:
    for part in _parts(values):
        connection.execute(delete(table).where(table.c[column].in_(part)))


def _parts(values: Sequence[str]) -> list[Sequence[str]]:
    return [values[start : start + _PART] for start in range(0, len(values), _PART)]
