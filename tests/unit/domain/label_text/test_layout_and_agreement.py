"""Where a value stands to its word, and when two passes are believed."""

from __future__ import annotations

import math
from datetime import date

import pytest

from inspector_app.bootstrap.tables import label_tables
from inspector_app.domain.label_text.read_label import read_label
from inspector_app.domain.label_text.reading import LabelReading, TextLine, TextPass
from inspector_app.domain.shelf_life import Claim

ON = date(2026, 11, 22)
Placed = tuple[str, float, float]
"""Text, left and top in pixels; characters are 20 wide and 40 high."""


def line(text: str, left: float, top: float, turn: float = 0.0) -> TextLine:
    wide = sum(20 if char.isascii() else 40 for char in text)
    corners = ((left, top), (left + wide, top), (left + wide, top + 40), (left, top + 40))
    cosine, sine = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    return TextLine(
        text=text, box=tuple((x * cosine - y * sine, x * sine + y * cosine) for x, y in corners)
    )


def read(
    first: list[Placed],
    second: list[Placed] | None = None,
    *,
    turn: float = 0.0,
    barcode: Claim | None = None,
) -> LabelReading:
    passes = [
        TextPass(name=name, lines=tuple(line(*one, turn=turn) for one in lines))
        for name, lines in (("half", first), ("soft", first if second is None else second))
    ]
    return read_label(passes, 1600, 1200, ON, label_tables(), barcode=barcode)


def column(*texts: str) -> list[Placed]:
    return [(text, 100.0, 100.0 + 60 * row) for row, text in enumerate(texts)]


def filled(reading: LabelReading) -> dict[str, str]:
    return {field.name: field.value for field in reading.fields if field.value is not None}


def offered(reading: LabelReading, name: str) -> list[tuple[str, str]]:
    field = reading.field(name)  # type: ignore[arg-type]
    return [] if field is None else [(one.value, one.doubt) for one in field.candidates]


@pytest.mark.parametrize("turn", [0.0, 12.0, -12.0, 90.0, 180.0])
def test_a_value_right_of_its_word_belongs_to_it_however_the_label_lies(turn: float) -> None:
    reading = read(
        [
            ("MFG", 100, 100), ("20241118", 300, 104), ("EXP", 100, 160), ("20250517", 300, 162),
            ("LOT", 100, 220), ("L70143", 300, 221),
        ],
        turn=turn,
    )  # fmt: skip
    assert filled(reading) == {"produced": "2024-11-18", "expires": "2025-05-17", "lot": "L70143"}


def test_values_below_their_words_belong_to_them_by_column() -> None:
    reading = read(
        [
            ("生产日期", 100, 100), ("限用日期", 500, 100), ("批号", 900, 100),
            ("2025/06/01", 100, 160), ("2028/05/31", 500, 160), ("L70143", 900, 160),
        ]
    )  # fmt: skip
    assert filled(reading) == {"produced": "2025-06-01", "expires": "2028-05-31", "lot": "L70143"}


def test_two_columns_read_as_one_line_stay_two() -> None:
    reading = read(column("生产日期：2025年10月14日限用日期：2028年10月13日"))
    assert filled(reading) == {"produced": "2025-10-14", "expires": "2028-10-13"}


def test_words_that_share_their_values_take_them_in_order() -> None:
    reading = read(column("生产日期/有效期至：20250601/20280531"))
    assert filled(reading) == {"produced": "2025-06-01", "expires": "2028-05-31"}


def test_one_value_for_two_words_is_only_offered() -> None:
    reading = read(column("生产日期/有效期至：20250601"))
    assert filled(reading) == {}
    assert offered(reading, "produced") == [("2025-06-01", "which_date")]


def test_a_broken_head_before_the_value_does_no_harm() -> None:
    reading = read([("生产日期", 100, 100), ("月2023.08.28", 400, 104)])
    assert filled(reading) == {"produced": "2023-08-28"}


def test_two_dates_without_words_are_offered_earlier_as_production() -> None:
    reading = read(column("20250523 20300522", "L83377"))
    assert filled(reading) == {}
    assert offered(reading, "produced")[0] == ("2025-05-23", "no_keyword")
    assert offered(reading, "expires")[0] == ("2030-05-22", "no_keyword")
    assert offered(reading, "lot") == [("L83377", "no_keyword")]


