"""The act: passes of recognised text in, fields with their doubts out.

Rule: a value is prefilled only when two passes read the same after its word, its form has one
meaning, no pass read a rival, and the dates do not contradict each other. All else is offered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import get_args

from inspector_app.domain.label_text.agree import (
    WEAK,
    Evidence,
    Value,
    is_agreed,
    labelled,
    lives_of,
    ranked,
    values_of,
)
from inspector_app.domain.label_text.elements import elements_seen
from inspector_app.domain.label_text.likeness import (
    CLEAR,
    CLEAR_FOR_LONE_DATES,
    CLEAR_FOR_NUMBERS,
    alike,
)
from inspector_app.domain.label_text.one_pass import read_pass
from inspector_app.domain.label_text.reading import (
    FieldName,
    FieldReading,
    LabelField,
    LabelProblem,
    LabelReading,
    TextPass,
)
from inspector_app.domain.label_text.seen import PassSeen, Seen
from inspector_app.domain.label_text.tables import LabelTables
from inspector_app.domain.label_text.timeline import life_fits, usual_span
from inspector_app.domain.shelf_life import Claim, LabelDate
from inspector_app.domain.shelf_life.dates import label_date

FIELDS: tuple[FieldName, ...] = get_args(FieldName)
_DATES: tuple[FieldName, FieldName] = ("produced", "expires")
_UNSAID = frozenset({"no_keyword", "not_of_goods"})


def read_label(
    passes: Sequence[TextPass],
    width: int,
    height: int,
    on: date,
    tables: LabelTables,
    *,
    barcode: Claim | None = None,
) -> LabelReading:
    """Everything the passes suggest of one label on the day ``on``; never an error.

    ``barcode`` is what a code of the same pack says: it helps to rank candidates and never makes
    a value agreed.
    """
    single = [read_pass(one, tables, on) for one in passes]
    seen = _without_claimed([one for read in single for one in read.seen])
    values = {name: values_of([one for one in seen if one.name == name]) for name in FIELDS}
    evidence = _evidence(values, barcode)
    orders = {name: ranked(name, values[name], evidence) for name in FIELDS if values[name]}
    agreed = {
        name: next(one for one in order if not one.weak and not one.broken)
        for name, order in orders.items()
        if is_agreed(values[name])
    }
    doubts = _doubts(agreed, values, single)
    if len(passes) > 1:
        doubts.update(_unclear(agreed, alike(passes[0], passes[1])))
    fields = tuple(
        labelled(
            name, order, agreed=name in agreed and name not in doubts, doubt=doubts.get(name, "")
        )
        for name, order in orders.items()
    )
    reading = LabelReading(
        width=width,
        height=height,
        fields=fields,
        elements=elements_seen(passes, tables),
        lines=passes[0].lines if passes else (),
    )
    return replace(reading, problems=_problems(reading, single, seen, agreed, doubts, on))


def _doubts(
    agreed: Mapping[FieldName, Value],
    values: Mapping[FieldName, list[Value]],
    single: Sequence[PassSeen],
) -> dict[FieldName, str]:
    """Agreed fields that are not to be prefilled all the same, and why."""
    doubts: dict[FieldName, str] = {}
    if _misread(values) or any(one.no_days for one in single):
        for name in _DATES:
            if name in agreed and not agreed[name].support:
                doubts[name] = "digits_unsure"
    if any(one.date and not one.date.month_only for name in _DATES for one in values[name]):
        for name in _DATES:
            if name in agreed and _month_only(agreed[name]):
                # Beside a full date a mere month has probably lost its day to glare.
                doubts[name] = "maybe_cut"
    produced, expires = (agreed[name].date if name in agreed else None for name in _DATES)
    if produced is not None and expires is not None:
        code = _contradiction(produced, expires, values["shelf_life"], "shelf_life" in agreed)
        if code:
            doubts.update(dict.fromkeys(_DATES, code))
        if code == "dates_disagree" and "shelf_life" in agreed:
            doubts["shelf_life"] = code
    return doubts


def _unclear(agreed: Mapping[FieldName, Value], likeness: float) -> dict[FieldName, str]:
    """Fields whose agreement may be chance on a picture that two passes read so differently."""

    def needed(name: FieldName, value: Value) -> float:
        if name in ("shelf_life", "opened_life") or (name in _DATES and value.support):
            return CLEAR
        return CLEAR_FOR_LONE_DATES if name in _DATES else CLEAR_FOR_NUMBERS

    return {name: "unclear_picture" for name, one in agreed.items() if likeness < needed(name, one)}


def _month_only(one: Value) -> bool:
    return one.date is not None and one.date.month_only


def _misread(values: Mapping[FieldName, list[Value]]) -> bool:
    """Whether a date of this label was misread by a pass: then one that no other date bears out
    may be misread by both."""
    for name in _DATES:
        strong = [one for one in values[name] if not one.weak]
        if any(seen.broken for one in strong for seen in one.seen):
            return True
        if len({one.value for one in strong if not one.best.doubt}) > 1:
            return True
    return False


def _without_claimed(seen: list[Seen]) -> list[Seen]:
    """A date that a word gives to one field is not offered to the other for want of a word."""
    claimed = {
        (one.value, one.name) for one in seen if one.date and one.doubt not in ("no_keyword",)
    }
    has_life = any(one.name == "shelf_life" and one.doubt not in WEAK for one in seen)
    lone = {one.value for one in seen if one.doubt == "no_keyword" and one.date}
    kept = []
    for one in seen:
        if one.doubt == "no_keyword" and one.date is not None:
            other: FieldName = "expires" if one.name == "produced" else "produced"
            if (one.value, other) in claimed:
                continue
            if one.name == "expires" and has_life and len(lone) == 1:
                continue
        kept.append(one)
    return kept


def _evidence(values: dict[FieldName, list[Value]], barcode: Claim | None) -> Evidence:
    def dates(name: FieldName) -> tuple[LabelDate, ...]:
        return tuple(one.date for one in values[name] if one.date is not None)

    coded: dict[FieldName, LabelDate] = {}
    if barcode is not None:
        if barcode.produced is not None:
            coded["produced"] = label_date(barcode.produced)
        if barcode.expires is not None:
            coded["expires"] = label_date(barcode.expires)
    lots = tuple(one.value.upper() for one in values["lot"])
    return Evidence(
        produced=dates("produced") + tuple(coded[name] for name in coded if name == "produced"),
        expires=dates("expires") + tuple(coded[name] for name in coded if name == "expires"),
        lives=lives_of(values["shelf_life"]),
        lots=lots + ((barcode.lot_number.upper(),) if barcode and barcode.lot_number else ()),
        coded=coded,
    )


def _contradiction(
    produced: LabelDate, expires: LabelDate, printed: Sequence[Value], agreed: bool
) -> str:
    if expires.last <= produced.first:
        return "dates_disagree"
    lives = lives_of(printed)
    if not lives:
        return "" if usual_span(produced, expires) else "odd_span"
    if any(life_fits(produced, expires, one) for one in lives):
        return ""
    return "dates_disagree" if agreed else "odd_span"


def _problems(
    reading: LabelReading,
    single: Sequence[PassSeen],
    seen: Sequence[Seen],
    agreed: Mapping[FieldName, Value],
    doubts: Mapping[FieldName, str],
    on: date,
) -> tuple[LabelProblem, ...]:
    read = {one.name for one in seen if not one.broken and one.doubt not in _UNSAID}
    found: dict[tuple[str, str], LabelProblem] = {}
    for one in (each for result in single for each in result.no_days):
        if one.name in read:
            continue
        found.setdefault(
            ("impossible_date", one.name),
            LabelProblem(
                code="impossible_date",
                text=one.text,
                box=one.box,
                params=(("field", one.name), ("text", one.text)),
            ),
        )
    future = _future(reading.field("produced"))
    if future is not None:
        params = (("produced", future.value), ("on", on.isoformat()))
        found["future_production", ""] = LabelProblem(
            code="future_production", text=future.text, box=future.box, params=params
        )
    if "dates_disagree" in doubts.values():
        found["dates_disagree", ""] = _disagreement(agreed)
    for told in (each for result in single for each in result.elsewhere):
        if told.name not in read:
            found.setdefault(
                ("see_elsewhere", told.name),
                LabelProblem(
                    code="see_elsewhere",
                    text=told.text,
                    box=told.box,
                    params=(("field", told.name), ("place", told.place)),
                ),
            )
    return tuple(found.values())


def _future(produced: LabelField | None) -> FieldReading | None:
    """The first candidate, when it lies in the future."""
    if produced is None or not produced.candidates:
        return None
    first = produced.candidates[0]
    return first if first.doubt == "future_production" else None


def _disagreement(agreed: Mapping[FieldName, Value]) -> LabelProblem:
    names: tuple[FieldName, ...] = ("produced", "shelf_life", "expires")
    best = agreed["expires"].best
    return LabelProblem(
        code="dates_disagree",
        text=best.text,
        box=best.box,
        params=tuple((name, agreed[name].value) for name in names if name in agreed),
    )
