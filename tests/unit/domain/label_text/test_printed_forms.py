"""Each printed form of a date as it stands on goods: filled in, or only offered."""

from __future__ import annotations

from datetime import date

import pytest

from inspector_app.bootstrap.tables import label_tables
from inspector_app.domain.label_text.read_label import read_label
from inspector_app.domain.label_text.reading import LabelReading, TextLine, TextPass

ON = date(2026, 11, 22)


def read(*lines: str, other: tuple[str, ...] | None = None, on: date = ON) -> LabelReading:
    """Two passes that read the same lines one below the other, or ``other`` in the second."""
    texts = (lines, lines if other is None else other)
    passes = [
        TextPass(
            name=name,
            lines=tuple(
                TextLine(
                    text=text,
                    box=(
                        (100.0, 100.0 + 60 * row),
                        (100.0 + 24 * len(text), 100.0 + 60 * row),
                        (100.0 + 24 * len(text), 140.0 + 60 * row),
                        (100.0, 140.0 + 60 * row),
                    ),
                )
                for row, text in enumerate(texts[index])
            ),
        )
        for index, name in enumerate(("half", "soft"))
    ]
    return read_label(passes, 1600, 1200, on, label_tables())


def offered(reading: LabelReading, name: str) -> list[str]:
    """All candidates of a field, the likeliest first."""
    field = reading.field(name)  # type: ignore[arg-type]
    return [] if field is None else [one.value for one in field.candidates]


def filled(reading: LabelReading, name: str) -> str | None:
    """What may be prefilled."""
    field = reading.field(name)  # type: ignore[arg-type]
    return None if field is None else field.value


CERTAIN = [
    ("D01", "生产日期：20260301", "produced", "2026-03-01"),
    ("D02", "生产日期：2026 03 01", "produced", "2026-03-01"),
    ("D03", "生产日期 2026/03/01", "produced", "2026-03-01"),
    ("D04", "生产日期:2026-03-01", "produced", "2026-03-01"),
    ("D05", "生产日期：2026.03.01", "produced", "2026-03-01"),
    ("D05", "生产日期：2026。03。01", "produced", "2026-03-01"),
    ("D05", "生产日期：202603.01", "produced", "2026-03-01"),
    ("D05", "生产日期：2026/03.01", "produced", "2026-03-01"),
    ("D06", "生产日期：2026年3月1日", "produced", "2026-03-01"),
    ("D06", "生产日期：2026 年 03 月 01 日", "produced", "2026-03-01"),
    ("D07", "生产日期：2026年03月", "produced", "2026-03"),
    ("D11", "生产日期：2026/3/1", "produced", "2026-03-01"),
    ("D13", "MFG 13/03/2026", "produced", "2026-03-13"),
    ("D14", "MFG 03/13/2026", "produced", "2026-03-13"),
    ("D15", "EXP 03/2028", "expires", "2028-03"),
    ("D16", "EXP 2028-02", "expires", "2028-02"),
    ("D18", "MFG 01 MAR 2026", "produced", "2026-03-01"),
    ("D18", "MFG 1 MÄRZ 2026", "produced", "2026-03-01"),
    ("D18", "MFG 05 MAI 2026", "produced", "2026-05-05"),
    ("D18", "EXP DEC 31, 2028", "expires", "2028-12-31"),
    ("D18", "EXP 31 DEZ 2028", "expires", "2028-12-31"),
    ("D18", "EXP:31 0CT 2028", "expires", "2028-10-31"),
    ("D18", "EXP 310CT2028", "expires", "2028-10-31"),
    ("D19", "EXP MAR 2028", "expires", "2028-03"),
    ("D20", "BB 12 2027", "expires", "2027-12"),
    ("D21", "Best Before: 2027.12.31", "expires", "2027-12-31"),
    ("D25", "限用日期 2028/02/28", "expires", "2028-02-28"),
    ("D26", "保质期至 2027年03月12日", "expires", "2027-03-12"),
    ("D27", "保质期到期日:2027 03 12", "expires", "2027-03-12"),
    ("D28", "请于2027年3月15日前食用", "expires", "2027-03-15"),
    ("D28", "2027年3月15日止", "expires", "2027-03-15"),
    ("D29", "此日期前最佳 2027.03.15", "expires", "2027-03-15"),
    ("D29", "此日期前食（饮）用最佳 2027.03.15", "expires", "2027-03-15"),
    ("D40", "生产批号及限期使用日期:EB26A 20290131", "expires", "2029-01-31"),
    ("D41", "生产日期 20260301 08:15 B2", "produced", "2026-03-01"),
    ("D41", "生产日期 2026030108:15", "produced", "2026-03-01"),
    ("D42", "MFG20260301EXP20290228", "produced", "2026-03-01"),
    ("D42", "MFG20260301EXP20290228", "expires", "2029-02-28"),
    ("D42", "P20260301E20290228", "expires", "2029-02-28"),
    ("D44", "製造日期 2026.03.01 有效日期 2028.02.29", "produced", "2026-03-01"),
    ("D44", "製造日期 2026.03.01 有效日期 2028.02.29", "expires", "2028-02-29"),
    ("D44", "生產日期：2026.03.01", "produced", "2026-03-01"),
    ("D44", "凈含量：500g 保質期至 2028.02.29", "expires", "2028-02-29"),
    ("D45", "賞味期限 2027年3月", "expires", "2027-03"),
    ("D46", "製造年月日 令和8年3月1日", "produced", "2026-03-01"),
    ("D46", "製造日期 R8.3.1", "produced", "2026-03-01"),
    ("D47", "2027.03.01까지", "expires", "2027-03-01"),
    ("D47", "유통기한 2027.03.01", "expires", "2027-03-01"),
    ("D47", "제조 2026.03.01", "produced", "2026-03-01"),
    ("D48", "EXP 28FEB2029", "expires", "2029-02-28"),
    ("D49", "生产日期：２０２６．０３．０１", "produced", "2026-03-01"),
    ("D50", "生产日期：2O26.O3.O1", "produced", "2026-03-01"),
    ("D50", "生产日期：2026.03.0l", "produced", "2026-03-01"),
    ("colon", "生产日期12026/03/01", "produced", "2026-03-01"),
    ("colon", "生产日期120260301", "produced", "2026-03-01"),
]


