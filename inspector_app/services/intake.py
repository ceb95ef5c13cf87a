"""From a scan to the order line, and from the order line to an opened lot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from inspector_app.domain.checklist.choose import StandardChoice, choose_standard
from inspector_app.domain.delivery import Delivery
from inspector_app.domain.errors import IntakeError
from inspector_app.domain.gs1 import Problem, ScanResult, parse_scan
from inspector_app.domain.inspection.acts import Batch, BatchRecorded, Entry, LotOpened
from inspector_app.domain.inspection.rules import check_batch
from inspector_app.domain.inspection.state import Inspection
from inspector_app.domain.master import InboundOrder, Names, OrderLine, Person, Product
from inspector_app.domain.numbering import lot_number
from inspector_app.domain.rights import require
from inspector_app.domain.scan import RawScan
from inspector_app.domain.station_codes import StationCode
from inspector_app.domain.warehouse_labels import goods_of
from inspector_app.services import lines_elsewhere, returns
from inspector_app.services.inspections import record_in
from inspector_app.services.records import Summary, Work
from inspector_app.services.shelf_life import check_dates, under_rules_in_force
from inspector_app.services.station import Station
from inspector_app.services.summaries import first_summary

MAX_LOT = 999_999

FoundKind: TypeAlias = Literal[
    "station_code",  # one of our own printed codes
    "line",  # exactly one order line
    "choose_line",  # the product is open on several orders
    "choose_product",  # one code, several products: choose by picture
    "order",  # an order's own number
    "lot",  # a lot is already open for the only line
    "no_order",  # a known product on no open order
    "unknown",  # a sound code nobody knows
    "bad_code",  # the code itself is wrong
]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChoice:
    """One order line that a scan may mean, with the lots already opened for it."""

    order: InboundOrder
    line: OrderLine
    product: Product
    lots: tuple[Summary, ...] = ()
    received_cartons: int = 0
    delivery_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a scan leads to. ``problems`` are those of the code; their sentences are the GS1 room's.
    Of a ``flawed`` code ``scan`` holds the number it was found by and nothing else.

    ``hint`` is an error code of this room that says what to do next, ``""`` when nothing is wrong.
    """

    kind: FoundKind
    scan: ScanResult
    choices: tuple[LineChoice, ...] = ()
    products: tuple[Product, ...] = ()
    order: InboundOrder | None = None
    lot: Summary | None = None
    problems: tuple[Problem, ...] = ()
    hint: str = ""
    params: dict[str, str | int | float] = field(default_factory=dict)

    @property
    def station_code(self) -> StationCode | None:
        return self.scan.station_code

    @property
    def flawed(self) -> bool:
        """Whether the code says something wrong: found by its number alone, or not at all."""
        return any(problem.severity == "error" for problem in self.problems)


def read_scan(station: Station, raw: RawScan) -> ScanResult:
    """Interpret a raw scan by the station's date and tables; never raises for bad data."""
    return parse_scan(raw, station.clock.today(), station.gs1)


def find_line(station: Station, raw: RawScan, *, order_id: str = "") -> Found:
    """The order line and product a scan means, or what to do when there is none.

    ``order_id`` is the order in hand: a product on several orders is taken from that one.
    """
    return find_read(station, read_scan(station, raw), order_id=order_id)


def find_read(station: Station, scan: ScanResult, *, order_id: str = "") -> Found:
    """As ``find_line`` for a scan already read, such as the reading a person chose."""
    if scan.station_code is not None and scan.station_code.kind != "warehouse_label":
        return Found(kind="station_code", scan=scan, problems=scan.problems)
    if scan.kind == "empty" or (not scan.usable and scan.kind != "alias_candidate"):
        return _by_number(station, scan, order_id) or _bad(scan)
    with station.records.reading() as work:
        return _lookup(work, scan, order_id)


def _by_number(station: Station, scan: ScanResult, order_id: str) -> Found | None:
    """Where the number of a code leads whose other data is wrong; None where it leads nowhere.

    One look at a photo may have misread all of it: there a person has to compare it first.
    """
    number = scan.by_number()
    if number is None or (scan.raw.source == "picture" and not scan.raw.confirmed):
        return None
    with station.records.reading() as work:
        found = _lookup(work, number, order_id)
    return None if found.kind == "unknown" else replace(found, problems=scan.problems)


def _bad(scan: ScanResult) -> Found:
    hint = "scan_ambiguous" if scan.candidates else "scan_unusable"
    return Found(kind="bad_code", scan=scan, problems=scan.problems, hint=hint)


def _lookup(work: Work, scan: ScanResult, order_id: str) -> Found:
    if scan.sscc:
        by_pallet = work.master.lines_by_sscc(scan.sscc)
        if by_pallet:
            return _among(work, scan, by_pallet, order_id)
    code = scan.gtin or scan.content_gtin or scan.text
    products = tuple(work.master.products_by_code(code)) or _labelled(work, scan)
    if not products:
        return _not_a_product(work, scan, code)
    lines = [pair for product in products for pair in work.master.lines_of(product.id)]
    lines = _line_of_label(lines, scan)
    if order_id:
        here = [pair for pair in lines if pair[0].id == order_id]
        lines = here or lines
    on_order = {line.product_id for _, line in lines}
    if len(on_order) > 1 or (not lines and len(products) > 1):
        wanted = tuple(product for product in products if not on_order or product.id in on_order)
        return Found(kind="choose_product", scan=scan, products=wanted)
    if not lines:
        return Found(
            kind="no_order", scan=scan, products=products, hint="product_on_no_order",
            params={"sku": products[0].sku},
        )  # fmt: skip
    return _among(work, scan, lines, order_id)


