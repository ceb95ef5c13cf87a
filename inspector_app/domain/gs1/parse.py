"""The door: what does this scan say?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from inspector_app.domain.errors import ScanError
from inspector_app.domain.gs1.digital_link import is_web_address, read_link
from inspector_app.domain.gs1.element_fields import DATE_ROLES, Fields, fields_of
from inspector_app.domain.gs1.element_string import (
    Reading,
    check_elements,
    possible_readings,
    read_elements,
    split_brackets,
)
from inspector_app.domain.gs1.gtin import GTIN_LENGTHS, is_digits, to_gtin14
from inspector_app.domain.gs1.normalise import GS, normalise, with_guessed_separators
from inspector_app.domain.gs1.pairing import pairing_problems
from inspector_app.domain.gs1.result import Problem, ScanKind, ScanResult
from inspector_app.domain.gs1.tables import GsTables, Payload
from inspector_app.domain.gs1.trade_number import gtin_problems, read_retail, without_add_on
from inspector_app.domain.scan import RawScan
from inspector_app.domain.station_codes import parse_station_code

# A text without symbology identifier is an element string when it begins like one: with a
# number of fixed length, or with a date and something after it.
_ELEMENTS_LIKELY: Final = re.compile(r"(?:01[0-9]{14}|02[0-9]{14}|00[0-9]{18})")
_DATE_FIRST: Final = re.compile(r"1[135-7][0-9]{6}[0-9]{2}")
# Formats our own decoder reads bit by bit: a separator that was printed cannot get lost.
_EXACT_SOURCES: Final = ("camera", "picture")
_YEARS_BACK: Final = 10
_YEARS_AHEAD: Final = 15


def parse_scan(
    raw: RawScan, today: date, tables: GsTables, *, separator: str | None = None
) -> ScanResult:
    """Everything the scan says and everything that is wrong with it; never raises for bad data.

    ``today`` decides the century of two-digit years. ``separator`` is the substitute this
    station's scanner is set to send for the separator, if it is.
    """
    content = normalise(raw, separator)
    text = content.text
    if not text.strip(" " + GS):
        problem = Problem(code="scan_empty")
        return ScanResult(kind="empty", raw=raw, text="", problems=(problem,))
    own = _station_code(raw, text)
    if own is not None:
        return own
    payload = tables.symbologies.get(content.symbology_id)
    if payload == "elements":
        return _elements(raw, text, today, tables)
    if payload in ("retail", "retail_add_on", "itf"):
        return _retail(raw, text, payload, tables)
    if payload == "add_on":
        problem = Problem(code="add_on_only", params={"text": text})
        return ScanResult(kind="text", raw=raw, text=text, problems=(problem,))
    return _unmarked(raw, text, payload, today, tables)


def _station_code(raw: RawScan, text: str) -> ScanResult | None:
    try:
        code = parse_station_code(text.strip())
    except ScanError as refusal:
        problem = Problem(code=refusal.code, params=refusal.params)
        return ScanResult(kind="text", raw=raw, text=text, problems=(problem,))
    if code is None:
        return None
    return ScanResult(kind=code.kind, raw=raw, text=code.text, station_code=code)


def _retail(raw: RawScan, text: str, payload: Payload, tables: GsTables) -> ScanResult:
    digits = without_add_on(text) if payload == "retail_add_on" else text.strip()
    if payload == "itf" and len(digits) != 14:
        # Short ITF is misread too easily to be taken for a number.
        problem = Problem(code="itf_length", params={"text": text, "length": len(digits)})
        return ScanResult(kind="text", raw=raw, text=text, problems=(problem,))
    return _trade_number(raw, digits, tables)


def _trade_number(raw: RawScan, digits: str, tables: GsTables) -> ScanResult:
    if not is_digits(digits):
        problem = Problem(code="gtin_characters", params={"text": digits})
        return ScanResult(kind="text", raw=raw, text=digits, problems=(problem,))
    number = read_retail(digits, raw.format, tables)
    return ScanResult(
        kind=number.kind, raw=raw, text=number.text, gtin=number.gtin, problems=number.problems
    )


def _unmarked(
    raw: RawScan, text: str, payload: Payload | None, today: date, tables: GsTables
) -> ScanResult:
    """A text whose symbology is unknown (None) or carries plain data."""
    if is_web_address(text):
        return _link(raw, text, today, tables)
    pairs = split_brackets(text)
    if pairs is not None:
        return _result(raw, text, "element_string", check_elements(pairs, today, tables), today,
                       tables)  # fmt: skip
    digits = text.replace(" ", "") if payload is None else text
    if is_digits(digits) and _may_be_gtin(digits, payload, tables):
        return _trade_number(raw, digits, tables)
    if _may_be_elements(text):
        result = _elements(raw, text, today, tables)
        if result.usable or result.candidates or (payload is None and result.elements):
            return _marked_plain(result) if payload == "plain" else result
    return ScanResult(kind="text", raw=raw, text=text.strip())


def _may_be_gtin(digits: str, payload: Payload | None, tables: GsTables) -> bool:
    """Numbers of eight digits are often dates or running numbers: they must prove themselves."""
    if len(digits) not in GTIN_LENGTHS:
        return False
    if to_gtin14(digits) is not None:
        return True
    if len(digits) == 8:
        return read_retail(digits, "", tables).gtin is not None
    return payload is None


def _may_be_elements(text: str) -> bool:
    bare = with_guessed_separators(text).strip(GS)
    if GS in bare and bare[:2].isdigit():
        return True
    return bool(_ELEMENTS_LIKELY.match(bare) or _DATE_FIRST.match(bare))


def _marked_plain(result: ScanResult) -> ScanResult:
    """The symbol does not claim to be GS1: readable, but the supplier should mend the label."""
    problem = Problem(code="symbol_not_gs1", severity="warning")
    return replace(result, problems=(*result.problems, problem))


def _link(raw: RawScan, text: str, today: date, tables: GsTables) -> ScanResult:
    content = read_link(text, tables)
    if content is None:
        return ScanResult(kind="url", raw=raw, text=text)
    reading = check_elements(content.pairs, today, tables)
    reading = replace(reading, problems=content.problems + reading.problems)
    return _result(raw, text, "digital_link", reading, today, tables)


def _elements(raw: RawScan, text: str, today: date, tables: GsTables) -> ScanResult:
    """An element string, with separators, with substitutes, or with none left."""
    bracketed = split_brackets(text)
    if bracketed is not None:
        reading = check_elements(bracketed, today, tables)
        return _result(raw, text, "element_string", reading, today, tables)
    notes: tuple[Problem, ...] = ()
    guessed = with_guessed_separators(text)
    if guessed != text:
        notes = (Problem(code="separator_substituted", severity="warning"),)
    text = guessed.strip(GS)
    plain = read_elements(text, today, tables)
    plain_sound = plain.sound and not _repeats(plain)
    if GS in text and plain_sound:
        return _result(raw, text, "element_string", plain, today, tables, notes)
    readings = _paired(possible_readings(text, today, tables), tables, strict=not plain_sound)
    others = [reading for reading in readings if reading.elements != plain.elements]
    if plain_sound and raw.source in _EXACT_SOURCES:
        others = [reading for reading in others if _dates(reading) > _dates(plain)]
    if not others:
        return _result(raw, text, "element_string", plain, today, tables, notes)
    keep_plain = plain_sound and (plain in readings or raw.source in _EXACT_SOURCES)
    choices = [*others, plain] if keep_plain else others
    missing = Problem(code="separator_missing", severity="warning")
    results = [
        _result(raw, text, "element_string", reading, today, tables,
                notes if reading is plain else (*notes, missing))
        for reading in choices
    ]  # fmt: skip
    if len(results) == 1:
        return results[0]
    return _undecided(raw, text, results, today, notes)


def _repeats(reading: Reading) -> bool:
    names = [element.ai for element in reading.elements]
    return len(set(names)) != len(names)


def _dates(reading: Reading) -> int:
    return sum(element.ai in DATE_ROLES for element in reading.elements)


def _paired(readings: Sequence[Reading], tables: GsTables, *, strict: bool) -> list[Reading]:
    """Readings whose pairing holds; where none does, and not ``strict``, those without a clash.

    A missing partner may stand on another code of the item, so that its lack alone disproves
    nothing; but a text that is broken as it stands is not mended by a guess.
    """
    judged = [(reading, pairing_problems(reading.elements, tables)) for reading in readings]
    whole = [reading for reading, problems in judged if not problems]
    if whole or strict:
        return whole
    return [
        reading
        for reading, problems in judged
        if all(problem.severity == "warning" for problem in problems)
    ]


def _result(
    raw: RawScan,
    text: str,
    kind: ScanKind,
    reading: Reading,
    today: date,
    tables: GsTables,
    notes: tuple[Problem, ...] = (),
) -> ScanResult:
    fields = fields_of(reading.elements, today, tables)
    problems = [*notes, *reading.problems, *pairing_problems(reading.elements, tables)]
    if fields.gtin is not None:
        # The element string itself is sound; whether such a number may come in, intake decides.
        problems.extend(
            replace(found, severity="warning") for found in gtin_problems(fields.gtin, tables)
        )
    return _filled(raw, text, kind, reading, fields, tuple(problems))


def _filled(
    raw: RawScan,
    text: str,
    kind: ScanKind,
    reading: Reading,
    fields: Fields,
    problems: tuple[Problem, ...],
) -> ScanResult:
    return ScanResult(
        kind=kind,
        raw=raw,
        text=text,
        gtin=fields.gtin,
        content_gtin=fields.content_gtin,
        elements=reading.elements,
        dates=fields.dates,
        lot=fields.lot,
        serial=fields.serial,
        sscc=fields.sscc,
        count=fields.count,
        problems=problems,
    )


def _undecided(
    raw: RawScan, text: str, results: list[ScanResult], today: date, notes: tuple[Problem, ...]
) -> ScanResult:
    """Several readings: what they agree on, and all of them to choose from."""
    results.sort(key=lambda result: _unlikeliness(result, today))
    first = results[0]
    shared = tuple(
        element for element in first.elements
        if all(element in result.elements for result in results)
    )  # fmt: skip
    ask = Problem(code="separator_ambiguous", params={"readings": len(results)}, severity="ask")
    return ScanResult(
        kind="element_string",
        raw=raw,
        text=text,
        gtin=_agreed([result.gtin for result in results]),
        content_gtin=_agreed([result.content_gtin for result in results]),
        elements=shared,
        dates=tuple(
            found for found in first.dates if all(found in result.dates for result in results)
        ),
        lot=_agreed([result.lot for result in results]),
        serial=_agreed([result.serial for result in results]),
        sscc=_agreed([result.sscc for result in results]),
        count=first.count if all(result.count == first.count for result in results) else None,
        problems=(*notes, ask),
        candidates=tuple(results),
    )


def _agreed(values: Sequence[str | None]) -> str | None:
    return values[0] if len(set(values)) == 1 else None


def _unlikeliness(result: ScanResult, today: date) -> tuple[int, int]:
    """Readings with dates near today come first, then those with fewer elements."""
    near = sum(
        today.year - _YEARS_BACK <= found.value.year <= today.year + _YEARS_AHEAD
        for found in result.dates
    )
    return (-near, len(result.elements))