@pytest.mark.parametrize(("form", "line", "field", "value"), CERTAIN)
def test_a_form_with_one_meaning_is_filled_in(form: str, line: str, field: str, value: str) -> None:
    assert filled(read(line), field) == value, form


AMBIGUOUS = [
    ("D08", "生产日期 26/03/01", "produced", "2026-03-01"),
    ("D09", "生产日期 26.03.01", "produced", "2026-03-01"),
    ("D10", "生产日期 260301", "produced", "2026-03-01"),
    ("D12", "MFG 01/03/2026", "produced", "2026-03-01"),
    ("D17", "EXP 0328", "expires", "2028-03"),
    ("D20", "BBE 12/27", "expires", "2027-12"),
    ("D22", "Use by 31-12-27", "expires", "2027-12-31"),
    ("D23", "限期使用日期:2028-02", "expires", "2028-02"),
    ("D43", "P 01.03.26 E 28.02.29", "produced", "2026-03-01"),
    ("D43", "P 01.03.26 E 28.02.29", "expires", "2029-02-28"),
    ("D45", "賞味期限 27.03.01", "expires", "2027-03-01"),
    ("D48", "EXP 28FEB29", "expires", "2029-02-28"),
]


@pytest.mark.parametrize(("form", "line", "field", "value"), AMBIGUOUS)
def test_an_ambiguous_form_is_offered_with_the_likeliest_first_and_never_filled_in(
    form: str, line: str, field: str, value: str
) -> None:
    reading = read(line)
    assert filled(reading, field) is None, form
    assert offered(reading, field)[:1] == [value], form
    found = reading.field(field)  # type: ignore[arg-type]
    assert found is not None
    assert found.candidates[0].doubt


def test_d12_offers_both_orders() -> None:
    assert offered(read("EXP 01/03/2027"), "expires") == ["2027-03-01", "2027-01-03"]


def test_d10_without_a_date_word_is_nothing() -> None:
    reading = read("260301")
    assert offered(reading, "produced") == []
    assert offered(reading, "expires") == []


