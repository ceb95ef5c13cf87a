"""A scan leads to a line or to a sentence that says what to do; impossible lots are refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from inspector_app.domain.errors import AccessError, InspectorError, IntakeError
from inspector_app.domain.inspection.acts import Batch
from inspector_app.domain.master import InboundOrder, OrderLine, Person, ProductCode
from inspector_app.domain.scan import CONFIRMED, RawScan, ScanSource
from inspector_app.domain.warehouse_labels import LabelledGoods, label_for
from inspector_app.services import intake
from inspector_app.services.station import Station
from tests.fakes.goods import INSPECTOR, PRODUCT
from tests.fakes.station import ORDER, REQUEST


def scan(text: str, symbology: str = "") -> RawScan:
    return RawScan(data=text.encode(), source="wedge", symbology_id=symbology)


def test_a_product_code_leads_to_its_only_line(station: Station) -> None:
    found = intake.find_line(station, scan("6901234567892"))
    assert found.kind == "line"
    assert [choice.line.id for choice in found.choices] == ["O-1/1"]


def test_a_carton_code_with_batch_and_date_leads_there_too(station: Station) -> None:
    found = intake.find_line(station, scan("0106901234567892172905311\x30H2601", "]C1"))
    assert found.kind == "line"
    assert (found.scan.lot, found.scan.last_good_day) == ("H2601", date(2029, 5, 31))


def test_an_order_number_leads_to_the_order(station: Station) -> None:
    found = intake.find_line(station, scan(ORDER.number))
    assert (found.kind, found.order) == ("order", ORDER)


def test_an_open_lot_is_found_again_by_product_and_by_its_own_number(station: Station) -> None:
    inspection = intake.open_lot(station, INSPECTOR, REQUEST)
    number = inspection.state.lot.lot_number
    by_product = intake.find_line(station, scan("6901234567892"))
    assert (by_product.kind, by_product.lot and by_product.lot.lot_number) == ("lot", number)
    assert intake.find_line(station, scan(number)).kind == "lot"


def test_our_own_codes_are_passed_through(station: Station) -> None:
    found = intake.find_line(station, scan("INS:C:pass"))
    assert found.kind == "station_code"
    assert found.station_code is not None


@pytest.mark.parametrize(
    ("text", "kind", "hint"),
    [
        ("6901234567885", "unknown", "code_unknown"),
        ("6901234567899", "bad_code", "scan_unusable"),
        ("]Q1", "bad_code", "scan_unusable"),
        ("2000123456782", "unknown", "in_store_code_unknown"),
        ("HELLO", "unknown", "code_unknown"),
    ],
)
def test_codes_nobody_knows_say_what_to_do(
    station: Station, text: str, kind: str, hint: str
) -> None:
    found = intake.find_line(station, scan(text))
    assert (found.kind, found.hint) == (kind, hint)


def test_a_wrong_check_digit_is_named(station: Station) -> None:
    found = intake.find_line(station, scan("6901234567899"))
    assert "check_digit" in found.problems[0].code


FLAWED = "0106901234567892172813401\x300H2601"
"""The goods' own number, and a thirteenth month."""


@pytest.mark.parametrize("source", ["wedge", "serial", "typed", "camera"])
def test_a_code_with_wrong_data_leads_on_by_its_number_alone(
    station: Station, source: ScanSource
) -> None:
    raw = replace(scan(FLAWED, "]C1"), source=source)
    found = intake.find_line(station, raw)
    assert (found.kind, found.flawed) == ("line", True)
    assert (found.scan.gtin, found.scan.lot, found.scan.last_good_day) == (
        "06901234567892", None, None,
    )  # fmt: skip
    assert [problem.code for problem in found.problems] == ["date_impossible"]


def test_one_look_at_a_photo_is_not_enough_for_that(station: Station) -> None:
    raw = replace(scan(FLAWED, "]C1"), source="picture")
    assert intake.find_line(station, raw).kind == "bad_code"
    assert intake.find_line(station, replace(raw, stage=CONFIRMED)).kind == "line"