def test_a_lone_past_date_beside_a_life_is_offered_as_production_only() -> None:
    reading = read(column("2024-12-15 合格", "保质期:2年"))
    assert filled(reading) == {"shelf_life": "2Y"}
    assert offered(reading, "produced") == [("2024-12-15", "no_keyword")]
    assert offered(reading, "expires") == []


def test_a_rival_in_either_pass_keeps_a_value_from_being_filled_in() -> None:
    once = column("生产日期：2025-06-01")
    assert filled(read(once, column("生产日期：2025-06-01", "生产日期：2025-06-07"))) == {}


def test_a_slashed_zero_read_as_eight_is_repaired_and_the_other_date_picks_it() -> None:
    reading = read(
        column("生产日期:2025-09-06", "限期使用:2030-09-85"),
        column("生产日期:2825-09-06", "限期使用:2030-09-85"),
    )
    assert filled(reading) == {}
    assert offered(reading, "produced")[0][0] == "2025-09-06"
    assert offered(reading, "expires")[0] == ("2030-09-05", "digits_repaired")


def test_dates_an_odd_time_apart_are_offered_with_what_would_fit() -> None:
    reading = read(column("生产日期:2025-01-28", "限用日期:2028-01-19"))
    assert filled(reading) == {}
    produced = offered(reading, "produced")
    assert produced[0] == ("2025-01-28", "odd_span")
    assert "2025-01-20" in [value for value, _ in produced[:3]]


def test_dates_the_wrong_way_round_are_a_problem() -> None:
    reading = read(column("生产日期：2026-03-01", "保质期至：2025-03-01"))
    assert filled(reading) == {}
    assert [one.code for one in reading.problems] == ["dates_disagree"]


def test_a_lone_date_is_not_believed_where_another_was_misread() -> None:
    once = column("保质期至：2027-03-18", "生产日期：2825-09-06")
    assert offered(read(once), "expires")[0] == ("2027-03-18", "digits_unsure")


def test_agreement_on_an_unclear_picture_is_not_believed() -> None:
    texts = (
        "产地：福建省津润带",
        "服务热线：400-800-1234",
        "贮存条件：请置于阴凉处",
        "限用日期：2027-11-14",
    )
    other = (
        "产纯：福建痛津润师",
        "报务热钱：408-880-1284",
        "购疗条仵：清置干明凉外",
        "限用日期：2027-11-14",
    )
    assert offered(read(column(*texts), column(*other)), "expires") == [
        ("2027-11-14", "unclear_picture")
    ]


@pytest.mark.parametrize("word", ["产日期", "生产曰期", "生产日朝", "生产日其"])
def test_a_word_half_read_by_one_pass_is_believed_when_the_other_read_it(word: str) -> None:
    reading = read(column("生产日期：2025-06-01"), column(f"{word}：2025-06-01"))
    assert filled(reading) == {"produced": "2025-06-01"}
    both = read(column(f"{word}：2025-06-01"))
    assert filled(both) == {}
    assert offered(both, "produced") == [("2025-06-01", "keyword_guessed")]


def test_a_leading_one_without_a_colon_offers_both_batches() -> None:
    assert offered(read(column("批号1KH6244B")), "lot") == [
        ("KH6244B", "colon_or_one"),
        ("1KH6244B", "colon_or_one"),
    ]


def test_a_barcode_ranks_but_never_fills_in() -> None:
    reading = read(column("EXP 01/03/2027"), barcode=Claim(expires=date(2027, 1, 3)))
    assert filled(reading) == {}
    assert offered(reading, "expires")[0][0] == "2027-01-03"


def test_the_box_of_a_field_is_its_part_of_the_line() -> None:
    (field,) = read([("生产日期：2025-06-01", 100, 100)]).fields
    left = min(x for x, _ in field.candidates[0].box)
    assert 250 < left < 330


