"""Reading tables of master data from files: encodings, separators, workbooks and their snares."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, get_args

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.bootstrap import master_sheets
from inspector_app.bootstrap.master_sheets import MasterSheets
from inspector_app.bootstrap.master_tools import import_tools, new_pin, to_utc
from inspector_app.bootstrap.resources import resource
from inspector_app.domain.errors import IntakeError
from inspector_app.domain.master_import.plan import Known
from inspector_app.domain.master_import.table import Table
from inspector_app.domain.master_import.words import KINDS, ImportKind
from inspector_app.services.master_import import make_plan
from tests.fakes.clock import FakeIds

SHEETS = MasterSheets()
TEXT = '商品编码,商品名称,条码\nA1,"皂,大",6923456000117\nA2,喆镕,\n'


def read(data: bytes, kind: ImportKind = "products", sheet: str = "") -> Table:
    return SHEETS.read(kind, data, sheet)


def refused(data: bytes, kind: ImportKind = "products", sheet: str = "") -> str:
    with pytest.raises(IntakeError) as found:
        read(data, kind, sheet)
    return found.value.code


def workbook(
    *sheets: tuple[str, list[list[Any]]], change: Callable[[Any], None] | None = None
) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, date):
                        sheet.write_datetime(at, column, value, day)
                    elif isinstance(value, str):
                        sheet.write_string(at, column, value)
                    else:
                        sheet.write(at, column, value)
            if change is not None:
                change(sheet)
    return buffer.getvalue()


ROWS = [["SKU", "名称2", "条码"], ["A1", "皂", 6923456000117], ["A2", "霜", "x"]]


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"],
)
def test_every_encoding_people_send(encoding: str) -> None:
    found = read(TEXT.encode(encoding))
    assert [list(cells) for _, cells in found.rows] == [
        ["A1", "皂,大", "6923456000117"], ["A2", "喆镕", ""],
    ]  # fmt: skip
    assert found.at == {"sku": 0, "name_zh": 1, "gtin": 2}


@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_every_separator(mark: str) -> None:
    found = read(f"a,b{mark}SKU{mark}条码\r\n1,5{mark}A1{mark}2".encode())
    assert [list(cells) for _, cells in found.rows] == [["1,5", "A1", "2"]]


def test_a_cell_may_hold_lines_and_rows_are_counted_as_a_spreadsheet_does() -> None:
    found = read('SKU,条码\nA1,"1\n2"\n\nA3,3\n'.encode())
    assert [number for number, _ in found.rows] == [2, 4]


def test_formulas_in_a_text_are_faults() -> None:
    found = read("SKU,条码,备注2\nA1,=B2,=C2\n".encode())
    assert [(each.row, each.column, each.code) for each in found.faults] == [
        (2, "B", "workbook_formula")
    ]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "import_empty"), (b" \n", "import_empty"),
        (b"<html><table>", "import_not_a_table"), (b"SKU\n\x00", "import_encoding"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "import_old_excel"),
        (b"SKU\n\xff\xff\xff", "import_encoding"),
        (b'SKU,x\n"A1', "import_bad_csv"), (b"SKU\n" + b"," * 200 + b"x", "import_bad_csv"),
        (b"SKU\n" + b"x" * 30_000, "import_bad_csv"), (b"a,b\n1,2", "import_no_heading"),
        (b"PK\x03\x04rubbish", "workbook_unreadable"),
        (b'SKU\n"' + b"x" * 200_000 + b'"', "import_bad_csv"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_calmly(data: bytes, code: str) -> None:
    assert refused(data) == code


def test_a_file_too_large_or_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(master_sheets, "MOST_ROWS", 3)
    assert refused(b"SKU\n1\n2\n3\n") == "import_too_many_rows"
    monkeypatch.setattr(master_sheets, "MOST_BYTES", 5)
    assert refused(b"SKU\n1\n2\n3\n") == "import_too_large"


def test_a_workbook_with_its_numbers_and_days() -> None:
    found = read(
        workbook(
            ("单", [["入库单号", "到货时间", "数量", "加急"], ["N1", date(2026, 11, 22), 5, True]])
        ),
        "orders",
    )
    ((number, cells),) = found.rows
    assert number == 2
    assert list(cells) == ["N1", date(2026, 11, 22), 5.0, True]


def test_the_sheet_that_names_our_columns_is_read() -> None:
    rows = [["说明"], ["SKU"]]
    data = workbook(("说明", rows), ("数据", ROWS))
    assert [number for number, _ in read(data).rows] == [2, 3]
    assert refused(workbook(("一", ROWS), ("二", ROWS))) == "import_sheets_many"
    assert len(read(workbook(("一", ROWS), ("二", ROWS[:2])), sheet="二").rows) == 1
    assert refused(workbook(("一", ROWS)), sheet="三") == "import_sheet_missing"
    assert refused(workbook(("一", [["a"]]), ("二", [["b"]]))) == "import_no_heading"


def snared(change: Callable[[Any], None]) -> list[tuple[int, str, str]]:
    found = read(workbook(("一", ROWS), change=change))
    return [(each.row, each.column, each.code) for each in found.faults]


def test_cells_that_do_not_hold_what_is_seen_are_faults() -> None:
    assert snared(lambda sheet: sheet.write_formula(1, 2, "=1+1")) == [(2, "C", "workbook_formula")]
    assert snared(lambda sheet: sheet.write_formula(1, 1, "=1+1")) == []
    assert snared(lambda sheet: sheet.merge_range(1, 0, 2, 0, "A")) == [
        (2, "A", "workbook_merged"), (3, "A", "workbook_merged"),
    ]  # fmt: skip
    assert snared(lambda sheet: sheet.set_row(2, None, None, {"hidden": True})) == [
        (3, "A", "workbook_hidden")
    ]
    assert snared(lambda sheet: sheet.set_column(1, 1, 5, None, {"hidden": True})) == []
    data = workbook(("一", ROWS), change=lambda s: s.set_column(2, 2, 5, None, {"hidden": True}))
    assert refused(data) == "workbook_hidden"
    data = workbook(("一", ROWS), change=lambda s: s.merge_range(0, 3, 0, 4, "x"))
    assert refused(data) == "workbook_merged"


def repacked(change: Callable[[str, bytes], bytes]) -> bytes:
    source, made = zipfile.ZipFile(io.BytesIO(workbook(("一", ROWS)))), io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for info in source.infolist():
            archive.writestr(info.filename, change(info.filename, source.read(info.filename)))
    return made.getvalue()


def test_an_error_in_a_cell_is_a_fault() -> None:
    def spoil(name: str, held: bytes) -> bytes:
        if not name.endswith("sheet1.xml"):
            return held
        number = b'<c r="C2"><v>6923456000117</v></c>'
        assert number in held
        return held.replace(number, b'<c r="C2" t="e"><v>#N/A</v></c>')

    (fault,) = read(repacked(spoil)).faults
    assert (fault.row, fault.column, fault.code) == (2, "C", "import_cell_error")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<a>" + b" " * 310_000_000, "workbook_too_large"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a/>', "workbook_unreadable"),
        (b"\xff\xfe<\x00a\x00", "workbook_unreadable"),
        (b'<a><c r="A1000000"/></a>', "workbook_too_large"),
        (b'<a><c r="ZZ1"/></a>', "workbook_too_large"), (b"<broken", "workbook_unreadable"),
    ],
)  # fmt: skip
def test_a_hostile_workbook_is_refused_calmly(content: bytes, code: str) -> None:
    assert refused(repacked(lambda name, held: content if "sheet1" in name else held)) == code


def test_macros_are_refused() -> None:
    made = io.BytesIO(workbook(("一", ROWS)))
    with zipfile.ZipFile(made, "a") as book:
        book.writestr("xl/vbaProject.bin", b"x")
    assert refused(made.getvalue()) == "workbook_macros"


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for given_bytes in (data, b"SKU," + data, b"PK\x03\x04" + data):
        code = ""
        try:
            read(given_bytes)
        except IntakeError as problem:
            code = problem.code
        assert code == "" or code.startswith(("import_", "workbook_"))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_template_reads_back_with_every_column(kind: ImportKind, language: Any) -> None:
    found = read(SHEETS.template(kind, language), kind)
    assert list(found.at) == list(SHEETS.words().columns[kind])
    assert (found.rows, found.faults) == ([], [])


def test_the_examples_can_be_imported_one_after_the_other() -> None:
    tools, known = import_tools(FakeIds()), Known()
    for kind in ("products", "suppliers", "orders", "users"):
        data = resource(f"examples/{kind}.csv").read_bytes()
        plan = make_plan(tools, read(data, kind), known)
        assert plan.faults == ()
        assert plan.rows >= 2
        for change in plan.changes:
            if change.value is not None:
                name = "people" if change.feed == "users" else change.feed
                getattr(known, name)[change.id] = change.value
        known = Known(
            products=known.products.values(), suppliers=known.suppliers.values(),
            orders=known.orders.values(), people=known.people.values(),
        )  # fmt: skip


def test_times_are_the_machines_and_pins_are_not_simple() -> None:
    local = datetime(2026, 11, 22, 14, 30)
    assert to_utc(local) == local.astimezone(UTC)
    ids = FakeIds()
    pins = [new_pin(ids) for _ in range(50)]
    assert all(len(pin) == 6 and len(set(pin)) >= 4 for pin in pins)
    assert get_args(ImportKind) == KINDS
