"""From a printed date and its word to what it may mean: readings ranked, doubts named."""

from __future__ import annotations

import re
from datetime import date

from inspector_app.domain.label_text.line import LabelLine
from inspector_app.domain.label_text.printed_dates import PrintedDate, as_label_date, repaired_dates
from inspector_app.domain.label_text.reading import FieldName
from inspector_app.domain.label_text.seen import NoDay, Seen
from inspector_app.domain.label_text.tables import WordKind
from inspector_app.domain.label_text.words import Word
from inspector_app.domain.shelf_life import LabelDate

YEARS_BACK = 15
_REPAIR_YEARS_BACK = 8
YEARS_AHEAD = 10
_MOST_REPAIRS = 6
_EIGHT_DIGITS = 8
# 限期使用日期 with a month only: its first day by the careful reading, its last by the other.
_MONTH_MEANING = re.compile(r"限[期用]|前")
_YEAR_FIRST = {"D10", "D17", "D20"}
_MARKS = ("-", ".", "/")
_SHORT_DAY = re.compile(r"\d{4}\D{1,3}(?:\d{2}\D{1,3}|\d\s?月\s?)\d\Z")
_DAY_OF_ONE = re.compile(r"\d{4}\D.*\D\d\Z")
_MONTH_OF_ONE = re.compile(r"20\d{2}\s?[-./]\s?1\Z")
_DIGIT_APART = re.compile(r"\s\d(?![\d:])")
_DAMAGED = re.compile(
    r"(?<![\d])1?(?P<y>\d{4})\s?[-./,:;年]{1,2}\s?(?P<m>\d{2})\s?[-./,:;月]{1,2}\s?(?P<d>\d{2})(?!\d)"
    r"|(?<!\d)1?(?P<run>\d{8})(?!\d)"
)


def date_seen(
    line: LabelLine,
    one: PrintedDate,
    kind: WordKind,
    word: Word | None,
    source: str,
    on: date,
    *,
    no_days: list[NoDay] | None = None,
    said_after: bool = False,
) -> list[Seen]:
    """The readings of one date, the likeliest first; what it may have been when it is no day."""
    name: FieldName = "produced" if kind == "produced" else "expires"
    box = line.part(one.start, one.end)
    guessed = word is not None and word.sure == "guessed"
    if not one.values:
        if no_days is not None:
            no_days.append(NoDay(name=name, text=one.text, box=box, source=source))
        return _repaired(name, _eight(one.text), one.text, box, source, on, guessed=guessed)
    said = "" if word is None else word.text
    cut = "maybe_cut" if _maybe_cut(line.dated, one) else ""
    values = one.values
    if said.isascii() and said and one.pattern not in _YEAR_FIRST and one.doubt:
        # Latin words stand on European goods, which print the day first.
        values = (*values[1:], values[0]) if len(values) > 1 and _year_first(one) else values
    ranked = sorted(values, key=lambda value: unlikely(name, value, on))
    return [
        Seen(
            name=name,
            value=str(value),
            text=one.text,
            box=box,
            source=source,
            doubt=one.doubt or _doubt(name, value, on, said) or cut,
            exclusive=kind == "expires_exclusive",
            pattern="D28" if said_after and name == "expires" else one.pattern,
            rank=rank,
            date=value,
            guessed_word=guessed,
        )
        for rank, value in enumerate(ranked)
    ]


def damaged_dates(
    line: LabelLine, start: int, end: int, word: Word | None, source: str, on: date
) -> list[Seen]:
    """What digits shaped like a date, but no date, may have been: 2825-09-06 for 2025-09-06."""
    match = _DAMAGED.search(line.dated, start, end)
    if match is None:
        return []
    name: FieldName = "produced" if word is not None and word.kind == "produced" else "expires"
    digits = match["run"] or f"{match['y']}{match['m']}{match['d']}"
    return _repaired(
        name,
        digits,
        match[0],
        line.part(match.start(), match.end()),
        source,
        on,
        guessed=word is None or word.sure == "guessed",
    )


def unlikely(name: FieldName, value: LabelDate, on: date) -> bool:
    """Production to come or long past, expiry long past or far off."""
    if name == "produced":
        return value.first > on or value.year < on.year - YEARS_BACK
    return not on.year - YEARS_BACK <= value.year <= on.year + YEARS_AHEAD


def _maybe_cut(text: str, one: PrintedDate) -> bool:
    """Whether glare or an edge may have taken the end: a month and then a dash, a month 1 that may
    be 10 to 12, a day of one digit where the month has two, or another digit a space away."""
    if one.values[0].month_only:
        return text[one.end : one.end + 1] in _MARKS or bool(_MONTH_OF_ONE.search(one.text))
    if _DAY_OF_ONE.search(one.text) and _DIGIT_APART.match(text, one.end):
        return True
    return bool(_SHORT_DAY.search(one.text))


def _year_first(one: PrintedDate) -> bool:
    return one.pattern in ("D08", "D09", "D22")


def _doubt(name: FieldName, value: LabelDate, on: date, said: str) -> str:
    if name == "produced" and value.first > on:
        return "future_production"
    if unlikely(name, value, on):
        return "unlikely_year"
    if name == "expires" and value.month_only and _MONTH_MEANING.search(said):
        return "month_meaning"
    return ""


def _eight(text: str) -> str:
    """The digits of year, month and day in eight places; "" when they do not fit."""
    parts = re.findall(r"\d+", text)
    if len(parts) == 3 and len(parts[0]) == 4:  # year, month, day
        parts = [parts[0], parts[1].zfill(2), parts[2].zfill(2)]
    return "".join(parts)


def _as_it_stands(digits: str) -> list[LabelDate]:
    """The day itself where only a sign before it kept it from being read: 12026.03.01."""
    if len(digits) != _EIGHT_DIGITS:
        return []
    value = as_label_date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    return [] if value is None else [value]


def _repaired(
    name: FieldName,
    digits: str,
    text: str,
    box: tuple[tuple[float, float], ...],
    source: str,
    on: date,
    *,
    guessed: bool,
) -> list[Seen]:
    first = on.year - _REPAIR_YEARS_BACK
    last = on.year if name == "produced" else on.year + YEARS_AHEAD
    repaired = [*_as_it_stands(digits), *repaired_dates(digits, first, last)]
    values = [value for value in repaired if not unlikely(name, value, on)]
    return [
        Seen(
            name=name,
            value=str(value),
            text=text,
            box=box,
            source=source,
            doubt="digits_repaired",
            pattern="D50",
            rank=rank,
            date=value,
            guessed_word=guessed,
            broken=True,
        )
        for rank, value in enumerate(values[:_MOST_REPAIRS])
    ]
