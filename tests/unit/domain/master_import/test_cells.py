"""What cells of imported tables mean, and what is refused rather than guessed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.bootstrap.tables import import_words
from inspector_app.domain.errors import IntakeError
from inspector_app.domain.master_import import cells
from inspector_app.domain.master_import.table import is_blank, letter_of, shown
from inspector_app.domain.master_import.words import ImportWords, fold
from tests.fakes.import_tables import to_utc

RAW = st.one_of(
    st.text(max_size=30), st.integers(), st.floats(), st.booleans(), st.dates(), st.datetimes()
)


def refused(how: Callable[[], Any]) -> str:
    with pytest.raises(IntakeError) as found:
        how()
    return found.value.code


def test_texts_keep_their_characters_and_lose_what_nobody_sees() -> None:
    assert cells.text("  氨基酸（温和）洁面乳 ", 40) == "氨基酸（温和）洁面乳"
    assert cells.text("a\u200b b\n c\xa0d\u3000e", 40) == "a b c d e"
    assert cells.text(12.0, 40) == "12"
    assert cells.text(0.5, 40) == "0.5"
    assert refused(lambda: cells.text("a\x07b", 40)) == "import_unprintable"
    assert refused(lambda: cells.text("\u202eabc", 40)) == "import_unprintable"
    assert refused(lambda: cells.text("x" * 41, 40)) == "import_too_long"
    assert refused(lambda: cells.text(date(2026, 3, 8), 40)) == "import_cell_is_date"
    assert refused(lambda: cells.text(True, 40)) == "import_cell_is_truth"


def test_codes_become_plain_and_spoilt_ones_are_refused() -> None:
    assert cells.code("ＡＢ－１２３", 40) == "AB-123"
    assert cells.code(6923456000117.0, 40) == "6923456000117"
    assert refused(lambda: cells.code("6.92E+12", 40)) == "import_scientific"
    assert refused(lambda: cells.code("6.92345600011700e+12", 40)) == "import_scientific"
    assert cells.code("12E5", 40) == "12E5"
    assert refused(lambda: cells.code(369234560000000019.0, 40)) == "import_number_rounded"
    assert cells.codes("a；b, c、d\ne/f|g", 80) == ["a", "b", "c", "d", "e", "f", "g"]


def test_trade_numbers_and_pallets() -> None:
    assert cells.gtin("6923456000117") == "06923456000117"
    assert cells.gtin("692-3456-000117") == "06923456000117"
    assert refused(lambda: cells.gtin("6923456000118")) == "import_bad_gtin"
    assert cells.sscc("369234560000000019") == "369234560000000019"
    assert cells.sscc("00369234560000000019") == "369234560000000019"
    assert refused(lambda: cells.sscc("369234560000000018")) == "import_bad_sscc"
    assert refused(lambda: cells.sscc("123")) == "import_bad_sscc"


@pytest.mark.parametrize("value", ["1,200", "１２００", 1200.0, 1200, "1200.00"])
def test_counts(value: Any) -> None:
    assert cells.whole(value, 1, 10_000) == 1200


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("12.5", "import_not_whole"), (12.5, "import_not_whole"), ("-5", "import_not_whole"),
        ("一百", "import_not_whole"), (True, "import_not_whole"), ("0", "import_out_of_range"),
        (float("inf"), "import_not_whole"), (float("nan"), "import_not_whole"),
        ("1E+3", "import_scientific"), ("12,00", "import_not_whole"), ("٣", "import_not_whole"),
        (10_001.0, "import_out_of_range"), (date(2026, 1, 1), "import_cell_is_date"),
    ],
)  # fmt: skip
def test_what_is_no_count(value: Any, code: str) -> None:
    assert refused(lambda: cells.whole(value, 1, 10_000)) == code


@pytest.mark.parametrize(
    "value",
    ["2026-09-10", "2026/9/10", "2026.09.10", "20260910", "2026年9月10日", "２０２６－０９－１０",
     20260910.0, date(2026, 9, 10), datetime(2026, 9, 10, 8, 30)],
)  # fmt: skip
def test_days(value: Any) -> None:
    assert cells.day(value) == date(2026, 9, 10)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("10/9/2026", "import_date_unclear"), ("26-09-10", "import_date_unclear"),
        ("46275", "import_date_number"), (46275.0, "import_date_number"),
        ("2026-02-30", "import_date_none"), ("20261301", "import_date_none"),
        ("1999-12-31", "import_date_range"), (date(2100, 1, 1), "import_date_range"),
        ("\u200b", "import_date_unclear"), ("9月10日", "import_date_unclear"),
    ],
)  # fmt: skip
def test_what_is_no_day(value: Any, code: str) -> None:
    assert refused(lambda: cells.day(value)) == code


def test_moments_are_the_warehouses() -> None:
    at = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
    end = datetime(2026, 11, 22, 15, 59, tzinfo=UTC)
    assert cells.moment("2026-11-22 14:30", to_utc) == at
    assert cells.moment("2026-11-22T14:30:00", to_utc) == at
    assert cells.moment("2026-11-22T06:30Z", to_utc) == at
    assert cells.moment("2026-11-22 15:30 +09:00", to_utc) == at
    assert cells.moment(datetime(2026, 11, 22, 14, 30), to_utc) == at
    assert cells.moment(date(2026, 11, 22), to_utc) == end
    assert cells.moment("2026/11/22", to_utc) == end
    assert refused(lambda: cells.moment("2026-11-22 下午", to_utc)) == "import_date_unclear"
    assert refused(lambda: cells.moment("2026-11-22 25:00", to_utc)) == "import_date_none"
    assert refused(lambda: cells.moment("2026-11-22 12:00+99:99", to_utc)) == "import_date_none"


def test_choices_are_found_by_any_word() -> None:
    words = import_words().choices
    assert cells.choice(" 化妆品 ", words["category"]) == "cosmetics"
    assert cells.choice("Personal Care", words["category"]) == "personal_care"
    assert cells.choice(True, words["truth"]) == "yes"
    assert cells.choice(False, words["state"]) == "inactive"
    assert cells.choice(1.0, words["truth"]) == "yes"
    assert cells.choice("√", words["truth"]) == "yes"
    with pytest.raises(IntakeError) as found:
        cells.choice("化妆", words["category"])
    assert found.value.params["allowed"] == (
        "化妆品 (cosmetics), 个人护理 (personal_care), 食品 (food), 家居 (household)"
    )
    assert refused(lambda: cells.choice(0.5, words["truth"])) == "import_choice"


@given(RAW)
def test_any_cell_is_understood_or_refused(value: Any) -> None:
    words = import_words().choices["category"]
    readers: list[Callable[[], Any]] = [
        lambda: cells.text(value, 40), lambda: cells.code(value, 40),
        lambda: cells.codes(value, 40), lambda: cells.whole(value, 1, 9),
        lambda: cells.day(value), lambda: cells.moment(value, to_utc),
        lambda: cells.choice(value, words),
    ]  # fmt: skip
    for read in readers:
        code = ""
        try:
            read()
        except IntakeError as problem:
            code = problem.code
        assert code == "" or code.startswith("import_")


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_day_reads_back(day: date) -> None:
    for text in (day.isoformat(), f"{day:%Y%m%d}", f"{day.year}年{day.month}月{day.day}日"):
        assert cells.day(text) == day


def test_headings_are_compared_by_what_counts() -> None:
    assert fold(" 商品编码（必填）* ") == fold("商品编码")
    assert fold("Units per carton [pcs]") == fold("unitsPerCarton")
    assert fold("（备注）") == "备注"
    assert fold(" √ ") == "√"
    assert import_words().columns["products"]["sku"].heading("en") == "SKU"
    assert import_words().columns["products"]["sku"].heading("zh") == "商品编码"


def test_two_columns_cannot_share_a_heading() -> None:
    kinds = '\n[columns.{}]\na = {{zh = ["甲"], en = ["A"]}}\nb = {{zh = ["{}"], en = ["B"]}}\n'
    text = "[choices]\n" + kinds.format("products", "甲")
    text += "".join(kinds.format(kind, "乙") for kind in ("suppliers", "orders", "users"))
    with pytest.raises(ValueError, match="甲"):
        ImportWords.from_toml(text)


def test_places_and_values_are_shown_as_a_spreadsheet_shows_them() -> None:
    assert [letter_of(index) for index in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert shown(None) == ""
    assert shown(" a\nb ") == "a b"
    assert shown("x" * 60) == "x" * 39 + "…"
    assert is_blank(" ")
    assert not is_blank(0)
