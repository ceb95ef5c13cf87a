"""Tables as readers give them, in few words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from inspector_app.bootstrap.tables import import_words
from inspector_app.domain.master import (
    InboundOrder,
    OrderLine,
    Person,
    Product,
    ProductCode,
    Supplier,
)
from inspector_app.domain.master_import.orders import plan_orders
from inspector_app.domain.master_import.people import plan_people
from inspector_app.domain.master_import.plan import Known, Plan
from inspector_app.domain.master_import.products import plan_products
from inspector_app.domain.master_import.suppliers import plan_suppliers
from inspector_app.domain.master_import.table import Fault, Raw, Table, lay_out
from inspector_app.domain.master_import.words import ImportKind

PLACE = timezone(timedelta(hours=8))
SOAP, CREAM, BOX = "06923456000117", "06923456000216", "16923456000114"


def to_utc(local: datetime) -> datetime:
    """The warehouse's clock of tests."""
    return local.replace(tzinfo=PLACE).astimezone(UTC)


def table(kind: ImportKind, heading: str, *rows: str | list[Raw]) -> Table:
    """Heading and rows as words with commas between them."""
    cells = [row.split(",") if isinstance(row, str) else row for row in (heading, *rows)]
    return lay_out(import_words(), kind, list(enumerate(cells, start=1)))


def planned(known: Known, kind: ImportKind, heading: str, *rows: str | list[Raw]) -> Plan:
    """The plan of a table."""
    given = table(kind, heading, *rows)
    return plan_of(known, given)


def plan_of(known: Known, given: Table) -> Plan:
    """The plan of a table that was laid out; the PIN of a verifier is the verifier itself."""
    words = import_words()
    if given.kind == "products":
        return plan_products(given, words, known)
    if given.kind == "suppliers":
        return plan_suppliers(given, words, known)
    if given.kind == "orders":
        return plan_orders(given, words, known, to_utc)
    return plan_people(given, words, known, lambda verifier, pin: verifier == f"hash:{pin}")


def told(plan: Plan) -> list[tuple[int, str, str]]:
    """Row, column and code of every fault."""
    return [(fault.row, fault.column, fault.code) for fault in plan.faults]


def codes(faults: tuple[Fault, ...]) -> set[str]:
    """Codes of faults."""
    return {fault.code for fault in faults}


def product(sku: str = "A1", *gtins: str, id: str = "", active: bool = True) -> Product:
    """A product as it may be known."""
    return Product(
        id=id or f"P-{sku}", sku=sku, names={"zh": "皂", "en": "Soap"}, brand="某",
        category="cosmetics", origin="domestic", supplier_id="S-G1",
        codes=tuple(ProductCode(code=code, note="旧") for code in gtins), spec="", net_content="",
        units_per_carton=24, shelf_life="36M", active=active,
    )  # fmt: skip


def supplier(code: str = "G1", name: str = "甲公司", id: str = "") -> Supplier:
    """A supplier as it may be known."""
    return Supplier(id=id or f"S-{code}", code=code, names={"zh": name, "en": name})


def order(*lines: OrderLine, number: str = "N1", id: str = "") -> InboundOrder:
    """An order as it may be known."""
    return InboundOrder(
        id=id or f"O-{number}", number=number, supplier_id="S-G1",
        due_at=datetime(2026, 11, 22, 6, 30, tzinfo=UTC), lines=lines, note="旧备注",
    )  # fmt: skip


def line(id: str, product_id: str = "P-A1", lot: str = "") -> OrderLine:
    """A line as it may be known."""
    return OrderLine(id=id, product_id=product_id, units=48, cartons=2, lot_number=lot)


def person(number: str, role: str = "inspector", badge: str = "", active: bool = True) -> Person:
    """A person as may be known, whose PIN is 258013."""
    return Person(
        id=f"U-{number}", names={"zh": "陈", "en": "陈"}, role=role,  # type: ignore[arg-type]
        badge=badge, pin_verifier="hash:258013", active=active,
    )  # fmt: skip
