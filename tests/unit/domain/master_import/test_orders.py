"""Rows of orders: lines that belong together, taken together."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from inspector_app.domain.master import InboundOrder, OrderLine
from inspector_app.domain.master_import.plan import Known, Plan
from tests.fakes.import_tables import (
    CREAM,
    SOAP,
    line,
    order,
    planned,
    product,
    supplier,
    told,
)  # fmt: skip

KNOWN = Known(
    suppliers=[supplier(), supplier("G2", "乙公司")],
    products=[
        product("A1", SOAP), product("A2", CREAM), product("A3", active=False),
        replace(product("A4", "06923456000315"), supplier_id="S-G2", units_per_carton=0),
        product("A5", "06923456000513"), product("A6", "06923456000513"),
    ],
)  # fmt: skip
DUE = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
HEADING = "单号,到货时间,SKU,数量,箱数,批号,备注"


def only(plan: Plan) -> InboundOrder:
    (change,) = [each for each in plan.changes if each.feed == "orders"]
    assert isinstance(change.value, InboundOrder)
    return change.value


def with_orders(*orders: InboundOrder) -> Known:
    return Known(
        suppliers=KNOWN.suppliers.values(), products=KNOWN.products.values(), orders=orders
    )


def test_rows_of_one_number_are_one_order() -> None:
    plan = planned(
        KNOWN, "orders",
        HEADING + ",供应商,优先级,渠道,托盘号,生产日期,到期日期,行号",
        "N1,2026-11-22 14:30,A1,100,,L1,先验,G1,加急,online,"
        "369234560000000019 369234560000000026,2026-09-10,2029-09-09,1",
        "N1,,A2,48,2,,,,,,,,,2",
    )  # fmt: skip
    assert only(plan) == InboundOrder(
        id="O-N1", number="N1", supplier_id="S-G1", due_at=DUE, priority="urgent",
        channel="online", note="先验",
        lines=(
            OrderLine(
                id="O-N1-1", product_id="P-A1", units=100, cartons=5, lot_number="L1",
                produced=date(2026, 9, 10), expires=date(2029, 9, 9),
                sscc=("369234560000000019", "369234560000000026"),
            ),
            OrderLine(id="O-N1-2", product_id="P-A2", units=48, cartons=2),
        ),
    )  # fmt: skip
    assert (plan.rows, plan.counts["new"]) == (2, 1)
    again = planned(with_orders(only(plan)), "orders", HEADING, "N1,2026-11-22 14:30,A2,48,2,,先验")
    assert (again.changes, again.unchanged) == ((), 1)


def test_lines_without_numbers_are_known_by_product_and_lot() -> None:
    plan = planned(KNOWN, "orders", HEADING, "N1,2026-11-22,A1,24,,L1,", "N1,,A1,24,,L2,",
                   "N1,,A2,24,,,")  # fmt: skip
    assert [each.id for each in only(plan).lines] == ["O-N1-A1-L1", "O-N1-A1-L2", "O-N1-A2"]
    assert only(plan).supplier_id == "S-G1"
    old = order(line("O-N1-1", lot="L1"), line("x"), line("y"), id="O-0007")
    plan = planned(with_orders(old), "orders", HEADING, "N1,,A1,30,,L1,", "N1,,A1,10,,,")
    found = only(plan)
    assert [(each.id, each.units) for each in found.lines] == [
        ("O-N1-1", 30), ("x", 48), ("y", 48), ("O-0007-A1", 10),
    ]  # fmt: skip
    assert (found.id, found.note, found.due_at) == ("O-0007", "旧备注", old.due_at)


def test_two_rows_of_one_line_are_refused() -> None:
    plan = planned(KNOWN, "orders", HEADING, "N1,2026-11-22,A1,24,,,", "N1,,A1,24,,,")
    assert (3, "", "import_line_twice") in told(plan)
    assert (2, "A", "import_order_held") in told(plan)
    assert plan.changes == ()


def test_lines_are_taken_out_and_an_empty_order_is_removed() -> None:
    known = with_orders(order(line("O-N1-A1"), line("O-N1-A2", "P-A2")))
    plan = planned(known, "orders", "单号,SKU,状态", "N1,A1,取消")
    assert [each.id for each in only(plan).lines] == ["O-N1-A2"]
    plan = planned(known, "orders", "单号,SKU,状态", "N1,A1,取消", "N1,A2,停用")
    (change,) = plan.changes
    assert (change.what, change.value) == ("removed", None)
    plan = planned(KNOWN, "orders", "单号,SKU,状态", "N9,A1,取消")
    assert (plan.changes, plan.unchanged, plan.faults) == ((), 1, ())


def test_products_are_found_by_sku_or_by_code() -> None:
    heading = "单号,到货时间,SKU,条码,数量,箱数"
    plan = planned(
        KNOWN, "orders", heading, f"N1,2026-11-22,,{SOAP},24,", f"N2,2026-11-22,A2,{CREAM},24,"
    )
    assert [each.value.lines[0].product_id for each in plan.changes  # type: ignore[union-attr]
            ] == ["P-A1", "P-A2"]  # fmt: skip
    plan = planned(
        KNOWN, "orders", heading, "N1,2026-11-22,A9,,24,", "N2,2026-11-22,,6923456000414,24,",
        f"N3,2026-11-22,A2,{SOAP},24,", "N4,2026-11-22,,6923456000513,24,",
        "N5,2026-11-22,A3,,24,", "N6,2026-11-22,,,24,", "N7,2026-11-22,,123,24,",
        "N8,2026-11-22,,ZB-1,24,",
    )  # fmt: skip
    assert told(plan) == [
        (2, "C", "import_product_unknown"), (3, "D", "import_product_unknown"),
        (4, "D", "import_code_of_another"), (5, "D", "import_product_unclear"),
        (6, "C", "import_product_inactive"), (7, "C", "import_value_missing"),
        (8, "D", "import_bad_gtin"), (9, "D", "import_product_unknown"),
    ]  # fmt: skip


def test_counts_and_dates_must_fit() -> None:
    plan = planned(
        KNOWN, "orders", HEADING + ",生产日期,到期日期,托盘号",
        "N1,2026-11-22,A1,3,5,,,,,", "N2,2026-11-22,A1,24,,,,2026-09-10,2026-09-09,",
        "N3,2026-11-22,A4,24,,,,,,", "N4,2026-11-22,A1,,,,,,,", "N5,2026-11-22,A1,24,,,,,,123",
        "N6,2026-11-22,A1,x,,,,,,",
    )  # fmt: skip
    assert told(plan) == [
        (2, "E", "import_more_cartons_than_units"), (3, "I", "import_dates_reversed"),
        (4, "E", "import_value_missing"), (5, "D", "import_value_missing"),
        (5, "E", "import_value_missing"), (6, "J", "import_bad_sscc"), (7, "D", "import_not_whole"),
        (7, "E", "import_value_missing"),
    ]  # fmt: skip


def test_what_an_order_needs() -> None:
    plan = planned(KNOWN, "orders", HEADING, "N1,,A1,24,,,", ",2026-11-22,A1,24,,,",
                   "N2,2026-11-22,A1,24,,,", "N2,,A4,24,1,,", "N3,x,A1,24,,,")  # fmt: skip
    assert {(row, code) for row, _, code in told(plan)} == {
        (2, "import_value_missing"), (3, "import_value_missing"), (4, "import_value_missing"),
        (5, "import_order_held"), (6, "import_date_unclear"),
    }  # fmt: skip
    taken = with_orders(order(number="other", id="O-N1"))
    plan = planned(taken, "orders", HEADING, "N1,2026-11-22,A1,24,,,")
    assert told(plan) == [(2, "A", "import_id_taken")]


def test_rows_of_an_order_must_agree() -> None:
    plan = planned(
        KNOWN, "orders", HEADING + ",供应商名称", "N1,2026-11-22,A1,24,,,a,甲公司",
        "N1,2026-11-23,A2,24,,,a,甲公司", "N1,,A5,24,,,b,乙公司",
    )  # fmt: skip
    assert {(row, code) for row, _, code in told(plan)} == {
        (2, "import_order_held"), (3, "import_disagrees"), (4, "import_disagrees"),
    }  # fmt: skip


def test_a_supplier_comes_along_with_an_order() -> None:
    plan = planned(
        KNOWN, "orders", HEADING + ",供应商,供应商名称", "N1,2026-11-22,A1,24,,,,G9,新公司"
    )
    assert [(each.feed, each.id) for each in plan.changes] == [
        ("suppliers", "S-G9"), ("orders", "O-N1"),
    ]  # fmt: skip
