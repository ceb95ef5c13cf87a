"""The dock: receiving a delivery."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from inspector_app.domain.delivery import Delivery, LineCount, check_count
from inspector_app.domain.errors import IntakeError, StorageError
from inspector_app.domain.master import InboundOrder, OrderLine, Person, Product
from inspector_app.domain.numbering import delivery_number
from inspector_app.domain.rights import require
from inspector_app.services import dock_photos
from inspector_app.services.records import Work
from inspector_app.services.station import Station


@dataclass(frozen=True, slots=True, kw_only=True)
class DockLine:
    """One line as the dock sees it: what is still to come, in cartons."""

    line: OrderLine
    product: Product
    expected: int
    received_before: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DockSheet:
    """What a delivery of an order is counted against."""

    order: InboundOrder
    supplier_names: dict[str, str]
    lines: tuple[DockLine, ...]
    earlier: tuple[Delivery, ...]


def dock_sheet(station: Station, order_id: str) -> DockSheet:
    """The order with what earlier deliveries brought; IntakeError ``order_unknown``."""
    with station.records.reading() as work:
        order = _order(work, order_id)
        earlier = tuple(work.deliveries.of_order(order_id))
        lines = tuple(_dock_line(work, line, earlier) for line in order.lines)
        supplier = work.master.supplier(order.supplier_id)
    names = dict(supplier.names) if supplier else {"zh": order.supplier_id}
    return DockSheet(order=order, supplier_names=names, lines=lines, earlier=earlier)


def _dock_line(work: Work, line: OrderLine, earlier: Sequence[Delivery]) -> DockLine:
    product = work.master.product(line.product_id)
    if product is None:
        raise IntakeError("product_missing", product=line.product_id)
    before = sum(
        count.received
        for delivery in earlier
        for count in delivery.counts
        if count.line_id == line.id
    )
    left = max(0, line.cartons - before)
    return DockLine(line=line, product=product, expected=left, received_before=before)


def _order(work: Work, order_id: str) -> InboundOrder:
    order = work.master.order(order_id)
    if order is None:
        raise IntakeError("order_unknown", order=order_id)
    return order


def _checked(station: Station, order_id: str, counts: Sequence[LineCount]) -> tuple[LineCount, ...]:
    """The counts with what was announced taken from the order, not from the caller."""
    sheet = dock_sheet(station, order_id)
    lines = {line.line.id: line for line in sheet.lines}
    seen: set[str] = set()
    checked = []
    for count in counts:
        line = lines.get(count.line_id)
        if line is None:
            raise IntakeError("line_not_in_order", line=count.line_id, order=sheet.order.number)
        if count.line_id in seen:
            raise IntakeError("line_twice", line=count.line_id)
        seen.add(count.line_id)
        _check_photos(station, count.photos)
        counted = replace(count, product_id=line.product.id, expected=line.expected)
        checked.append(check_count(counted))
    return tuple(checked)


def _check_photos(station: Station, digests: Sequence[str]) -> None:
    for digest in digests:
        if not station.files.has(digest):
            raise StorageError("photo_missing", sha256=digest)


def _signature(station: Station, picture: bytes) -> str:
    """Keep the driver's drawn signature; PhotoError when it is no picture."""
    if not picture:
        return ""
    facts = station.guard.inspect(picture)
    return station.files.put(picture, facts.suffix)


def receive(
    station: Station,
    who: Person,
    order_id: str,
    *,
    vehicle: str,
    counts: Sequence[LineCount],
    seal: str = "",
    temperature: str = "",
    driver: str = "",
    signature: bytes = b"",
    photos: Sequence[str] = (),
) -> Delivery:
    """Record one delivery and return it; the exception note is printed from it.

    ``signature`` is a picture, kept as a durable file. Raises IntakeError ``vehicle_missing``,
    ``delivery_empty``, ``line_not_in_order``, ``line_twice``, ``signature_missing`` (exceptions
    need the driver's), ``quantity_…``; StorageError ``photo_missing``; PhotoError (also
    ``too_many_dock_photos``).
    """
    require(who, "receive")
    if not vehicle.strip():
        raise IntakeError("vehicle_missing")
    checked = _checked(station, order_id, counts)
    if not any(count.received or count.refused for count in checked):
        raise IntakeError("delivery_empty")
    if any(count.has_exception for count in checked) and not (signature and driver.strip()):
        raise IntakeError("signature_missing")
    _check_photos(station, photos)
    signed = _signature(station, signature)
    places = dock_photos.places_of(photos, checked, signed)
    originals = dock_photos.facts_of(station, places)
    now = station.clock.now()
    with station.records.writing() as work:
        today = station.clock.today()
        delivery = Delivery(
            id=station.ids.new(),
            number=delivery_number(station.mark, today, work.deliveries.count_on(today) + 1),
            order_id=order_id, received_at=now, received_by=who.id, vehicle=vehicle.strip(),
            counts=checked, seal=seal.strip(), temperature=temperature.strip(),
            driver=driver.strip(), signature=signed, photos=tuple(photos),
        )  # fmt: skip
        work.deliveries.add(delivery)
        dock_photos.put_rows(work, delivery, originals)
    return delivery
