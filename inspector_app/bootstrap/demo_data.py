"""The demo warehouse of ``resources/demo``: master data, pictures and a day's work to act out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias, TypeVar

import msgspec
from msgspec import Struct

from inspector_app.bootstrap.resources import resource
from inspector_app.bootstrap.standards import read_yaml
from inspector_app.domain.defects import Shot
from inspector_app.domain.errors import StandardError
from inspector_app.domain.master import (
    Category,
    InboundOrder,
    OrderLine,
    Origin,
    Person,
    Product,
    ProductCode,
    Role,
    Supplier,
)
from inspector_app.domain.station_codes import badge_code

T = TypeVar("T")
Names: TypeAlias = dict[str, str]
PictureKind: TypeAlias = Literal["pack", "carton", "code", "label", "dates", "defect", "arrival",
                                 "paper", "unit", "listing"]  # fmt: skip

# The demo warehouse stands in China; its business date is that of the place, not of UTC.
PLACE = timezone(timedelta(hours=8))


class _Pack(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    shape: str
    light: str
    dark: str


class _Product(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: str
    sku: str
    names: Names
    brand: str
    category: Category
    origin: Origin
    supplier_id: str
    spec: str
    net_content: str
    units_per_carton: int
    shelf_life: str | None
    maker: str
    codes: tuple[ProductCode, ...]
    channel: str
    pack: _Pack
    licence: str = ""
    filing: str = ""
    standard_number: str = ""
    storage: str = ""
    children: bool = False


class _Line(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: str
    product_id: str
    units: Annotated[int, msgspec.Meta(gt=0)]
    cartons: Annotated[int, msgspec.Meta(gt=0)]
    lot_number: str = ""
    produced: date | None = None
    expires: date | None = None
    produced_days: int | None = None
    expires_days: int | None = None
    sscc: tuple[str, ...] = ()


class _Order(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: str
    number: str
    supplier_id: str
    due_hours: float
    priority: Literal["normal", "urgent"]
    channel: str
    note: str
    lines: tuple[_Line, ...]


class _Person(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: str
    names: Names
    role: Role
    badge_token: str
    demo_pin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoWarehouse:
    """Master data as the central system would give it, dated around the moment of loading."""

    products: tuple[Product, ...]
    suppliers: tuple[Supplier, ...]
    orders: tuple[InboundOrder, ...]
    people: tuple[Person, ...]


class DemoCode(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A code that a picture carries: zxing-cpp's format name and the bytes as text (GS is 0x1D)."""

    format: str
    text: str


