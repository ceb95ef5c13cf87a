"""Every date in every certain form comes back; days no calendar has never do."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from inspector_app.bootstrap.tables import label_tables
from inspector_app.domain.label_text.printed_dates import printed_dates, repaired_dates
from inspector_app.domain.label_text.read_label import read_label
from inspector_app.domain.label_text.reading import LabelReading, TextLine, TextPass
from inspector_app.domain.label_text.timeline import usual_span
from inspector_app.domain.shelf_life import LabelDate, Life, parse_label_date

ON = date(2026, 11, 22)
DAYS = st.dates(min_value=date(2015, 1, 1), max_value=ON)
MONTHS = (
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
)  # fmt: skip
CERTAIN = (
    "{y:04d}{m:02d}{d:02d}", "{y:04d} {m:02d} {d:02d}", "{y:04d}/{m:02d}/{d:02d}",
    "{y:04d}-{m:02d}-{d:02d}", "{y:04d}.{m:02d}.{d:02d}", "{y:04d}年{m:02d}月{d:02d}日",
    "{y:04d}年{m}月{d}日", "{y:04d}/{m}/{d}", "{y:04d}.{m}.{d}", "{d:02d} {mon} {y:04d}",
    "{d:02d}{mon}{y:04d}", "{mon} {d}, {y:04d}", "{y:04d}{m:02d}{d:02d} 08:15 B2",
)  # fmt: skip


def read(*lines: str) -> LabelReading:
    passes = [
        TextPass(name=name, lines=tuple(TextLine(text=line, box=()) for line in lines))
        for name in ("half", "soft")
    ]
    return read_label(passes, 1000, 800, ON, label_tables())


def written(form: str, day: date) -> str:
    return form.format(y=day.year, m=day.month, d=day.day, mon=MONTHS[day.month - 1])


def may_be_cut(form: str, day: date) -> bool:
    """A day of one digit after a month of two, with nothing behind it: 2025/10/1 of 2025/10/15."""
    return form in ("{y:04d}/{m}/{d}", "{y:04d}.{m}.{d}") and day.month > 9 and day.day < 10


def value(reading: LabelReading, name: str) -> str | None:
    field = reading.field(name)  # type: ignore[arg-type]
    return None if field is None else field.value


@given(
    day=DAYS,
    form=st.sampled_from(CERTAIN),
    word=st.sampled_from(["生产日期：", "MFG ", "生产日期"]),
)
def test_a_date_in_a_certain_form_comes_back(day: date, form: str, word: str) -> None:
    assume(not may_be_cut(form, day))
    assert value(read(word + written(form, day)), "produced") == day.isoformat()


@given(
    day=DAYS,
    months=st.sampled_from([6, 12, 18, 24, 36]),
    form=st.sampled_from(CERTAIN),
    other=st.sampled_from(CERTAIN),
)
def test_two_dates_and_a_life_that_fit_are_all_filled_in(
    day: date, months: int, form: str, other: str
) -> None:
    last = Life(amount=months, unit="M").after(day) - timedelta(days=1)
    assume(not may_be_cut(form, day) and not may_be_cut(other, last))
    reading = read(
        f"生产日期：{written(form, day)}",
        f"限用日期：{written(other, last)}",
        f"保质期：{months}个月",
    )
    assert value(reading, "produced") == day.isoformat()
    assert value(reading, "expires") == last.isoformat()
    assert value(reading, "shelf_life") == f"{months}M"


@given(day=DAYS, off=st.integers(min_value=5, max_value=25))
def test_dates_that_do_not_fit_the_life_are_never_filled_in(day: date, off: int) -> None:
    last = Life(amount=12, unit="M").after(day) + timedelta(days=off)
    reading = read(f"生产日期：{day}", f"保质期至：{last}", "保质期：12个月")
    assert value(reading, "produced") is None
    assert value(reading, "expires") is None
    assert [problem.code for problem in reading.problems] == ["dates_disagree"]


@given(
    year=st.integers(min_value=2015, max_value=2026),
    month=st.integers(min_value=0, max_value=99),
    day=st.integers(min_value=0, max_value=99),
    mark=st.sampled_from(["", "-", "/", "."]),
)
def test_what_is_filled_in_is_a_day_of_the_calendar_with_those_digits(
    year: int, month: int, day: int, mark: str
) -> None:
    found = value(read(f"生产日期：{year:04d}{mark}{month:02d}{mark}{day:02d}"), "produced")
    real = 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]
    if real and date(year, month, day) <= ON:
        assert found == date(year, month, day).isoformat()
    else:
        assert found is None


@given(day=DAYS, other=DAYS)
def test_passes_that_differ_fill_in_nothing(day: date, other: date) -> None:
    texts = (f"生产日期：{day}", f"生产日期：{other}")
    passes = [
        TextPass(name=name, lines=(TextLine(text=text, box=()),))
        for name, text in zip(("half", "soft"), texts, strict=True)
    ]
    found = read_label(passes, 1000, 800, ON, label_tables()).field("produced")
    assert found is not None
    assert found.agreed is (day == other)
    assert {day.isoformat(), other.isoformat()} <= {one.value for one in found.candidates}


@given(day=DAYS)
def test_one_pass_alone_fills_in_nothing(day: date) -> None:
    one = TextPass(name="half", lines=(TextLine(text=f"生产日期：{day}", box=()),))
    found = read_label([one], 1000, 800, ON, label_tables()).field("produced")
    assert found is not None
    assert (found.agreed, found.candidates[0].doubt) == (False, "one_pass")


@given(text=st.text(max_size=120))
def test_no_text_raises_and_every_date_found_is_real(text: str) -> None:
    for one in printed_dates(text, label_tables()):
        for each in one.values:
            assert each.first <= each.last
    reading = read(text, f"生产日期{text}", f"{text}EXP")
    for name in ("produced", "expires"):
        found = reading.field(name)  # type: ignore[arg-type]
        for candidate in found.candidates if found else ():
            assert str(parse_label_date(candidate.value)) == candidate.value


@given(day=DAYS, at=st.integers(min_value=0, max_value=7))
def test_a_slashed_zero_read_as_eight_is_repaired_among_the_first(day: date, at: int) -> None:
    digits = f"{day:%Y%m%d}"
    misread = digits[:at] + ("8" if digits[at] == "0" else digits[at]) + digits[at + 1 :]
    if misread == digits:
        assert LabelDate(year=day.year, month=day.month, day=day.day) not in repaired_dates(
            digits, 2015, 2026
        )
    else:
        assert LabelDate(year=day.year, month=day.month, day=day.day) in repaired_dates(
            misread, 2015, 2026
        )


@given(day=DAYS, months=st.integers(min_value=1, max_value=60), early=st.sampled_from([0, 1]))
def test_whole_months_are_a_usual_span(day: date, months: int, early: int) -> None:
    last = Life(amount=months, unit="M").after(day) - timedelta(days=early)
    assert usual_span(*(parse_label_date(each.isoformat()) for each in (day, last)))


@pytest.mark.parametrize(
    ("first", "last"), [("2025-01-28", "2028-01-19"), ("2025-03-01", "2025-03-01")]
)
def test_a_span_no_maker_prints(first: str, last: str) -> None:
    assert not usual_span(parse_label_date(first), parse_label_date(last))
