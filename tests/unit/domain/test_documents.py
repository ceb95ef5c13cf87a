"""Rules of papers are data: read, refused with their place, and matched to goods."""

from __future__ import annotations

from datetime import date

import pytest

from inspector_app.bootstrap.tables import document_rules
from inspector_app.domain.documents import (
    COLUMNS,
    MAX_ROWS,
    expired,
    parse_document_rules,
    same_batch,
)
from inspector_app.domain.errors import StandardError

HEAD = ",".join(COLUMNS)
COA = "coa,any,domestic,报告,Report,batch,no,yes,park,batch_report other"


def test_a_row_says_all_there_is_to_know() -> None:
    rules = parse_document_rules(f"\ufeff{HEAD},note\n{COA},freely\n", "v7")
    (rule,) = rules.rules
    assert rules.version == "v7"
    assert (rule.id, rule.names, rule.per) == ("coa", {"zh": "报告", "en": "Report"}, "batch")
    assert (rule.expires, rule.carries_batch, rule.absence) == (False, True, "park")
    assert rule.items == ("batch_report", "other")


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("Coa,any,any,报告,R,batch,no,yes,park,", "id"),
        ("coa,,any,报告,R,batch,no,yes,park,", "category"),
        ("coa,any,ANY,报告,R,batch,no,yes,park,", "origin"),
        ("coa,any,any,,R,batch,no,yes,park,", "zh"),
        ("coa,any,any,报告,,batch,no,yes,park,", "en"),
        ("coa,any,any,报告,R,pallet,no,yes,park,", "per"),
        ("coa,any,any,报告,R,batch,maybe,yes,park,", "expires"),
        ("coa,any,any,报告,R,batch,no,1,park,", "carries_batch"),
        ("coa,any,any,报告,R,batch,no,yes,reject,", "if_missing"),
        ("coa", "category"),
    ],
)
def test_a_bad_cell_is_refused_with_its_line_and_column(row: str, column: str) -> None:
    with pytest.raises(StandardError) as refused:
        parse_document_rules(f"{HEAD}\n{COA.replace('coa', 'first')}\n{row}\n")
    assert refused.value.code == "documents_row_bad"
    assert (refused.value.params["line"], refused.value.params["column"]) == (3, column)


def test_missing_columns_doubled_ids_and_floods_are_refused() -> None:
    with pytest.raises(StandardError, match="documents_columns_missing"):
        parse_document_rules("")
    with pytest.raises(StandardError, match="documents_columns_missing"):
        parse_document_rules("id,category\n")
    with pytest.raises(StandardError, match="documents_id_twice"):
        parse_document_rules(f"{HEAD}\n{COA}\n{COA}\n")
    rows = "\n".join(COA.replace("coa", f"c{n}") for n in range(MAX_ROWS + 1))
    with pytest.raises(StandardError, match="documents_too_many"):
        parse_document_rules(f"{HEAD}\n{rows}\n")


def test_what_is_no_csv_is_refused() -> None:
    with pytest.raises(StandardError, match="documents_row_bad"):
        parse_document_rules(f"{HEAD}\n{'x' * 200_000},any\n")


@pytest.mark.parametrize(
    ("category", "origin", "wanted"),
    [
        ("cosmetics", "domestic", {"factory_report", "cosmetics_filing"}),
        ("cosmetics", "imported", {"cosmetics_import_filing", "cosmetics_customs_declaration"}),
        ("food", "domestic", {"factory_report", "food_licence"}),
        ("food", "imported", {"quarantine_certificate", "customs_declaration"}),
        ("household", "domestic", {"factory_report", "household_test_report"}),
        ("personal_care", "cross_border", {"cross_border_list"}),
    ],
)
def test_the_shipped_rules_ask_for_what_the_table_says(
    category: str, origin: str, wanted: set[str]
) -> None:
    found = {rule.id for rule in document_rules().for_goods(category, origin)}
    always = {"delivery_note", "disinfection_licence"}  # the second where a question asks for it
    assert found == wanted | always


def test_what_the_law_wants_holds_and_the_rest_parks() -> None:
    absence = {rule.id: rule.absence for rule in document_rules().rules}
    assert {paper for paper, what in absence.items() if what == "hold"} == {
        "quarantine_certificate", "cosmetics_filing", "cosmetics_import_filing",
        "disinfection_licence",
    }  # fmt: skip


def test_a_category_of_no_product_needs_a_question_to_be_asked() -> None:
    row = "toy,toys,any,玩具,Toy,product,no,no,park,"
    assert parse_document_rules(f"{HEAD}\n{row}\n").for_goods("food", "domestic") == ()
    asked = parse_document_rules(f"{HEAD}\n{row}toy_item\n").for_goods("food", "domestic")
    assert [rule.id for rule in asked] == ["toy"]


@pytest.mark.parametrize(
    ("paper", "goods", "same"),
    [
        ("H2601", "H2601", True), (" h26 01 ", "H2601", True), ("Ｈ２６０１", "H2601", True),
        ("H2601", "H2602", False), ("H2601A", "H2601", False), ("H-2601", "H2601", False),
        ("0H2601", "H2601", False),
    ],
)  # fmt: skip
def test_the_batch_on_the_paper_is_the_batch_on_the_goods(
    paper: str, goods: str, same: bool
) -> None:
    assert same_batch(paper, goods) == same


def test_a_paper_is_good_to_the_end_of_its_last_day() -> None:
    day = date(2026, 11, 22)
    assert not expired(None, day)
    assert not expired(day, day)
    assert expired(date(2026, 11, 21), day)