class DemoPicture(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One shipped picture: what it shows, of what, and which codes a reader finds in it."""

    file: str
    kind: PictureKind
    names: Names
    product_id: str = ""
    line_id: str = ""
    shot: Shot | None = None
    codes: tuple[DemoCode, ...] = ()


class DemoEvidence(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A picture taken as evidence for an item, a finding or the delivery."""

    shot: Shot
    file: str


class DemoLineCount(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was counted at the dock for one order line, in cartons."""

    line_id: str
    cartons: int
    damaged: int = 0
    short: int = 0
    refused: int = 0


class DemoDelivery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A vehicle at the dock."""

    plate: str
    seal: str
    driver: str
    temperature: str = ""
    counts: tuple[DemoLineCount, ...]
    photos: tuple[DemoEvidence, ...] = ()


class DemoBatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A batch as its ink-jet print says; fixed dates, because the pictures show them."""

    number: str
    produced: date
    expires: date
    units: int
    first_carton: int
    last_carton: int


class DemoAnswer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An answer other than "pass": a choice's value, ``na``, ``fail`` or a number."""

    item: str
    value: str
    defect: str = ""
    photos: tuple[DemoEvidence, ...] = ()


class DemoItemPhotos(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The pictures taken for one item."""

    item: str
    photos: tuple[DemoEvidence, ...]


class DemoFinding(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A defect found on carton number ``carton``, or in the ``drawn``-th drawn carton (from 1)."""

    defect: str
    carton: int | None = None
    drawn: int | None = None
    count: int = 1
    photos: tuple[DemoEvidence, ...] = ()


class DemoInspection(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One inspection to act out; every item and carton not named here is good."""

    id: str
    names: Names
    order_id: str
    line_id: str
    inspector_id: str
    supervisor_id: str
    scan_file: str
    standard: str
    units: int
    cartons: int
    units_per_carton: int
    delivery: DemoDelivery
    batches: tuple[DemoBatch, ...]
    answers: tuple[DemoAnswer, ...] = ()
    item_photos: tuple[DemoItemPhotos, ...] = ()
    findings: tuple[DemoFinding, ...] = ()
    expected: Literal["accepted", "rejected", "hold"]
    disposition: str = ""


def demo_path(file: str) -> Path:
    """Where a file of the demo lies, such as ``packs/P-0001.jpg``."""
    return resource(f"demo/{file}")


def load_demo(now: datetime, hash_pin: Callable[[str], str]) -> DemoWarehouse:
    """The demo's master data; ``now`` is aware, ``hash_pin`` makes an argon2id verifier.

    Raises StandardError ``demo_unreadable`` when a shipped file is not sound.
    """
    today = now.astimezone(PLACE).date()
    return DemoWarehouse(
        products=tuple(map(_product, demo_entries("products", _Product))),
        suppliers=tuple(demo_entries("suppliers", Supplier)),
        orders=tuple(_order(order, now, today) for order in demo_entries("orders", _Order)),
        people=tuple(_person(person, hash_pin) for person in demo_entries("people", _Person)),
    )


def demo_pictures() -> tuple[DemoPicture, ...]:
    """The manifest of all pictures."""
    return tuple(demo_entries("pictures", DemoPicture))


def demo_scenario() -> tuple[DemoInspection, ...]:
    """The inspections of the headless demo, the main one first."""
    return tuple(demo_entries("scenario", DemoInspection, key="inspections"))


def demo_sign_ins() -> Mapping[str, tuple[str, str]]:
    """Badge code and demo PIN by person id; shown only while the demo warehouse is loaded."""
    people = demo_entries("people", _Person)
    return {one.id: (badge_code(one.badge_token).text, one.demo_pin) for one in people}


def demo_entries(name: str, kind: type[T], key: str = "") -> list[T]:
    """The entries of one file of the demo; StandardError ``demo_unreadable``."""
    file = f"{name}.yaml"
    document: Any = read_yaml(demo_path(file).read_bytes())
    try:
        return msgspec.convert(document[key or name], list[kind])  # type: ignore[valid-type]  # kind
    except (KeyError, msgspec.ValidationError) as problem:
        raise StandardError("demo_unreadable", file=file, detail=str(problem)) from problem


def _product(entry: _Product) -> Product:
    picture = f"packs/{entry.id}.jpg"
    given = msgspec.structs.asdict(entry)
    del given["pack"]
    sha256 = hashlib.sha256(demo_path(picture).read_bytes()).hexdigest()
    return Product(**given, picture=picture, picture_sha256=sha256)


def _order(entry: _Order, now: datetime, today: date) -> InboundOrder:
    due = now + timedelta(hours=entry.due_hours)
    return InboundOrder(
        id=entry.id,
        number=entry.number,
        supplier_id=entry.supplier_id,
        due_at=due.astimezone(UTC).replace(second=0, microsecond=0),
        lines=tuple(_line(line, today) for line in entry.lines),
        priority=entry.priority,
        channel=entry.channel,
        note=entry.note,
    )


def _line(entry: _Line, today: date) -> OrderLine:
    return OrderLine(
        id=entry.id,
        product_id=entry.product_id,
        units=entry.units,
        cartons=entry.cartons,
        lot_number=entry.lot_number,
        produced=entry.produced or _days(today, entry.produced_days),
        expires=entry.expires or _days(today, entry.expires_days),
        sscc=entry.sscc,
    )


def _days(today: date, days: int | None) -> date | None:
    return None if days is None else today + timedelta(days=days)


def _person(entry: _Person, hash_pin: Callable[[str], str]) -> Person:
    return Person(
        id=entry.id,
        names=entry.names,
        role=entry.role,
        badge=entry.badge_token,
        pin_verifier=hash_pin(entry.demo_pin),
    )
