"""Label beside barcode, order and master data."""

from __future__ import annotations

from datetime import date

import pytest

from inspector_app.bootstrap.tables import label_tables
from inspector_app.domain.label_text.cross_check import agreed_values, cross_check, same_value
from inspector_app.domain.label_text.read_label import read_label
from inspector_app.domain.label_text.reading import TextLine, TextPass
from inspector_app.domain.master import Product
from inspector_app.domain.shelf_life import Claim

ON = date(2026, 11, 22)
PRODUCT = Product(
    id="P-1",
    sku="S-1",
    names={"zh": "面霜", "en": "Cream"},
    brand="",
    category="cosmetics",
    origin="domestic",
    supplier_id="V-1",
    codes=(),
    spec="50 g",
    net_content="50 g",
    units_per_carton=12,
    shelf_life="36M",
    licence="粤妆20160001",
    filing="粤G妆网备字2021036609",
    standard_number="QB/T 1857-2013",
)


def both(*lines: str) -> list[TextPass]:
    return [
        TextPass(name=name, lines=tuple(TextLine(text=line, box=()) for line in lines))
        for name in ("half", "soft")
    ]


def codes(found: tuple[object, ...]) -> list[tuple[str, str]]:
    return [(one.code, one.against) for one in found]  # type: ignore[attr-defined]


def test_a_label_that_says_the_same_everywhere_differs_from_nothing() -> None:
    said = {
        "produced": "2025-03-01", "expires": "2028-02-29", "shelf_life": "3Y", "lot": "a 12",
        "net_content": "50g", "licence": "粤妆20160001", "filing": "粤G妆网备字2021036609",
        "standard_number": "QB/T 1857",
    }  # fmt: skip
    claim = Claim(produced=date(2025, 3, 1), expires=date(2028, 2, 29), lot_number="A12")
    assert cross_check(said, barcode=claim, order=claim, product=PRODUCT) == ()  # type: ignore[arg-type]


def test_each_source_that_differs_is_told_with_both_values() -> None:
    barcode = Claim(expires=date(2028, 3, 31), lot_number="B1")
    order = Claim(produced=date(2025, 4, 1))
    found = cross_check(
        {"produced": "2025-03-01", "expires": "2028-02-28", "lot": "A1"},
        barcode=barcode,
        order=order,
    )
    assert codes(found) == [
        ("expires_differs", "barcode"),
        ("lot_differs", "barcode"),
        ("produced_differs", "order"),
    ]
    assert (found[0].printed, found[0].other) == ("2028-02-28", "2028-03-31")


def test_master_data_is_compared_by_meaning() -> None:
    found = cross_check(
        {
            "shelf_life": "24M",
            "net_content": "30ml",
            "licence": "粤妆20160002",
            "filing": "粤G妆网备字2021036600",
            "standard_number": "QB/T 1857-2004",
        },
        product=PRODUCT,
    )
    assert [code for code, _ in codes(found)] == [
        "shelf_life_differs", "net_content_differs", "licence_differs", "filing_differs",
        "standard_number_differs",
    ]  # fmt: skip


def test_production_and_life_are_held_against_the_printed_last_day() -> None:
    (found,) = cross_check({"produced": "2025-03-01", "expires": "2028-02-28", "shelf_life": "24M"})
    assert (found.code, found.other) == ("life_and_expiry_differ", "2027-03-01")
    assert (
        cross_check({"produced": "2025-03-01", "expires": "2027-02-28", "shelf_life": "24M"}) == ()
    )


def test_dates_that_contradict_each_other_on_the_label_are_told_though_not_prefilled() -> None:
    lines = ("生产日期：2025-03-01", "保质期至：2028-02-28", "保质期：24个月")
    reading = read_label(both(*lines), 100, 100, ON, label_tables())
    assert agreed_values(reading) == {}
    assert [one.code for one in cross_check(reading)] == ["life_and_expiry_differ"]


def test_of_a_reading_only_what_was_agreed_is_compared() -> None:
    lines = ("生产日期：2025-03-01", "批号：A1", "保质期至：2825-03-01", "生产日期见瓶底")
    reading = read_label(both(*lines), 100, 100, ON, label_tables())
    order = Claim(expires=date(2028, 2, 28), lot_number="B7")
    assert codes(cross_check(reading, order=order)) == [("lot_differs", "order")]
    future = read_label(both("生产日期：2027-03-01", "批号：A1"), 100, 100, ON, label_tables())
    assert [one.code for one in future.problems] == ["future_production"]
    assert codes(cross_check(future, order=order)) == [("lot_differs", "order")]


def test_a_last_day_before_production_differs_also_without_a_life() -> None:
    (found,) = cross_check({"produced": "2026-03-01", "expires": "2025-03-01"})
    assert (found.code, found.printed, found.other) == (
        "life_and_expiry_differ", "2025-03-01", "2026-03-01",
    )  # fmt: skip
    assert cross_check({"produced": "2025-03-01", "expires": "2026-03-01"}) == ()


def test_what_is_no_date_or_life_is_held_against_no_other_date() -> None:
    said = {"produced": "2025-13-40", "expires": "soon", "shelf_life": "long"}
    assert cross_check(said, order=Claim(expires=date(2028, 2, 28))) == ()  # type: ignore[arg-type]
    (found,) = cross_check({"shelf_life": "long"}, product=PRODUCT)
    assert (found.code, found.printed, found.other) == ("shelf_life_differs", "long", "36M")


@pytest.mark.parametrize(
    ("name", "one", "other", "same"),
    [
        ("net_content", "1kg", "1000 g", True),
        ("net_content", "30ml×2", "30 mL*2瓶", True),
        ("net_content", "50g", "30g", False),
        ("net_content", "0.5L", "500ml", True),
        ("net_content", "一盒", "一 盒", True),
        ("net_content", "3片", "3粒", False),
        ("shelf_life", "见瓶底", "见 瓶底", True),
        ("shelf_life", "3Y", "36M", True),
        ("shelf_life", "180D", "6M", False),
        ("standard_number", "GB/T 20980", "GB/T 20980-2007", True),
        ("standard_number", "GB/T 20980-2021", "GB/T 20980-2007", False),
        ("filing", "国妆网备进字（沪）2020000001", "国妆网备进字(沪)2020000001", True),
    ],
)
def test_same_value(name: str, one: str, other: str, same: bool) -> None:
    assert same_value(name, one, other) is same  # type: ignore[arg-type]