def _labelled(work: Work, scan: ScanResult) -> tuple[Product, ...]:
    """The product of a warehouse label, which names it by its id."""
    goods = goods_of(scan.station_code)
    product = work.master.product(goods.product_id) if goods is not None else None
    return () if product is None or not product.active else (product,)


def _line_of_label(
    lines: list[tuple[InboundOrder, OrderLine]], scan: ScanResult
) -> list[tuple[InboundOrder, OrderLine]]:
    """The very line a warehouse label was printed for, while it is still there."""
    goods = goods_of(scan.station_code)
    if goods is None or not goods.line_id:
        return lines
    return [pair for pair in lines if pair[1].id == goods.line_id] or lines


def _not_a_product(work: Work, scan: ScanResult, code: str) -> Found:
    order = work.master.order_by_number(scan.text)
    if order is not None:
        return Found(kind="order", scan=scan, order=order)
    lot = work.inspections.by_lot_number(scan.text)
    if lot is not None:
        return Found(kind="lot", scan=scan, lot=lot)
    if scan.station_code is not None:
        return Found(kind="unknown", scan=scan, problems=scan.problems, hint="label_unknown")
    hint = "in_store_code_unknown" if scan.kind == "alias_candidate" else "code_unknown"
    return Found(
        kind="unknown", scan=scan, problems=scan.problems, hint=hint, params={"code": code}
    )


def _among(
    work: Work,
    scan: ScanResult,
    pairs: Sequence[tuple[InboundOrder, OrderLine]],
    order_id: str,
) -> Found:
    choices = tuple(_choice(work, order, line) for order, line in pairs)
    if len(choices) == 1:
        open_lots = [lot for lot in choices[0].lots if lot.state != "closed"]
        if len(open_lots) == 1:
            return Found(kind="lot", scan=scan, choices=choices, lot=open_lots[0])
        return Found(kind="line", scan=scan, choices=choices)
    return Found(
        kind="choose_line", scan=scan, choices=choices, hint="product_on_several_orders",
        params={"count": len(choices)},
    )  # fmt: skip


def line_choices(station: Station, product_id: str, *, order_id: str = "") -> Sequence[LineChoice]:
    """Order lines of one product, after it was chosen by picture or by hand."""
    with station.records.reading() as work:
        pairs = work.master.lines_of(product_id)
        if order_id:
            pairs = [pair for pair in pairs if pair[0].id == order_id] or pairs
        return tuple(_choice(work, order, line) for order, line in pairs)


def line_choice(station: Station, order_id: str, line_id: str) -> LineChoice:
    """One order line; IntakeError ``order_unknown``, ``line_not_in_order``, ``product_missing``."""
    with station.records.reading() as work:
        order = work.master.order(order_id)
        if order is None:
            raise IntakeError("order_unknown", order=order_id)
        for line in order.lines:
            if line.id == line_id:
                return _choice(work, order, line)
    raise IntakeError("line_not_in_order", line=line_id, order=order.number)


def _choice(work: Work, order: InboundOrder, line: OrderLine) -> LineChoice:
    product = work.master.product(line.product_id)
    if product is None:
        raise IntakeError("product_missing", product=line.product_id)
    deliveries = work.deliveries.of_order(order.id)
    newest = deliveries[-1].id if deliveries else ""
    return LineChoice(
        order=order, line=line, product=product, lots=tuple(work.inspections.of_line(line.id)),
        received_cartons=received_cartons(deliveries, line.id), delivery_id=newest,
    )  # fmt: skip


