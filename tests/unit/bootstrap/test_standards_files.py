"""Standards as YAML and XLSX: every bad input is refused with its code and its place."""

from __future__ import annotations

import copy
import io
import zipfile
from typing import Any

import pytest
import xlsxwriter

from inspector_app.bootstrap import standards_zip
from inspector_app.bootstrap.standards_cells import Cell, from_cell, put
from inspector_app.bootstrap.standards_files import StandardDocuments
from inspector_app.bootstrap.standards_library import shipped_documents
from inspector_app.bootstrap.standards_sheets import title
from inspector_app.services.standard_files import Checked
from inspector_app.wire.standard_text import read_yaml

FILES = StandardDocuments()
CATALOGUE = FILES.catalogue()
FOOD = next(each.text for each in shipped_documents() if each.id == "food")
SHEETS = ("standard", "stages", "items", "choices", "conditions")


def check(data: bytes | str) -> Checked:
    return FILES.read(data.encode() if isinstance(data, str) else data, CATALOGUE)


def codes(checked: Checked) -> list[str]:
    assert (checked.standard is None) == bool(checked.problems)
    return [problem.code for problem in checked.problems]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("        kind: scan", "        kind: scam", "value_not_allowed"),
        ("        kind: scan", "        colour: red", "unknown_key"),
        ("    gate: true", "    gate: perhaps", "wrong_type"),
        ("      - id: unit_matches_picture", "      - id: unit_code_matches", "duplicate_id"),
        ("        defects: [P33]", "        defects: [P99]", "unknown_defect"),
        ("categories: [food]", "categories: &a [*a]", "yaml_alias"),
        ("    gate: true", "    gate: true\n    gate: false", "duplicate_key"),
        ("    gate: true", "   gate: true", "yaml_unreadable"),
        ("    gate: true", "    gate: \x07", "yaml_unreadable"),
        ("    gate: true", "    gate: !!python/name:os.system ''", "yaml_unreadable"),
        ("    gate: true", "    gate: 2026-13-01", "yaml_unreadable"),
        ("    gate: true", "    <<: {gate: true}", "yaml_unreadable"),
        ("    gate: true", f"    gate: {'[' * 50}{']' * 50}", "yaml_too_deep"),
    ],
)
def test_a_bad_text_is_refused_with_its_line(old: str, new: str, code: str) -> None:
    text = FOOD.replace(old, new, 1)
    assert text != FOOD
    found = check(text)
    first = found.problems[0]
    assert first.code == code
    changed = next(
        at
        for at, (before, after) in enumerate(
            zip(FOOD.splitlines(), text.splitlines(), strict=False), 1
        )
        if before != after
    )
    assert changed <= first.line <= changed + 1
    assert first.column >= 1


def test_a_text_in_another_encoding_is_refused_with_its_line() -> None:
    data = "id: food\nversion: 3\nnames: {zh: 预包装食品, en: Food}\n".encode("gb18030")
    found = check(data)
    assert (codes(found), found.problems[0].line) == (["standard_not_utf8"], 3)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not_a_standard"),
        (b"- a\n", "not_a_standard"),
        (b"x" * 1_000_001, "standard_too_large"),
        (b"{}", "missing_key"),
        (b"PK\x03\x04 no zip", "workbook_unreadable"),
        (b"PK\x03\x04" + b"0" * 5_000_001, "workbook_too_large"),
    ],
)
def test_other_files_are_refused(data: bytes, code: str) -> None:
    assert codes(check(data))[0] == code


def test_all_problems_of_a_text_are_told_at_once() -> None:
    text = FOOD.replace("        kind: scan", "        kind: scam", 1)
    text = text.replace("    gate: true", "    gate: perhaps", 1)
    text = text.replace("        defects: [P33]", "        defects: [P99]", 1)
    found = check(text)
    assert {"value_not_allowed", "wrong_type", "unknown_defect"} <= set(codes(found))
    lines = [problem.line for problem in found.problems]
    assert len(set(lines)) == len(lines)


@pytest.mark.parametrize("held", shipped_documents(), ids=lambda each: each.id)
def test_a_standard_comes_back_from_text_and_workbook(held: Any) -> None:
    document = read_yaml(held.text.encode())
    assert read_yaml(FILES.text_of(document).encode()) == document
    back = check(FILES.workbook_of(document, CATALOGUE))
    assert back.problems == ()
    assert back.document == document
    assert back.kind == "xlsx"
    assert check(back.text).standard == back.standard