def test_a_code_with_wrong_data_and_a_number_nobody_knows_stays_wrong(station: Station) -> None:
    found = intake.find_line(station, scan(FLAWED.replace("6789", "6788", 1), "]C1"))
    assert (found.kind, found.hint) == ("bad_code", "scan_unusable")
    other = intake.find_line(station, scan("(01)06901234567885(17)281340"))
    assert (other.kind, other.hint, other.scan.gtin) == (
        "bad_code", "scan_unusable", "06901234567885",
    )  # fmt: skip


def test_a_lost_separator_asks_instead_of_guessing(station: Station) -> None:
    found = intake.find_line(station, scan("010690123456789210L2603A17280331"))
    assert (found.kind, found.hint) == ("bad_code", "scan_ambiguous")
    assert len(found.scan.candidates) == 2


def test_an_in_store_code_counts_as_a_known_alias(station: Station) -> None:
    gift = replace(PRODUCT, id="P-9", codes=(ProductCode(code="2000123456782", kind="alias"),))
    with station.records.writing() as work:
        work.master.put_products([gift])
        work.master.put_orders([replace_lines(OrderLine(
            id="O-2/1", product_id="P-9", units=24, cartons=1
        ))])  # fmt: skip
    assert intake.find_line(station, scan("2000123456782")).kind == "line"


def replace_lines(line: OrderLine, order_id: str = "O-2") -> InboundOrder:
    return replace(ORDER, id=order_id, number=f"ASN-{order_id}", lines=(line,), priority="normal")


def test_a_product_on_no_order_says_so(station: Station) -> None:
    lonely = replace(PRODUCT, id="P-8", codes=(ProductCode(code="06901234567915"),))
    with station.records.writing() as work:
        work.master.put_products([lonely])
    found = intake.find_line(station, scan("6901234567915"))
    assert (found.kind, found.hint) == ("no_order", "product_on_no_order")


def test_a_product_on_three_orders_asks_unless_one_is_in_hand(station: Station) -> None:
    with station.records.writing() as work:
        for order_id in ("O-2", "O-3"):
            line = OrderLine(id=f"{order_id}/1", product_id="P-1", units=24, cartons=1)
            work.master.put_orders([replace_lines(line, order_id)])
    found = intake.find_line(station, scan("6901234567892"))
    assert (found.kind, found.hint, len(found.choices)) == (
        "choose_line", "product_on_several_orders", 3,
    )  # fmt: skip
    assert found.choices[0].order.id == "O-1", "the urgent order comes first"
    in_hand = intake.find_line(station, scan("6901234567892"), order_id="O-3")
    assert (in_hand.kind, in_hand.choices[0].order.id) == ("line", "O-3")


def test_one_code_for_two_products_asks_by_picture(station: Station) -> None:
    twin = replace(PRODUCT, id="P-7", sku="TWIN")
    with station.records.writing() as work:
        work.master.put_products([twin])
        line = OrderLine(id="O-2/1", product_id="P-7", units=24, cartons=1)
        work.master.put_orders([replace_lines(line)])
    found = intake.find_line(station, scan("6901234567892"))
    assert found.kind == "choose_product"
    assert {product.id for product in found.products} == {"P-1", "P-7"}


def test_a_lot_takes_the_standard_of_its_category_and_says_why(station: Station) -> None:
    lot = intake.open_lot(station, INSPECTOR, REQUEST).state.lot
    assert (lot.standard_id, lot.standard_reason) == ("cosmetics", "standard_by_category")
    assert lot.lot_number == "L261122-A1-001"
    second = intake.open_lot(station, INSPECTOR, REQUEST).state.lot
    assert second.lot_number == "L261122-A1-002"