def test_d24_makes_the_printed_day_the_first_that_is_not_good() -> None:
    found = read("请在标注日期前使用:20280228").field("expires")
    assert found is not None
    assert (found.value, found.candidates[0].exclusive) == ("2028-02-28", True)


def test_d28_is_inclusive() -> None:
    found = read("请于2027年3月15日前食用").field("expires")
    assert found is not None
    assert not found.candidates[0].exclusive


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("保质期：18个月", "18M"),
        ("保质期 三年", "3Y"),
        ("保质期：十八个月", "18M"),
        ("保质期:两年", "2Y"),
        ("保质期：180天", "180D"),
        ("保质期：十二个月", "12M"),
        ("SHELF LIFE: 24 MONTHS", "24M"),
        ("保质期：一年半", "18M"),
    ],
)
def test_a_duration_is_a_shelf_life(line: str, value: str) -> None:
    assert filled(read(line), "shelf_life") == value


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("保质期:常温180天,冷藏(0~4℃)21天", ["180D", "21D"]),
        ("保质期:春夏3天 秋冬5天", ["3D", "5D"]),
        ("保质期 4-9月 3天", ["3D"]),
    ],
)
def test_several_or_seasonal_durations_ask(line: str, values: list[str]) -> None:
    reading = read(line)
    assert filled(reading, "shelf_life") is None
    assert offered(reading, "shelf_life") == values


@pytest.mark.parametrize(
    "line", ["12M", "开封后12个月内使用", "开封后使用期限：12个月", "开封后保质期12个月"]
)
def test_a_period_after_opening_is_never_a_shelf_life(line: str) -> None:
    reading = read(line)
    assert offered(reading, "opened_life") == ["12M"]
    assert offered(reading, "shelf_life") == []


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("生产日期见瓶底", "瓶底"),
        ("生产日期：见包装喷码", "包装喷码"),
        ("生产日期:见封口处", "封口处"),
        ("生产日期/限用日期/批号见喷码", "喷码"),
        ("生产日期：标于瓶身", "瓶身"),
    ],
)
def test_d36_tells_where_to_look(line: str, place: str) -> None:
    reading = read(line)
    told = {dict(problem.params)["field"]: problem for problem in reading.problems}
    assert told["produced"].code == "see_elsewhere"
    assert dict(told["produced"].params)["place"] == place
    assert offered(reading, "produced") == []


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("LOT 6060", "6060"),
        ("LOT:2411325-3 21:55", "2411325-3"),
        ("LOT:2411325-321:55", "2411325-3"),
        ("批号：L2603A", "L2603A"),
        ("批号 20260301A12", "20260301A12"),
        ("生产批号及限期使用日期:EB26A 20290131", "EB26A"),
        ("批号：KH 7568B", "KH7568B"),
        ("Batch No. 24A117", "24A117"),
    ],
)
def test_a_batch_is_taken_as_printed_without_time(line: str, value: str) -> None:
    assert filled(read(line), "lot") == value


@pytest.mark.parametrize("line", ["L2603A", "LOT 6060", "批号 L260301", "批号：2411325-3"])
def test_a_batch_is_never_a_date(line: str) -> None:
    reading = read(line)
    assert offered(reading, "produced") == []
    assert offered(reading, "expires") == []


def test_d39_suggests_the_day_in_a_batch_and_wants_it_confirmed() -> None:
    reading = read("批号 20260301A12")
    assert filled(reading, "produced") is None
    assert offered(reading, "produced") == ["2026-03-01"]


@pytest.mark.parametrize("digits", ["2026.13.40", "2026-02-30", "20261301", "2026年4月31日"])
def test_d51_a_day_no_calendar_has_is_refused(digits: str) -> None:
    reading = read(f"生产日期：{digits}")
    assert filled(reading, "produced") is None
    assert "impossible_date" in {problem.code for problem in reading.problems}


def test_d52_production_to_come_is_a_problem_and_never_filled_in() -> None:
    reading = read("生产日期：2027-03-01")
    assert filled(reading, "produced") is None
    assert [problem.code for problem in reading.problems] == ["future_production"]
    assert offered(reading, "produced")[0] == "2027-03-01"