def everything() -> dict[str, Any]:
    """A document with every field a workbook can hold."""
    document = copy.deepcopy(dict(read_yaml(FOOD.encode())))
    document |= {"channels": ["live"], "children": False}
    document["defects"] = {
        **document["defects"], "classes": {"P01": "minor"},
        "own": [{
            "code": "Q01", "area": {"zh": "区", "en": "Area"}, "names": {"zh": "名", "en": "Name"},
            "recorded_on": "unit", "class": "major", "effect": "unit", "shots": ["unit", "label"],
        }],
    }  # fmt: skip
    item = document["stages"][0]["items"][1]
    item |= {"kind": "number", "limits": {"low": "0.10", "unit": "g"}}
    item["readings"] = {"count": 3, "judge": "each", "mean": {"low": "0.2", "high": "1"}}
    return document


def test_nothing_is_lost_on_the_way_through_a_workbook() -> None:
    document = everything()
    back = check(FILES.workbook_of(document, CATALOGUE))
    assert back.problems == ()
    assert back.document == document


def rows_of(document: dict[str, Any]) -> dict[str, list[list[Any]]]:
    """The rows a program's workbook holds, to be changed and written again."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(FILES.workbook_of(document, CATALOGUE)))
    return {
        key: [list(row) for row in book.get_sheet_by_name(title(key)).to_python()] for key in SHEETS
    }


def workbook(rows: dict[str, list[list[Any]]], extra: Any = None) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        for name, cells in rows.items():
            sheet = book.add_worksheet(title(name) if name in SHEETS else name)
            for at, row in enumerate(cells):
                for column, value in enumerate(row):
                    if value != "":
                        sheet.write(at, column, value)
            if extra is not None and name == "items":
                extra(sheet)
    return buffer.getvalue()


ROWS = rows_of(dict(read_yaml(FOOD.encode())))
ITEMS = [str(label).split("(")[-1].rstrip(")") for label in ROWS["items"][0]]


def changed(sheet: str, row: int, column: int, value: Any) -> dict[str, list[list[Any]]]:
    rows = copy.deepcopy(ROWS)
    cells = rows[sheet][row]
    cells += [""] * (column + 1 - len(cells))
    cells[column] = value
    return rows


@pytest.mark.parametrize(
    ("sheet", "row", "column", "value", "code"),
    [
        ("items", 2, ITEMS.index("kind"), "scam", "value_not_allowed"),
        ("items", 2, ITEMS.index("stage"), "nowhere", "unknown_stage"),
        ("items", 2, ITEMS.index("id"), "carton_mark_matches", "duplicate_id"),
        ("items", 2, ITEMS.index("defects"), "P31, P99", "unknown_defect"),
        ("items", 2, ITEMS.index("required"), "maybe", "wrong_type"),
        ("items", 2, ITEMS.index("names.en"), "", "missing_key"),
        ("items", 0, 3, "colour", "unknown_column"),
        ("items", 0, 3, ROWS["items"][0][2], "column_twice"),
        ("stages", 2, 0, "identity", "duplicate_id"),
        ("choices", 1, 0, "nobody", "unknown_item"),
        ("conditions", 1, 1, "nobody", "unknown_item"),
        ("conditions", 1, 0, "nobody", "unknown_item"),
        ("standard", 1, 0, "colour", "unknown_field"),
        ("standard", 2, 1, "soon", "wrong_type"),
    ],
)
def test_a_bad_cell_is_refused_with_sheet_row_and_column(
    sheet: str, row: int, column: int, value: Any, code: str
) -> None:
    found = check(workbook(changed(sheet, row, column, value)))
    problem = next(each for each in found.problems if each.code == code)
    assert (problem.sheet, problem.row) == (title(sheet), row + 1)
    assert problem.column >= 1


def test_numbers_dates_and_truths_typed_in_a_spreadsheet_are_understood() -> None:
    rows = copy.deepcopy(ROWS)
    for row in rows["standard"]:
        if row[0] == "version":
            row[1] = 3.0
        if row[0] == "sampling.aql_major":
            row[1] = 2.5
    rows["stages"][1] = ["是" if cell is True else cell for cell in rows["stages"][1]]
    found = check(workbook(rows))
    assert found.problems == ()
    assert found.standard is not None
    assert (found.standard.version, found.standard.sampling.aql_major) == (3, "2.5")
    assert found.standard.stages[0].gate


def test_english_sheets_and_plain_headings_are_read() -> None:
    rows = {
        {"standard": "Standard", "stages": "stages", "items": "Items", "choices": "Choices",
         "conditions": "Conditions"}[key]: cells
        for key, cells in copy.deepcopy(ROWS).items()
    }  # fmt: skip
    rows["Items"][0] = list(ITEMS)
    rows["Notes of mine"] = [["anything"]]
    assert check(workbook(rows)).problems == ()


def test_a_missing_or_doubled_sheet_is_refused() -> None:
    rows = copy.deepcopy(ROWS)
    del rows["stages"]
    assert codes(check(workbook(rows))) == ["sheet_missing"]
    rows = copy.deepcopy(ROWS)
    rows["Items"] = rows["items"]
    assert codes(check(workbook(rows))) == ["sheet_twice"]
    rows = copy.deepcopy(ROWS)
    rows["items"] = []
    assert "column_missing" in codes(check(workbook(rows)))


def test_formulas_and_merged_cells_are_refused_with_their_place() -> None:
    found = check(workbook(ROWS, lambda sheet: sheet.write_formula(4, 2, '="scan"')))
    problem = found.problems[0]
    assert (problem.code, problem.sheet, problem.row, problem.column) == (
        "workbook_formula", title("items"), 5, 3,
    )  # fmt: skip
    found = check(workbook(ROWS, lambda sheet: sheet.merge_range(6, 1, 7, 3, "x")))
    assert (codes(found), found.problems[0].row) == (["workbook_merged"], 7)


def test_a_far_cell_does_not_fill_the_memory() -> None:
    found = check(workbook(ROWS, lambda sheet: sheet.write(1_048_575, 16_383, "far")))
    assert codes(found) == ["workbook_too_large"]


def repacked(change: Any) -> bytes:
    """The parts of a workbook, changed."""
    source, target = zipfile.ZipFile(io.BytesIO(workbook(ROWS))), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for info in source.infolist():
            archive.writestr(info.filename, change(info.filename, source.read(info.filename)))
    return target.getvalue()


@pytest.mark.parametrize(
    ("part", "content", "code"),
    [
        ("xl/worksheets/sheet3.xml", b"0" * 21_000_000, "workbook_too_large"),
        ("xl/worksheets/sheet3.xml", b"<broken", "workbook_unreadable"),
        ("xl/worksheets/sheet3.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a/>', "workbook_unreadable"),
        ("xl/worksheets/sheet3.xml", b'<a><c r="4"/></a>', "workbook_unreadable"),
        ("xl/workbook.xml", b"<workbook/>", "workbook_unreadable"),
        ("xl/_rels/workbook.xml.rels", b"<Relationships/>", "workbook_unreadable"),
        ("xl/sharedStrings.xml", b"\x00", "workbook_unreadable"),
    ],
)
def test_a_hostile_workbook_is_refused_calmly(part: str, content: bytes, code: str) -> None:
    data = repacked(lambda name, held: content if name == part else held)
    found = codes(check(data))
    assert found[0] in (code, "sheet_missing")


def test_a_workbook_of_very_many_parts_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standards_zip, "MAX_PARTS", 3)
    assert codes(check(workbook(ROWS))) == ["workbook_too_large"]


def test_cells_are_named_as_spreadsheets_name_them() -> None:
    names = [Cell(sheet="a", row=7, column=column).name for column in (1, 26, 27, 52, 703)]
    assert names == ["A7", "Z7", "AA7", "AZ7", "AAA7"]


def test_a_path_with_a_gap_or_through_a_text_is_refused() -> None:
    document: dict[str, Any] = {"names": "text"}
    for field in ("own[1].code", "names.zh.more"):
        with pytest.raises(KeyError):
            put(document, field, "x")
    assert from_cell("limits.low", 0.1) == "0.1"
    assert from_cell("limits.low", 50.0) == "50"
    assert from_cell("gate", True) is True
    assert from_cell("names.zh", True) is True
    assert from_cell("version", 2.5) == 2.5


def exported(change: Any = None) -> bytes:
    """The workbook of the food standard with a changed part: ``change(name, content)``."""
    book = FILES.workbook_of(read_yaml(FOOD.encode()), CATALOGUE)
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(name, content) if change else content)
    return made.getvalue()


def added(name: str) -> bytes:
    made = io.BytesIO(exported())
    with zipfile.ZipFile(made, "a") as book:
        book.writestr(name, b"<x/>")
    return made.getvalue()


@pytest.mark.parametrize(
    ("old", "new"),
    [(b'<row r="3"', b'<row r="3" hidden="1"'), (b'<col min="1"', b'<col hidden="1" min="1"')],
)
def test_hidden_rows_and_columns_are_refused_with_their_place(old: bytes, new: bytes) -> None:
    def hide(name: str, content: bytes) -> bytes:
        return content.replace(old, new, 1) if name.endswith("sheet2.xml") else content

    [problem] = check(exported(hide)).problems
    assert problem.code == "workbook_hidden"
    assert (problem.row, problem.column) == ((3, 1) if b"row" in old else (1, 1))


def test_a_hidden_sheet_is_refused() -> None:
    def hide(name: str, content: bytes) -> bytes:
        if name != "xl/workbook.xml":
            return content
        return content.replace(b' sheetId="3"', b' sheetId="3" state="veryHidden"', 1)

    assert codes(check(exported(hide))) == ["workbook_hidden"]


def test_macros_and_parts_that_are_there_twice_are_refused() -> None:
    assert codes(check(added("xl/vbaProject.bin"))) == ["workbook_macros"]
    with pytest.warns(UserWarning, match="Duplicate"):
        twice = added("xl/worksheets/sheet2.xml")
    assert codes(check(twice)) == ["workbook_unreadable"]


def test_a_sheet_of_millions_of_empty_cells_is_refused() -> None:
    def swell(name: str, content: bytes) -> bytes:
        cells = b"<row r='9'>" + b"<c r='A9'/>" * 500_000 + b"</row></sheetData>"
        return content.replace(b"</sheetData>", cells) if name.endswith("sheet2.xml") else content

    assert codes(check(exported(swell))) == ["workbook_too_large"]


def test_a_field_that_is_given_twice_or_leads_far_down_is_refused() -> None:
    def book(*fields: tuple[str, str]) -> bytes:
        made = io.BytesIO()
        with xlsxwriter.Workbook(made, {"in_memory": True}) as workbook:
            rows: dict[str, list[tuple[str, ...]]] = {
                "standard": [("field", "value"), *fields], "stages": [("id",), ("a",)],
                "items": [("stage", "id"), ("a", "b")],
            }  # fmt: skip
            for name, lines in rows.items():
                sheet = workbook.add_worksheet(name)
                for at, line in enumerate(lines):
                    sheet.write_row(at, 0, line)
        return made.getvalue()

    [twice] = check(book(("id", "one"), ("id", "two"))).problems
    assert (twice.code, twice.sheet, twice.row) == ("duplicate_id", "standard", 3)
    assert codes(check(book(("sampling" + ".a" * 3_000, "x")))) == ["unknown_field"]


@pytest.mark.parametrize("data", [b"", b"\n# nothing\n", b"- a\n", b"<html>", b"a,b\n1,2\n"])
def test_a_file_without_a_mapping_is_no_standard(data: bytes) -> None:
    [problem] = check(data).problems
    assert (problem.code, problem.line) == ("not_a_standard", 1)


def test_old_and_empty_workbooks_are_told_to_be_saved_anew() -> None:
    assert codes(check(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))) == ["workbook_unreadable"]
    assert codes(check(b"PK\x05\x06" + bytes(18))) == ["workbook_unreadable"]


def test_an_endless_text_is_refused_before_it_is_read_whole() -> None:
    assert codes(check("a: [" + "[]," * 200_000 + "]")) == ["yaml_too_many"]
    many = check("\n".join(f"k{n}: 1" for n in range(20_000)))
    assert {problem.code for problem in many.problems} == {"unknown_key"}
    assert len(many.problems) == 200


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("version: 3", f"version: {10**30}", "bad_value"),
        ("standards/pictures/carton_tape.png", "standards/pictures/nowhere.png", "unknown_picture"),
    ],
)
def test_numbers_and_pictures_that_cannot_be_are_refused(old: str, new: str, code: str) -> None:
    text = FOOD.replace(old, new, 1)
    assert text != FOOD
    [problem] = check(text).problems
    assert problem.code == code
    assert new.rsplit(" ", 1)[-1] in text.split("\n")[problem.line - 1]
