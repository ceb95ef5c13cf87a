"""Rows of products: what changes, and which rows may not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from inspector_app.domain.master import Product, ProductCode, Supplier
from inspector_app.domain.master_import.plan import Known
from inspector_app.domain.master_import.table import Fault
from tests.fakes.import_tables import (
    BOX,
    CREAM,
    SOAP,
    codes,
    plan_of,
    planned,
    product,
    supplier,
    table,
    told,
)  # fmt: skip

HEADING = "SKU,商品名称,品牌,品类,来源,供应商,条码,箱规,保质期"
GOOD = "A1,皂,某,化妆品,国产,G1,6923456000117,24,36个月"
KNOWN = Known(suppliers=[supplier()])


def test_a_new_product_with_all_its_codes() -> None:
    plan = planned(
        KNOWN, "products",
        HEADING + ",英文名称,中包条码,中包数量,外箱条码,其他编码,儿童用,检验标准,规格",
        GOOD + f",Soap,,6,{BOX};16923456000213*12,ZB-1 ZB-2*3,是,cosmetics,120 g",
    )  # fmt: skip
    (change,) = plan.changes
    found = change.value
    assert isinstance(found, Product)
    assert (change.what, change.id, change.label, plan.counts["new"]) == ("new", "P-A1", "A1", 1)
    assert found.codes == (
        ProductCode(code=SOAP), ProductCode(code=BOX, level="carton", quantity=24),
        ProductCode(code="16923456000213", level="carton", quantity=12),
        ProductCode(code="ZB-1", kind="alias"), ProductCode(code="ZB-2", kind="alias", quantity=3),
    )  # fmt: skip
    assert (found.names, found.shelf_life, found.children) == (
        {"zh": "皂", "en": "Soap"}, "36M", True,
    )  # fmt: skip
    assert (found.standard, found.supplier_id, found.active) == ("cosmetics", "S-G1", True)


def test_the_same_table_again_changes_nothing() -> None:
    first = planned(KNOWN, "products", HEADING, GOOD)
    known = Known(
        suppliers=[supplier()],
        products=[each.value for each in first.changes if isinstance(each.value, Product)],
    )
    again = planned(known, "products", HEADING, GOOD)
    assert (again.changes, again.unchanged, again.faults) == ((), 1, ())


def test_columns_that_are_missing_keep_and_blank_cells_clear() -> None:
    old = replace(
        product("A1", SOAP, CREAM), spec="120 g", storage="阴凉",
        codes=(
            ProductCode(code=SOAP, note="旧"), ProductCode(code=BOX, level="carton", quantity=24),
            ProductCode(code="ZB-1", kind="alias"),
            ProductCode(code="PALLET", kind="gtin", level="pallet", quantity=960),
            ProductCode(code="06923456000322", level="inner", quantity=6),
        ),
    )  # fmt: skip
    known = Known(suppliers=[supplier()], products=[old])
    plan = planned(known, "products", "SKU,规格,条码", f"A1,,{SOAP} 6923456000216")
    (change,) = plan.changes
    found = change.value
    assert isinstance(found, Product)
    assert (change.what, change.fields, found.spec, found.storage) == (
        "changed", ("codes", "spec"), "", "阴凉",
    )  # fmt: skip
    assert [each.code for each in found.codes] == [
        SOAP,
        BOX,
        "ZB-1",
        "PALLET",
        "06923456000322",
        CREAM,
    ]
    assert found.codes[0].note == "旧"
    nothing = planned(known, "products", "SKU,保质期", "A1,无")
    assert nothing.changes[0].fields == ("shelf_life",)
    cleared = planned(known, "products", "SKU,箱规", "A1,")
    assert cleared.unchanged == 1


def test_what_goes_out_of_use_is_said() -> None:
    known = Known(suppliers=[supplier()], products=[product("A1", SOAP), product("A2")])
    plan = planned(known, "products", "SKU,状态", "A1,停用", "A2,删除", "A9,停用", "A8,删除")
    assert [(each.label, each.what, each.value is None) for each in plan.changes] == [
        ("A1", "deactivated", False), ("A2", "removed", True),
    ]  # fmt: skip
    back = Known(products=[product("A1", active=False)])
    (change,) = planned(back, "products", "SKU,状态", "A1,启用").changes
    assert (change.what, change.fields) == ("changed", ("active",))


def test_every_fault_of_a_row_is_told() -> None:
    plan = planned(KNOWN, "products", HEADING, "A1,,,化妆,国内外,G9,123,0.5,36")
    assert told(plan) == [
        (2, "B", "import_value_missing"), (2, "C", "import_value_missing"),
        (2, "D", "import_choice"), (2, "E", "import_choice"), (2, "F", "import_supplier_unknown"),
        (2, "G", "import_bad_gtin"), (2, "H", "import_not_whole"), (2, "I", "import_life_unit"),
    ]  # fmt: skip
    assert (plan.changes, plan.bad_rows, plan.rows) == ((), 1, 1)


def test_a_new_product_needs_its_columns() -> None:
    plan = planned(KNOWN, "products", "SKU", "A1")
    assert codes(plan.faults) == {"import_value_missing"}
    headings = {fault.heading for fault in plan.faults}
    assert {heading.partition(" (")[0] for heading in headings} == {
        "商品名称", "品牌", "品类", "来源", "供应商编码", "箱规",
    }  # fmt: skip
    assert all(heading.endswith(")") for heading in headings)  # in English beside it
    assert told(planned(KNOWN, "products", HEADING, ",皂"))[0] == (2, "A", "import_value_missing")


def test_odd_cells_of_products() -> None:
    rows = [
        GOOD.replace("36个月", "开封后12个月"),
        GOOD.replace("A1", "A2").replace("117", "216;;"),
    ]
    plan = planned(KNOWN, "products", HEADING, *rows)
    assert told(plan) == [(2, "I", "import_bad_life")]
    many = ";".join(str(number) for number in range(30))
    plan = planned(
        KNOWN, "products", HEADING + ",其他编码,中包数量,外箱条码",
        f"{GOOD},{many},7,{BOX}*0", GOOD.replace("A1", "A2") + f",{SOAP},,",
    )  # fmt: skip
    assert {(row, code) for row, _, code in told(plan)} == {
        (2, "import_too_many_codes"), (2, "import_pack_sizes"), (2, "import_out_of_range"),
        (3, "import_code_twice"), (2, "import_code_in_two_rows"), (3, "import_code_in_two_rows"),
    }  # fmt: skip


def test_numbers_of_a_spreadsheet_are_codes_and_counts() -> None:
    plan = planned(
        KNOWN, "products", HEADING,
        ["A1", "皂", "某", "食品", "国产", "G1", 6923456000117.0, 24.0, "10个月"],
        ["A2", "皂", "某", "食品", "国产", "G1", None, 24.0, date(2026, 3, 6)],
    )  # fmt: skip
    assert told(plan) == [(3, "I", "import_cell_is_date")]
    (change,) = plan.changes
    assert isinstance(change.value, Product)
    assert change.value.codes == (ProductCode(code=SOAP),)


def test_a_row_may_end_early() -> None:
    known = Known(suppliers=[supplier()], products=[replace(product(), spec="旧")])
    (change,) = planned(known, "products", "SKU,品牌,规格", ["A1", "新"]).changes
    assert change.fields == ("brand", "spec")


def test_two_rows_of_one_product_are_both_refused() -> None:
    other = GOOD.replace(",6923456000117", ",")
    plan = planned(KNOWN, "products", HEADING, GOOD, other, other)
    assert [(fault.row, fault.params["other"]) for fault in plan.faults] == [
        (2, 3), (2, 4), (3, 2), (4, 2),
    ]  # fmt: skip
    assert plan.changes == ()


def test_a_code_of_two_products_is_refused_at_both_places() -> None:
    plan = planned(KNOWN, "products", HEADING, GOOD, GOOD.replace("A1", "A2"))
    assert [(each.row, each.code, each.params["other"]) for each in plan.faults] == [
        (2, "import_code_in_two_rows", 3), (3, "import_code_in_two_rows", 2),
    ]  # fmt: skip
    known = Known(suppliers=[supplier()], products=[product("A9", SOAP)])
    plan = planned(known, "products", HEADING, GOOD)
    (fault,) = plan.faults
    assert (fault.code, fault.column, fault.params["sku"]) == ("import_code_taken", "G", "A9")


def test_a_code_may_move_and_shared_ones_stay() -> None:
    known = Known(suppliers=[supplier()], products=[product("A9", SOAP), product("A8", CREAM)])
    plan = planned(known, "products", "SKU,条码", "A9,", f"A8,{SOAP}")
    assert ([each.what for each in plan.changes], plan.faults) == (["changed", "changed"], ())
    shared = Known(products=[product("A1", SOAP), product("A2", SOAP)])
    plan = planned(shared, "products", "SKU,条码,规格", f"A1,{SOAP},新")
    assert ([each.fields for each in plan.changes], plan.faults) == ([("spec",)], ())
    gone = Known(suppliers=[supplier()], products=[product("A9", SOAP, active=False)])
    assert planned(gone, "products", HEADING, GOOD).faults == ()


def test_a_refused_row_keeps_its_code_from_others() -> None:
    known = Known(suppliers=[supplier()], products=[product("A9", SOAP), product("A8")])
    plan = planned(known, "products", "SKU,条码,箱规", "A9,,x", f"A8,{SOAP},")
    assert told(plan) == [(2, "C", "import_not_whole"), (3, "B", "import_code_taken")]


def test_suppliers_are_found_by_code_or_name_or_come_along() -> None:
    known = Known(suppliers=[supplier(), supplier("G2", "乙公司"), supplier("G3", "乙公司")])
    heading = HEADING + ",供应商名称"
    rows = [
        GOOD.replace("G1", "甲公司") + ",",
        "A2,皂,某,化妆品,国产,,,24,,甲公司",
        "A3,皂,某,化妆品,国产,N1,,24,,新公司",
        "A4,皂,某,化妆品,国产,N1,,24,,",
        "A5,皂,某,化妆品,国产,乙公司,,24,,",
        "A6,皂,某,化妆品,国产,N1,,24,,别的公司",
        "A7,皂,某,化妆品,国产,N2,,24,x,没人要",
        "A8,皂,某,化妆品,国产,,,24,,",
    ]
    plan = planned(known, "products", heading, *rows)
    assert {(row, code) for row, _, code in told(plan)} == {
        (6, "import_supplier_unclear"), (7, "import_disagrees"), (8, "import_bad_life"),
        (9, "import_value_missing"),
    }  # fmt: skip
    assert [each.value for each in plan.changes if each.feed == "suppliers"] == [
        Supplier(id="S-N1", code="N1", names={"zh": "新公司", "en": "新公司"})
    ]
    assert (plan.counts["new"], plan.counts["new_suppliers"]) == (4, 1)
    given = [each.value.supplier_id for each in plan.changes if isinstance(each.value, Product)]
    assert given == ["S-G1", "S-G1", "S-N1", "S-N1"]


def test_ids_that_belong_to_others_are_not_taken() -> None:
    known = Known(
        suppliers=[supplier("X", "子公司", id="S-N1")], products=[product("old", id="P-A1")]
    )
    plan = planned(known, "products", HEADING + ",供应商名称", GOOD.replace("G1", "N1") + ",新公司")
    assert codes(plan.faults) == {"import_id_taken"}
    assert len(plan.faults) == 2


def test_a_supplier_by_name_alone_needs_a_code() -> None:
    heading = "SKU,商品名称,品牌,品类,来源,供应商名称,箱规"
    plan = planned(KNOWN, "products", heading, "A1,皂,某,食品,国产,甲公司,24",
                   "A2,皂,某,食品,国产,没有这家,24")  # fmt: skip
    assert told(plan) == [(3, "F", "import_supplier_unknown")]


def test_faults_of_the_file_make_rows_bad() -> None:
    given = table("products", HEADING, GOOD)
    fault = Fault(row=2, code="workbook_formula", column="B")
    plan = plan_of(KNOWN, replace(given, faults=[fault]))
    assert (plan.faults, plan.changes) == ((fault,), ())


CELLS = st.lists(st.text(max_size=12), min_size=9, max_size=9)


@given(st.lists(CELLS, max_size=6))
def test_any_rows_give_a_plan_that_takes_only_good_rows(rows: list[list[str]]) -> None:
    plan = planned(KNOWN, "products", HEADING, *[list(row) for row in rows], GOOD)
    bad = {fault.row for fault in plan.faults}
    assert not bad & {change.row for change in plan.changes}
    assert plan.bad_rows == len(bad)
    assert plan.rows <= len(rows) + 1
