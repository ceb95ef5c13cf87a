"""Printed durations."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.domain.errors import DateError
from inspector_app.domain.shelf_life import parse_life
from inspector_app.domain.shelf_life.life import Life


@pytest.mark.parametrize(
    ("text", "life"),
    [
        ("36M", "36M"), ("180D", "180D"), ("3Y", "3Y"), ("36m", "36M"), (" 36 M ", "36M"),
        ("18个月", "18M"), ("18 个月", "18M"), ("18月", "18M"), ("18個月", "18M"),
        ("180天", "180D"), ("30日", "30D"), ("3年", "3Y"), ("三年", "3Y"), ("两年", "2Y"),
        ("十八个月", "18M"), ("一百八十天", "180D"), ("十天", "10D"), ("二十天", "20D"),
        ("三六〇天", "360D"), ("半年", "6M"), ("一年半", "18M"), ("1年6个月", "18M"),
        ("一年零六个月", "18M"), ("2年又3个月", "27M"), ("6周", "42D"), ("6 weeks", "42D"),
        ("两个星期", "14D"), ("12 months", "12M"), ("1 month", "1M"), ("2 years", "2Y"),
        ("2 YRS", "2Y"), ("24 mos", "24M"), ("90 days", "90D"), ("保质期：24个月", "24M"),
        ("保质期 三年", "3Y"), ("Shelf life: 24 months", "24M"), ("１８个月", "18M"),
        ("一百零五天", "105D"), ("两百天", "200D"),
    ],
)  # fmt: skip
def test_durations_are_read(text: str, life: str) -> None:
    assert str(parse_life(text)) == life


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "life_unreadable"), ("M", "life_unreadable"), ("36", "life_unreadable"),
        ("年", "life_unreadable"), ("半", "life_unreadable"), ("1.5年", "life_unreadable"),
        ("-3M", "life_unreadable"), ("保质期", "life_unreadable"), ("半个月", "life_unreadable"),
        ("常温180天,冷藏21天", "life_unreadable"), ("2026-03-01", "life_unreadable"),
        ("0D", "life_out_of_range"), ("零天", "life_out_of_range"), ("99999D", "life_out_of_range"),
        ("1201M", "life_out_of_range"), ("101Y", "life_out_of_range"),
        ("开封后12个月内使用", "life_is_after_opening"), ("開封後6M", "life_is_after_opening"),
        ("12M (open jar)", "life_is_after_opening"), ("开瓶后7天", "life_is_after_opening"),
        ("启用后6个月", "life_is_after_opening"), ("拆封后3个月", "life_is_after_opening"),
        ("未开封36M,开封后12M", "life_is_after_opening"), ("12M opened", "life_is_after_opening"),
        ("PAO 12M", "life_is_after_opening"), ("12M after opening", "life_is_after_opening"),
        ("保质期：开盖后3天", "life_is_after_opening"), ("6M/启封后", "life_is_after_opening"),
    ],
)  # fmt: skip
def test_what_is_no_life_is_refused(text: str, code: str) -> None:
    with pytest.raises(DateError) as refused:
        parse_life(text)
    assert refused.value.code == code


@given(text=st.text(alphabet="0123456789零一二两三十百年月个天日半又DMYW周 ", max_size=10))
def test_any_text_gives_a_life_or_a_code(text: str) -> None:
    code, life = "", Life(amount=1, unit="D")
    try:
        life = parse_life(text)
    except DateError as refused:
        code = refused.code
    assert code in {"", "life_unreadable", "life_out_of_range"}
    assert parse_life(str(life)) == life


def chinese(number: int) -> str:
    digits = "零一二三四五六七八九"
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{digits[hundreds]}百" if hundreds else ""
    if tens:
        text += f"{digits[tens]}十"
    elif hundreds and ones:
        text += "零"
    return text + (digits[ones] if ones else "")


@given(number=st.integers(1, 999))
def test_chinese_numerals_read_back(number: int) -> None:
    assert parse_life(f"{chinese(number)}天").amount == number


def test_nominal_days_serve_the_choice_of_a_band() -> None:
    assert [parse_life(text).nominal_days for text in ("36M", "3Y", "180D")] == [1080, 1095, 180]


@pytest.mark.parametrize(
    ("produced", "life", "last_b"),
    [
        (date(2021, 1, 3), "12M", date(2022, 1, 3)),
        (date(2026, 8, 31), "18M", date(2028, 2, 29)),
        (date(2024, 2, 29), "1Y", date(2025, 2, 28)),
        (date(2026, 3, 1), "180D", date(2026, 8, 28)),
    ],
)
def test_counting_starts_the_day_after_production(produced: date, life: str, last_b: date) -> None:
    assert parse_life(life).after(produced) == last_b


@given(
    last=st.dates(date(2000, 1, 1), date(2050, 12, 31)),
    life=st.builds(Life, amount=st.integers(1, 60), unit=st.sampled_from(["D", "M", "Y"])),
)
def test_an_estimated_production_day_leads_back_within_a_month_end(last: date, life: Life) -> None:
    back = life.after(life.before(last))
    assert timedelta(0) <= last - back <= timedelta(days=3)