def received_cartons(deliveries: Sequence[Delivery], line_id: str) -> int:
    """Cartons of the line that all deliveries brought."""
    return sum(
        count.received
        for delivery in deliveries
        for count in delivery.counts
        if count.line_id == line_id
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LotRequest:
    """What the inspector confirms when a lot is opened. ``size`` in sale units; ``outside_reason``
    where the line is another station's (``services.lines_elsewhere``)."""

    order_id: str
    line_id: str
    size: int
    cartons: int
    units_per_carton: int
    delivery_id: str = ""
    batch: Batch | None = None
    reinspection_of: str = ""
    outside_reason: str = ""


def check_lot(request: LotRequest) -> None:
    """IntakeError ``quantity_…`` or ``cartons_and_units_disagree`` for impossible lots."""
    for what, value in (
        ("units", request.size),
        ("cartons", request.cartons),
        ("units_per_carton", request.units_per_carton),
    ):
        if value <= 0:
            raise IntakeError("quantity_not_positive", what=what, value=value)
        if value > MAX_LOT:
            raise IntakeError("quantity_absurd", what=what, value=value, limit=MAX_LOT)
    full = request.units_per_carton * request.cartons
    if not full - request.units_per_carton < request.size <= full:
        raise IntakeError(
            "cartons_and_units_disagree", size=request.size, cartons=request.cartons,
            units_per_carton=request.units_per_carton,
        )  # fmt: skip


def open_lot(station: Station, who: Person, request: LotRequest) -> Inspection:
    """Open a lot of an order line and begin its inspection; the standard is chosen and explained.

    Raises IntakeError ``order_unknown``, ``line_not_in_order``, ``quantity_…``,
    ``delivery_unknown``, ``earlier_inspection_unknown``, ``line_of_another_station``,
    ``share_exceeded``, ``line_exceeded``; StandardError ``no_standard``; DateError
    and WalkError for an impossible first batch.
    """
    require(who, "inspect")
    if request.reinspection_of:
        require(who, "reinspect")
    check_lot(request)
    now, today = station.clock.now(), station.clock.today()
    with station.records.writing() as work:
        order, line, product = _line(work, request)
        _check_origin(work, request)
        lines_elsewhere.require_reason(
            work, station.station_id, order.id, line, request.size, request.outside_reason,
            repeats=bool(request.reinspection_of), content=request.units_per_carton,
        )  # fmt: skip
        choice = choose_standard(station.standards.published(), product, order.channel)
        number = lot_number(station.mark, today, work.inspections.lots_on(today) + 1)
        supplier = work.master.supplier(order.supplier_id)
        names = supplier.names if supplier else {"zh": order.supplier_id}
        opened = _opened(station.ids.new(), request, (order, line, product), choice, number, names)
        opened = under_rules_in_force(station, opened)
        opened = replace(
            opened, pallets=line.sscc, reinspection_number=_repeated(work, request, product),
            documents=station.documents.for_goods(product.category, product.origin),
            documents_version=station.documents.version,
        )  # fmt: skip
        entry = Entry(
            n=1, at=now, monotonic_ns=station.clock.monotonic_ns(), person_id=who.id, act=opened
        )
        inspection = Inspection.replay(station.ids.new(), [entry])
        urgent = order.priority == "urgent"
        work.inspections.create(
            inspection.id, entry, first_summary(choice.standard, inspection, urgent=urgent)
        )
        if request.batch is not None:
            batch = request.batch
            batch = replace(batch, id=batch.id or station.ids.new())
            check_dates(batch, today)
            checked = check_batch(batch, inspection.state)
            inspection = record_in(station, work, who, inspection, BatchRecorded(batch=checked))
        return record_in(station, work, who, inspection, *returns.acts_for(work, inspection))


def _check_origin(work: Work, request: LotRequest) -> None:
    """IntakeError ``delivery_unknown``."""
    if request.delivery_id:
        delivery = work.deliveries.get(request.delivery_id)
        if delivery is None or delivery.order_id != request.order_id:
            raise IntakeError("delivery_unknown", delivery=request.delivery_id)


def _repeated(work: Work, request: LotRequest, product: Product) -> str:
    """The lot number of the inspection this lot repeats, ``""`` for an original one.

    IntakeError ``earlier_inspection_unknown``, ``reinspection_other_goods``.
    """
    if not request.reinspection_of:
        return ""
    found = returns.earlier_of(work, request.reinspection_of)
    row = work.inspections.summary(request.reinspection_of)
    there = work.elsewhere.one(request.reinspection_of)
    goods = row.product_id if row is not None else there.product_id if there is not None else ""
    if goods != product.id:
        raise IntakeError("reinspection_other_goods", lot=found.lot_number, sku=product.sku)
    return found.lot_number


def _line(work: Work, request: LotRequest) -> tuple[InboundOrder, OrderLine, Product]:
    order = work.master.order(request.order_id)
    if order is None:
        raise IntakeError("order_unknown", order=request.order_id)
    for line in order.lines:
        if line.id == request.line_id:
            product = work.master.product(line.product_id)
            if product is None:
                raise IntakeError("product_missing", product=line.product_id)
            return order, line, product
    raise IntakeError("line_not_in_order", line=request.line_id, order=order.number)


def _opened(
    lot_id: str,
    request: LotRequest,
    place: tuple[InboundOrder, OrderLine, Product],
    choice: StandardChoice,
    number: str,
    supplier_names: Names,
) -> LotOpened:
    order, line, product = place
    standard = choice.standard
    return LotOpened(
        lot_id=lot_id, lot_number=number, order_id=order.id, order_number=order.number,
        line_id=line.id, delivery_id=request.delivery_id, product=product,
        supplier_names=supplier_names, size=request.size, cartons=request.cartons,
        units_per_carton=request.units_per_carton, standard_id=standard.id,
        standard_version=standard.version, standard_digest=standard.digest,
        standard_reason=choice.reason, channel=order.channel,
        reinspection_of=request.reinspection_of, outside_reason=request.outside_reason,
        order_lot_number=line.lot_number,
        order_produced=line.produced, order_expires=line.expires,
    )  # fmt: skip