def test_the_first_batch_may_come_with_the_lot(station: Station) -> None:
    request = replace(REQUEST, batch=Batch(id="b", number="H2601"))
    inspection = intake.open_lot(station, INSPECTOR, request)
    assert inspection.state.batches == (Batch(id="b", number="H2601"),)
    assert inspection.revision == 2


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"batch": Batch(id="", produced=date(2030, 1, 1))}, "produced_in_future"),
        ({"batch": Batch(id="", cartons=(999,))}, "no_such_carton"),
        ({"batch": Batch(id="", quantity=-5)}, "quantity_not_positive"),
        ({"delivery_id": "nope"}, "delivery_unknown"),
        ({"reinspection_of": "nope"}, "earlier_inspection_unknown"),
    ],
)
def test_what_comes_with_the_lot_is_checked_too(
    station: Station, changes: dict[str, object], code: str
) -> None:
    with pytest.raises(InspectorError, match=code):
        intake.open_lot(station, INSPECTOR, replace(REQUEST, **changes))  # type: ignore[arg-type]
    with station.records.reading() as work:
        assert not list(work.inspections.working())


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"size": 0}, "quantity_not_positive"),
        ({"size": -5}, "quantity_not_positive"),
        ({"cartons": 0}, "quantity_not_positive"),
        ({"units_per_carton": -1}, "quantity_not_positive"),
        ({"size": 1_000_000}, "quantity_absurd"),
        ({"cartons": 10**9}, "quantity_absurd"),
        ({"size": 3001}, "cartons_and_units_disagree"),
        ({"size": 2976}, "cartons_and_units_disagree"),
        ({"order_id": "O-404"}, "order_unknown"),
        ({"line_id": "O-1/9"}, "line_not_in_order"),
    ],
)
def test_impossible_lots_are_refused_and_nothing_is_stored(
    station: Station, changes: dict[str, object], code: str
) -> None:
    with pytest.raises(IntakeError) as refusal:
        intake.open_lot(station, INSPECTOR, replace(REQUEST, **changes))  # type: ignore[arg-type]
    assert refusal.value.code == code
    with station.records.reading() as work:
        assert not list(work.inspections.working())


def test_an_administrator_cannot_open_a_lot(station: Station) -> None:
    admin = Person(
        id="U-7", names={"zh": "管理员"}, role="administrator", badge="", pin_verifier=""
    )
    with pytest.raises(AccessError) as refusal:
        intake.open_lot(station, admin, REQUEST)
    assert refusal.value.code == "not_allowed"


def label(product_id: str, line_id: str = "") -> RawScan:
    code = label_for(LabelledGoods(product_id=product_id, line_id=line_id))
    return RawScan(data=code.text.encode(), source="wedge")


def test_a_warehouse_label_leads_to_the_line_it_was_printed_for(station: Station) -> None:
    line = ORDER.lines[0]
    found = intake.find_line(station, label(PRODUCT.id, line.id))
    assert found.kind == "line"
    assert [(each.order.id, each.line.id) for each in found.choices] == [(ORDER.id, line.id)]


def test_a_label_outlives_its_line_and_names_the_product(station: Station) -> None:
    found = intake.find_line(station, label(PRODUCT.id, "line-of-last-year"))
    assert [each.product.id for each in found.choices] == [PRODUCT.id]
    found = intake.find_line(station, label(PRODUCT.id))
    assert [each.product.id for each in found.choices] == [PRODUCT.id]


def test_a_label_picks_its_own_line_among_several_orders(station: Station) -> None:
    with station.records.writing() as work:
        for order_id in ("O-2", "O-3"):
            line = OrderLine(id=f"{order_id}/1", product_id=PRODUCT.id, units=24, cartons=1)
            work.master.put_orders([replace_lines(line, order_id)])
    assert intake.find_line(station, label(PRODUCT.id)).kind == "choose_line"
    found = intake.find_line(station, label(PRODUCT.id, "O-3/1"))
    assert [each.line.id for each in found.choices] == ["O-3/1"]


@pytest.mark.parametrize("text", ["INS:W:P-404", "INS:W:a.b.c", "INS:W:_ff"])
def test_a_label_of_goods_not_on_record_says_what_to_do(station: Station, text: str) -> None:
    found = intake.find_line(station, RawScan(data=text.encode(), source="wedge"))
    assert (found.kind, found.hint) == ("unknown", "label_unknown")
