"""Rows of inbound orders: one a line; rows of one number belong together and are taken together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final, Literal, cast

from inspector_app.domain.errors import IntakeError
from inspector_app.domain.master import InboundOrder, OrderLine, Product
from inspector_app.domain.master_import import cells, line_shares
from inspector_app.domain.master_import.cells import ToUtc
from inspector_app.domain.master_import.plan import Change, Known, Plan, Rows, Suppliers, change_of
from inspector_app.domain.master_import.row import TEXT, Row
from inspector_app.domain.master_import.table import Raw, Table
from inspector_app.domain.master_import.words import ImportWords
from inspector_app.domain.order_shares import LineShares

MOST_UNITS: Final = 100_000_000
MOST_CARTONS: Final = 1_000_000
MOST_LINES: Final = 9_999
_HEAD: Final = ("supplier", "due", "priority", "channel", "note")


@dataclass(slots=True)
class _Order:
    """What the rows of one number say; ``head`` are the order's own values with their row."""

    number: str
    id: str
    old: InboundOrder | None
    head: dict[str, tuple[int, Any]] = field(default_factory=dict)
    lines: dict[str, tuple[Row, OrderLine | None]] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    shares: dict[str, tuple[Row, LineShares]] = field(default_factory=dict)


def plan_orders(table: Table, words: ImportWords, known: Known, to_utc: ToUtc) -> Plan:
    """What the table would change. Lines the table does not name stay; a line is taken out by its
    state, and an order without lines is removed."""
    rows, suppliers = Rows(table.faults), Suppliers(known)
    orders: dict[str, _Order] = {}
    for numbered in table.rows:
        row = Row(table, words, numbered)
        number = row.key("number")
        if number:
            order = orders.get(number) or _begin(row, number, known)
            orders[number] = order
            order.rows.append(row)
            _head(row, order, suppliers, to_utc)
            _line(row, order, known)
        rows.take(row)
    changes: list[Change] = []
    unchanged = 0
    for order in orders.values():
        new = _whole(order, known)
        if _is_held(order, rows):
            continue
        change = change_of("orders", order.number, order.rows[0].number, order.old, new)
        unchanged += change is None
        changes += [] if change is None else [change]
        if change is not None and new is not None:
            suppliers.use(new.supplier_id, order.rows[0].number)
        changes += _shared(order, known)
    return rows.plan(
        "orders", len(table.rows), [*suppliers.changes(), *changes], unchanged, table.ignored
    )


def _begin(row: Row, number: str, known: Known) -> _Order:
    old = known.by_number.get(number)
    if old is None and f"O-{number}" in known.orders:
        row.fault("number", "import_id_taken", id=f"O-{number}")
    return _Order(number, f"O-{number}" if old is None else old.id, old)


def _head(row: Row, order: _Order, suppliers: Suppliers, to_utc: ToUtc) -> None:
    """Values of the order itself: the first row that says them counts, others must agree."""
    faults = len(row.faults)
    readers: dict[str, Callable[[], Any]] = {
        "supplier": lambda: suppliers.of(row, ""),
        "due": lambda: row.read("due", lambda value: cells.moment(value, to_utc), None, None),
        "priority": lambda: row.choice("priority", "priority", "normal", "normal"),
        "channel": lambda: row.code("channel"),
        "note": lambda: row.text("note", most=TEXT),
    }
    for name in _HEAD:
        said = row.raw(name) is not None
        if name == "supplier":
            said = said or row.raw("supplier_name") is not None
        if not said:
            continue
        value = readers[name]()
        if len(row.faults) > faults:
            faults = len(row.faults)
            continue
        first, told = order.head.setdefault(name, (row.number, value))
        if told != value:
            row.fault(name, "import_disagrees", other=first)
            faults = len(row.faults)


def _line(row: Row, order: _Order, known: Known) -> None:
    product = _product(row, known)
    number = row.whole("line", 0, 1, MOST_LINES)
    lot = row.code("lot")
    if product is None:
        return
    old = _same_line(order, product, number, lot)
    if old is not None:
        line_id = old.id
    else:
        tail = str(number) if number else "-".join(filter(None, (product.sku, lot)))
        line_id = f"{order.id}-{tail}"
    if line_id in order.lines:
        row.fault("line", "import_line_twice", other=order.lines[line_id][0].number)
        return
    if row.choice("state", "state", "active", "active") != "active":
        order.lines[line_id] = row, None
        order.shares[line_id] = row, LineShares(order_id=order.id, line_id=line_id)
        return
    before = old or OrderLine(id=line_id, product_id=product.id, units=0, cartons=0)
    line = _described(row, before, product, lot)
    order.lines[line_id] = row, line
    shares = line_shares.read(row, order.id, line, known)
    if shares is not None:
        order.shares[line_id] = row, shares


def _shared(order: _Order, known: Known) -> list[Change]:
    found = [
        line_shares.change(order.number, row, shares, known)
        for row, shares in order.shares.values()
    ]
    return [change for change in found if change is not None]


