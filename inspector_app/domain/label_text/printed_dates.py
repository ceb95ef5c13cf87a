"""Dates in one line of a label, by their printed forms; ambiguous ones with all their readings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from inspector_app.domain.errors import DateError
from inspector_app.domain.label_text.tables import DateForm, LabelTables, Needs, Order
from inspector_app.domain.shelf_life import LabelDate
from inspector_app.domain.shelf_life.dates import label_date

_ERAS = {"era": 2018, "heisei": 1988, "roc": 1911}
"""The year before the first of 令和, 平成 and 民国, by the group of the form."""
CENTURY = 2000
_DIGITS = re.compile(r"\d.*\d|元年\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedDate:
    """A date at ``start`` … ``end`` of its line.

    ``values`` are its possible readings, the likeliest first; none when the digits are no day of
    any calendar. ``doubt`` says why one of them may not be taken for granted.
    """

    start: int
    end: int
    text: str
    values: tuple[LabelDate, ...]
    doubt: str
    pattern: str
    needs: Needs


def printed_dates(text: str, tables: LabelTables) -> tuple[PrintedDate, ...]:
    """All dates of a line, left to right; earlier forms of the table take their characters first.

    Forms that need a trigger word are returned too, with ``needs`` saying which.
    """
    if _DIGITS.search(text) is None:
        return ()
    found: list[PrintedDate] = []
    for form in tables.forms:
        for match in form.regex.finditer(text):
            if any(match.start() < one.end and one.start < match.end() for one in found):
                continue
            one = _read(match, form, tables)
            if one is not None:
                found.append(one)
    return tuple(sorted(found, key=lambda one: one.start))


def as_label_date(year: int, month: int, day: int | None) -> LabelDate | None:
    """The date, or None when no calendar has it or no goods can bear it."""
    try:
        return label_date(LabelDate(year=year, month=month, day=day))
    except DateError:
        return None


def _read(match: re.Match[str], form: DateForm, tables: LabelTables) -> PrintedDate | None:
    groups = match.groupdict()
    name = groups.get("mon")
    if name is not None and name.upper() not in tables.months:
        return None
    month = None if name is None else tables.months[name.upper()]
    if form.orders:
        options = [(order, _ordered(groups, order, month)) for order in form.orders]
        real = [(order, value) for order, value in options if value is not None]
    else:
        value = _placed(groups, month)
        real = [] if value is None else [("ymd", value)]
    values = tuple(dict.fromkeys(value for _, value in real))
    if not values and form.needs and form.doubt:
        return None
    return PrintedDate(
        start=match.start(),
        end=match.end(),
        text=match[0].strip(),
        values=values,
        doubt=form.doubt or (form.several if len(values) > 1 else ""),
        pattern=_pattern(form, real),
        needs=form.needs,
    )


def _pattern(form: DateForm, real: list[tuple[Order, LabelDate]]) -> str:
    """D12 is D13 or D14 where only one order is a day of the calendar."""
    if form.pattern == "D12" and len(real) == 1:
        return "D13" if real[0][0] == "dmy" else "D14"
    return form.pattern


def _placed(groups: dict[str, str | None], month: int | None) -> LabelDate | None:
    day = groups.get("d")
    year = _era_year(groups) or _year(groups["y"] or "")
    number = month if month is not None else int(groups["m"] or 0)
    return as_label_date(year, number, None if day is None else int(day))


def _ordered(groups: dict[str, str | None], order: Order, month: int | None) -> LabelDate | None:
    parts = [int(groups[name] or 0) for name in "abc" if groups.get(name) is not None]
    if month is not None:
        parts.insert(1, month)
    named = dict(zip(order, parts, strict=True))
    return as_label_date(_century(named["y"]), named["m"], named.get("d"))


def _era_year(groups: dict[str, str | None]) -> int | None:
    """The year of our calendar by the count of an era; None without an era."""
    for name, before in _ERAS.items():
        count = groups.get(name)
        if count is not None:
            return before + (1 if count == "元" else int(count))
    return None


def _year(text: str) -> int:
    return _century(int(text))


def _century(year: int) -> int:
    return year + CENTURY if year < 100 else year


# The recogniser's usual confusions on dot-matrix print: a slashed 0 is read as 8, a colon as 1.
_INSTEAD = {
    "8": ("0", "3", "6"), "0": ("8", "6"), "1": ("7", "4"), "7": ("1", "2"), "4": ("1",),
    "6": ("8", "5", "0"), "5": ("6", "3"), "3": ("8", "5"), "9": ("8", "0"), "2": ("7",),
}  # fmt: skip
_COST = {("8", "0"): 1, ("4", "1"): 2, ("1", "7"): 2, ("7", "1"): 2, ("0", "8"): 2}
_OTHER_COST = 3
_MOST_COST = 7
_EIGHT, _MOST_REPAIRS = 8, 12


def repaired_dates(digits: str, first_year: int, last_year: int) -> tuple[LabelDate, ...]:
    """Days eight misread digits may have been, the likeliest first; at most a dozen.

    Years outside ``first_year`` … ``last_year`` are left out; the digits as they stand are not
    a repair and left out too.
    """
    if len(digits) != _EIGHT or not digits.isascii() or not digits.isdecimal():
        return ()
    costs: dict[LabelDate, int] = {}
    for text, cost in _variants(digits, 0, _MOST_COST):
        year, month, day = int(text[:4]), int(text[4:6]), int(text[6:])
        if not cost or not first_year <= year <= last_year:
            continue
        value = as_label_date(year, month, day)
        if value is not None:
            costs[value] = min(cost, costs.get(value, cost))
    return tuple(sorted(costs, key=lambda value: (costs[value], str(value)))[:_MOST_REPAIRS])


def _variants(digits: str, at: int, budget: int) -> Iterator[tuple[str, int]]:
    """All texts within the budget of confusions, with what they cost."""
    if at == len(digits):
        yield "", 0
        return
    char = digits[at]
    for instead in (char, *_INSTEAD.get(char, ())):
        cost = 0 if instead == char else _COST.get((char, instead), _OTHER_COST)
        if cost <= budget:
            for rest, spent in _variants(digits, at + 1, budget - cost):
                yield instead + rest, cost + spent
