"""Finding the heading of a table."""

from __future__ import annotations

from typing import Any

import pytest

from inspector_app.bootstrap.tables import import_words
from inspector_app.domain.errors import IntakeError
from inspector_app.domain.master_import.table import Fault, Table, lay_out

WORDS = import_words()


def laid(*rows: list[Any], faults: tuple[Fault, ...] = ()) -> Table:
    return lay_out(WORDS, "products", list(enumerate(rows, start=1)), faults)


def refused(*rows: list[Any], faults: tuple[Fault, ...] = ()) -> str:
    with pytest.raises(IntakeError) as found:
        laid(*rows, faults=faults)
    return found.value.code


def test_a_title_may_stand_above_and_columns_in_any_order() -> None:
    found = laid(
        ["商品资料导出 2026-11-22"], [None, ""], ["条码", "ERP内码", " 商品编码*"], ["1", "2", "A1"]
    )
    assert (found.at, found.ignored) == ({"gtin": 0, "sku": 2}, ["ERP内码"])
    assert [number for number, _ in found.rows] == [4]
    assert found.heading == {"gtin": "条码", "sku": "商品编码*"}


def test_empty_cells_of_the_heading_are_passed_over() -> None:
    assert laid(["SKU", "", None, "Barcode"]).at == {"sku": 0, "gtin": 3}


def test_what_is_no_table_is_refused() -> None:
    assert refused() == "import_empty"
    assert refused(["", None], []) == "import_empty"
    assert refused(["a", 1.0], ["b", "c"]) == "import_no_heading"
    assert refused(["条码", "品牌"]) == "import_column_missing"
    assert refused(["SKU", "商品编码"]) == "import_column_twice"


def test_faults_of_cells_that_nobody_reads_are_dropped() -> None:
    def fault(row: int, column: str, code: str) -> Fault:
        return Fault(row=row, column=column, code=code)

    faults = (
        fault(1, "A", "workbook_merged"), fault(3, "B", "workbook_formula"),
        fault(3, "A", "workbook_formula"), fault(4, "Z", "workbook_hidden"),
    )  # fmt: skip
    found = laid(["标题"], ["SKU", "别的"], ["1", "2"], ["3", "4"], faults=faults)
    assert [(each.row, each.column) for each in found.faults] == [(3, "A"), (4, "Z")]
    assert refused(["SKU"], ["1"], faults=faults[:1]) == "workbook_merged"


def test_a_fault_says_where_it_stands() -> None:
    problem = Fault(
        row=3, code="import_bad_gtin", column="B", heading="条码", params={"given": "1"}
    )
    assert problem.error.params == {
        "row": 3, "column": "B", "heading": "条码", "value": "", "given": "1"
    }  # fmt: skip