def _same_line(order: _Order, product: Product, number: int, lot: str) -> OrderLine | None:
    """The line as it is known: by its number, else the only one of this product and lot."""
    lines = order.old.lines if order.old is not None else ()
    if number:
        return next((each for each in lines if each.id == f"{order.id}-{number}"), None)
    alike = [each for each in lines if (each.product_id, each.lot_number) == (product.id, lot)]
    return alike[0] if len(alike) == 1 else None


def _described(row: Row, old: OrderLine, product: Product, lot: str) -> OrderLine:
    units = row.whole("units", old.units, 1, MOST_UNITS)
    row.need("units", units)
    per = product.units_per_carton
    reckoned = -(-units // per) if per else 0
    cartons = row.whole("cartons", reckoned, 1, MOST_CARTONS)
    row.need("cartons", cartons)
    if 0 < units < cartons:
        row.fault("cartons", "import_more_cartons_than_units", units=units)
    produced, expires = row.day("produced", old.produced), row.day("expires", old.expires)
    if produced and expires and expires < produced:
        row.fault("expires", "import_dates_reversed", produced=produced.isoformat())
    return replace(
        old, product_id=product.id, units=units, cartons=cartons, produced=produced,
        expires=expires, lot_number=lot if row.has("lot") else old.lot_number,
        sscc=row.read("sscc", _pallets, old.sscc, ()),
    )  # fmt: skip


def _pallets(value: Raw) -> tuple[str, ...]:
    return tuple(dict.fromkeys(cells.sscc(part) for part in cells.codes(value, 20_000)))


def _product(row: Row, known: Known) -> Product | None:
    """The product a row names, by SKU, by a code of it, or by both."""
    by_sku = by_code = None
    sku = row.code("sku")
    if sku:
        by_sku = known.by_sku.get(sku)
        if by_sku is None:
            row.fault("sku", "import_product_unknown", given=sku)
    code = row.read("gtin", _any_gtin, "", "")
    if code:
        by_code = _by_code(row, code, by_sku, known)
    if row.raw("sku") is None and row.raw("gtin") is None:
        row.fault("sku", "import_value_missing")
    found = by_sku or by_code
    if found is not None and not found.active:
        row.fault("sku" if by_sku else "gtin", "import_product_inactive", given=found.sku)
    return found


def _any_gtin(value: Raw) -> str:
    plain = cells.code(value, 64)
    try:
        return cells.gtin(plain)
    except IntakeError:
        if plain.isdigit():
            raise
        return plain  # an alias


def _by_code(row: Row, code: str, by_sku: Product | None, known: Known) -> Product | None:
    alike = known.by_code.get(code, [])
    if by_sku is not None:
        if by_sku not in alike:
            row.fault("gtin", "import_code_of_another", given=code, sku=by_sku.sku)
        return by_sku
    if len(alike) > 1:
        row.fault("gtin", "import_product_unclear", given=code)
    elif not alike:
        row.fault("gtin", "import_product_unknown", given=code)
    return alike[0] if len(alike) == 1 else None


def _whole(order: _Order, known: Known) -> InboundOrder | None:
    """The order with its lines, or None when none is left; faults go to its first row."""
    old, head = order.old, {name: value for name, (_, value) in order.head.items()}
    kept = {each.id: each for each in old.lines} if old else {}
    for line_id, (_, line) in order.lines.items():
        if line is None:
            kept.pop(line_id, None)
        else:
            kept[line_id] = line
    first = order.rows[0]
    if not kept:
        return None
    supplier = head.get("supplier") or (old.supplier_id if old else _only_supplier(kept, known))
    due = cast(datetime | None, head.get("due") or (old.due_at if old else None))
    if not supplier and not first.faults:
        first.fault("supplier", "import_value_missing")
    if due is None:
        if not first.faults:
            first.fault("due", "import_value_missing")
        return None
    return InboundOrder(
        id=order.id, number=order.number, supplier_id=supplier, due_at=due,
        lines=tuple(kept.values()),
        priority=cast(
            Literal["normal", "urgent"], head.get("priority", old.priority if old else "normal")
        ),
        channel=head.get("channel", old.channel if old else ""),
        note=head.get("note", old.note if old else ""),
    )  # fmt: skip


def _only_supplier(lines: dict[str, OrderLine], known: Known) -> str:
    """Where an order names nobody: the supplier of its products, when it is one."""
    found = {known.products[each.product_id].supplier_id for each in lines.values()}
    return found.pop() if len(found) == 1 else ""


def _is_held(order: _Order, rows: Rows) -> bool:
    """An order with a bad row is not taken at all: half of it would look like a short one."""
    for row in order.rows:
        rows.take(row)
    bad = [row.number for row in order.rows if rows.is_bad(row.number)]
    if not bad:
        return False
    for row in order.rows:
        if not rows.is_bad(row.number):
            row.fault("number", "import_order_held", other=bad[0])
            rows.take(row)
    return True
