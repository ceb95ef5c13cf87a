"""The demo warehouse: real-looking, consistent, and around the moment it is loaded."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from inspector_app.bootstrap import demo_data
from inspector_app.bootstrap.demo_data import (
    demo_path,
    demo_pictures,
    demo_scenario,
    demo_sign_ins,
    load_demo,
)
from inspector_app.bootstrap.resources import resource
from inspector_app.bootstrap.standards import shipped_standards
from inspector_app.domain.checklist.choose import choose_standard
from inspector_app.domain.errors import StandardError

NOW = datetime(2026, 11, 22, 17, 30, 12, tzinfo=UTC)
DEMO = load_demo(NOW, lambda pin: f"hash of {pin}")
PRODUCTS = {product.id: product for product in DEMO.products}
LINES = {line.id: line for order in DEMO.orders for line in order.lines}
STANDARDS = {standard.id: standard for standard in shipped_standards()}


def check_digit_holds(code: str) -> bool:
    weighted = (int(d) * (3 if at % 2 else 1) for at, d in enumerate(reversed(code)))
    return sum(weighted) % 10 == 0


def test_the_assortment_has_every_kind_of_goods() -> None:
    assert len(DEMO.products) >= 44
    assert len({product.sku for product in DEMO.products}) == len(DEMO.products)
    assert {product.category for product in DEMO.products} == {
        "cosmetics", "personal_care", "food", "household",
    }  # fmt: skip
    assert {p.origin for p in DEMO.products} == {"domestic", "imported", "cross_border"}
    assert len(DEMO.suppliers) == 8
    assert {product.supplier_id for product in DEMO.products} <= {s.id for s in DEMO.suppliers}


def test_every_number_has_a_right_check_digit() -> None:
    for product in DEMO.products:
        for code in product.codes:
            if code.kind == "gtin":
                assert len(code.code) == 14, code
                assert check_digit_holds(code.code), code
            elif code.code.isdecimal():
                assert code.code.startswith("20"), code
                assert check_digit_holds(code.code), code
    for line in LINES.values():
        assert all(len(sscc) == 18 and check_digit_holds(sscc) for sscc in line.sscc)


def test_most_goods_carry_an_ean_13_and_nothing_else() -> None:
    plain = [p for p in DEMO.products if len(p.codes) == 1 and p.codes[0].kind == "gtin"]
    assert len(plain) >= 30
    assert sum(any(c.level == "carton" for c in p.codes) for p in DEMO.products) >= 12
    two = [
        p for p in DEMO.products if sum(c.level == "unit" and c.kind == "gtin" for c in p.codes) > 1
    ]
    assert len(two) >= 3


def test_one_code_means_two_products_and_one_product_stands_on_three_orders() -> None:
    owners = Counter(code.code for product in DEMO.products for code in product.codes)
    assert [count for count in owners.values() if count > 1] == [2]
    orders = Counter(
        product for order in DEMO.orders for product in {line.product_id for line in order.lines}
    )
    assert max(orders.values()) == 3


def test_carton_codes_hold_what_a_carton_holds() -> None:
    for product in DEMO.products:
        for code in product.codes:
            if code.level == "carton":
                assert code.quantity == product.units_per_carton


def test_orders_lie_around_the_moment_of_loading() -> None:
    assert len(DEMO.orders) == 6
    assert [order.number for order in DEMO.orders if order.priority == "urgent"] == [
        "ASN-26-110422"
    ]
    assert all(abs(order.due_at - NOW) < timedelta(hours=30) for order in DEMO.orders)
    assert min(order.due_at for order in DEMO.orders) < NOW
    later = load_demo(NOW + timedelta(days=100), str)
    assert later.orders[0].due_at - DEMO.orders[0].due_at == timedelta(days=100)
    relative = LINES["O-0002-2"]
    # 17:30 UTC is already the next day at the warehouse.
    assert relative.produced is not None
    assert relative.produced.isoformat() == "2026-11-17"


def test_order_lines_are_possible() -> None:
    for line in LINES.values():
        product = PRODUCTS[line.product_id]
        assert line.units <= line.cartons * max(product.units_per_carton, 1), line.id
        if line.produced and line.expires:
            assert line.produced < line.expires
            assert product.shelf_life is not None, line.id
    main = LINES["O-0001-1"]
    assert (main.units, main.cartons) == (3000, 125)
    assert PRODUCTS[main.product_id].units_per_carton == 24


def test_every_product_has_a_standard_and_a_picture_of_its_own() -> None:
    for product in DEMO.products:
        assert choose_standard(STANDARDS.values(), product).standard.categories
        assert demo_path(product.picture).is_file()
    assert len({product.picture_sha256 for product in DEMO.products}) == len(DEMO.products)


def test_people_of_each_role_sign_in_with_badge_or_pin() -> None:
    assert {person.role for person in DEMO.people} == {"inspector", "supervisor", "administrator"}
    sign_ins = demo_sign_ins()
    for person in DEMO.people:
        badge, pin = sign_ins[person.id]
        assert badge == f"INS:B:{person.badge}"
        assert person.badge.startswith("DEMO-")
        assert person.pin_verifier == f"hash of {pin}"
        assert pin not in repr(person)
    names = "".join(person.names["zh"] for person in DEMO.people)
    assert {"喆", "镕", "堃"} <= set(names)


def test_the_manifest_lists_exactly_the_shipped_pictures() -> None:
    listed = {picture.file for picture in demo_pictures()}
    folder = resource("demo")
    assert listed == {path.relative_to(folder).as_posix() for path in folder.rglob("*.jpg")}
    assert sum(path.stat().st_size for path in folder.rglob("*")) < 12_000_000
    for picture in demo_pictures():
        assert not picture.product_id or picture.product_id in PRODUCTS
        assert not picture.line_id or picture.line_id in LINES


@pytest.mark.parametrize("scene", demo_scenario(), ids=lambda scene: scene.id)
def test_a_scene_refers_to_what_exists(scene: demo_data.DemoInspection) -> None:
    line, standard = LINES[scene.line_id], STANDARDS[scene.standard]
    assert (line.units, line.cartons) == (scene.units, scene.cartons)
    assert choose_standard(STANDARDS.values(), PRODUCTS[line.product_id]).standard is standard
    assert {scene.inspector_id, scene.supervisor_id} <= {person.id for person in DEMO.people}
    assert sum(batch.units for batch in scene.batches) == scene.units
    assert [(b.number, b.produced, b.expires) for b in scene.batches] == [
        (line.lot_number, line.produced, line.expires)
    ]
    for answer in scene.answers:
        item = standard.item(answer.item)
        assert not answer.defect or answer.defect in item.defects
        assert item.kind != "choice" or answer.value in {c.value for c in item.choices}
    for finding in scene.findings:
        wanted = set(standard.defect(finding.defect).shots)
        assert wanted == {photo.shot for photo in finding.photos}
        assert (finding.carton is None) != (finding.drawn is None)
    photos = [photo for entry in scene.item_photos for photo in entry.photos]
    photos += [photo for one in (*scene.findings, *scene.answers) for photo in one.photos]
    photos += scene.delivery.photos
    assert all(demo_path(photo.file).is_file() for photo in photos)


def test_the_main_scene_takes_every_routine_photo() -> None:
    main = demo_scenario()[0]
    taken = {entry.item for entry in main.item_photos}
    wanted = {i.id for _, i in STANDARDS[main.standard].walk() if i.photos == "always"}
    assert wanted <= taken


def test_a_broken_demo_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo_data, "read_yaml", lambda data: {"products": [{"id": 3}]})
    with pytest.raises(StandardError) as caught:
        load_demo(NOW, str)
    assert caught.value.code == "demo_unreadable"