def test_no_pass_and_an_empty_pass_are_an_empty_reading() -> None:
    assert read_label([], 10, 10, ON, label_tables()).fields == ()
    assert read([]).fields == ()


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("净含量：500克", "net_content", "500g"),
        ("净含量：50g℮", "net_content", "50g"),
        ("净含量：30ml×2", "net_content", "30ml×2"),
        ("净含量：5片×25毫升", "net_content", "25ml×5"),
        ("净含量:100m1", "net_content", "100ml"),
        ("NET WT. 1.2KG", "net_content", "1.2kg"),
        ("食品生产许可证编号：SC19675499671141", "licence", "SC19675499671141"),
        ("生产许可证编号：粤妆20167004", "licence", "粤妆20167004"),
        ("备案编号：粤G妆网备字2021036609", "filing", "粤G妆网备字2021036609"),
        ("注册证编号：国妆特字20213456", "filing", "国妆特字20213456"),
        ("备案编号：国妆网备进字（沪）2020000001", "filing", "国妆网备进字(沪)2020000001"),
        ("执行标准：QB/T1857", "standard_number", "QB/T 1857"),
        ("产品标准代号：GB/T 20980-2021", "standard_number", "GB/T 20980-2021"),
        ("产品标准代号：Q/ABC 0001S", "standard_number", "Q/ABC 0001S"),
        ("产品标准代号：Q/ABC0001S", "standard_number", "Q/ABC 0001S"),
    ],
)
def test_numbers_have_one_way_of_writing(text: str, field: str, value: str) -> None:
    assert filled(read(column(text)))[field] == value


def test_elements_are_hints_with_their_place_and_passes() -> None:
    reading = read(
        column(
            "配料：小麦粉、白砂糖", "贮存条件：阴凉干燥处", "营养成分表", "致敏物质提示：含麸质"
        ),
        column("配料：小麦粉、白砂糖", "贮存条伴：阴凉", "营养成分表", "致敏物质提示：含麸质"),
    )
    seen = {one.element: one for one in reading.elements}
    assert {"F02", "F07", "F10", "F11"} <= set(seen)
    assert seen["F07"].passes == ("half",)
    assert seen["F02"].passes == ("half", "soft")
    assert seen["F02"].text == "配料：小麦粉、白砂糖"


@pytest.mark.parametrize(
    ("texts", "field"),
    [
        (("生产日期：2025年10月1",), "produced"),
        (("生产日期：2025-10-1",), "produced"),
        (("EXP 2028-02-",), "expires"),
        (("生产日期：2025-06-01", "保质期至：2027年05月"), "expires"),
    ],
)
def test_a_date_that_may_have_lost_its_end_is_only_offered(
    texts: tuple[str, ...], field: str
) -> None:
    reading = read(column(*texts))
    assert field not in filled(reading)
    assert offered(reading, field)[0][1] == "maybe_cut"


def test_an_unusual_life_is_only_offered() -> None:
    assert offered(read(column("保质期：86个月")), "shelf_life") == [("86M", "unlikely_life")]


def test_the_validity_of_a_licence_is_no_expiry() -> None:
    assert offered(read(column("许可证有效期至：2028-05-01")), "expires") == []


def test_a_date_before_the_word_of_a_batch_is_no_production() -> None:
    reading = read(column("20280301生产批号：KH1234B"))
    assert filled(reading) == {"lot": "KH1234B"}


def test_a_value_beside_its_own_word_is_not_for_the_word_above() -> None:
    reading = read(
        [("生产日期：", 100, 100), ("EXP", 60, 160), ("20270630", 150, 160)],
    )
    assert filled(reading) == {"expires": "2027-06-30"}
    assert offered(reading, "produced") == []


def test_the_wording_counts_where_the_value_stands_below() -> None:
    reading = read([("限期使用日期：", 100, 100), ("2028-02", 100, 160)])
    assert offered(reading, "expires") == [("2028-02", "month_meaning")]


@pytest.mark.parametrize(
    ("printed", "read_as"),
    [
        ("ZC2908C", "ZC290SC"), ("S9582D", "59582D"), ("Z26060750", "226060750"),
        ("L61732", "161732"), ("KH6009B", "KH60098"), ("20230203A8", "2023020348"),
    ],
)  # fmt: skip
def test_a_batch_whose_letters_and_digits_are_unsure_is_offered_both_ways(
    printed: str, read_as: str
) -> None:
    reading = read(column(f"批号：{read_as}"))
    assert filled(reading) == {}
    assert (printed, "letter_or_digit") in offered(reading, "lot")[:3]


@pytest.mark.parametrize(
    "batch", ["H24112518", "KH7568B", "20240912A8", "2310749-4", "L75925", "A23082212", "6060"]
)
def test_a_batch_of_a_usual_shape_is_filled_in(batch: str) -> None:
    assert filled(read(column(f"批号：{batch}"))) == {"lot": batch}
