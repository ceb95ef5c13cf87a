"""The door: what does this scan say?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from inspector_app.domain.errors import ScanError
from inspector_app.domain.gs1.answer import answer, composite, undecided, unlikeliness
from inspector_app.domain.gs1.digital_link import is_web_address, read_link
from inspector_app.domain.gs1.element_fields import DATE_ROLES
from inspector_app.domain.gs1.element_string import (
    Reading,
    check_elements,
    possible_readings,
    read_elements,
    split_brackets,
)
from inspector_app.domain.gs1.gtin import GTIN_LENGTHS, is_digits, to_gtin14
from inspector_app.domain.gs1.normalise import (
    COMPOSITE,
    GS,
    Content,
    is_announced,
    normalise,
    with_guessed_separators,
)
from inspector_app.domain.gs1.pairing import pairing_problems
from inspector_app.domain.gs1.result import Problem, ScanResult, Severity
from inspector_app.domain.gs1.tables import GsTables, Payload
from inspector_app.domain.gs1.trade_number import read_retail, without_add_on
from inspector_app.domain.scan import RawScan
from inspector_app.domain.station_codes import parse_station_code

# A text without symbology identifier is an element string when it begins like one: with a
# number of fixed length, or with a date and something after it.
_ELEMENTS_LIKELY: Final = re.compile(r"(?:01[0-9]{14}|02[0-9]{14}|00[0-9]{18})")
_DATE_FIRST: Final = re.compile(r"1[135-7][0-9]{6}[0-9]{2}")
# Meant as the bracketed form, but no identifier of two to four digits stands in the brackets.
_BRACKET_MISUSED: Final = re.compile(r"\((?:[0-9]|\)|\Z)")
# How many readings of a text without separators a person is shown.
MAX_READINGS: Final = 32
# Formats our own decoder reads bit by bit: a separator that was printed cannot get lost.
_EXACT_SOURCES: Final = ("camera", "picture")


def parse_scan(
    raw: RawScan, today: date, tables: GsTables, *, separator: str | None = None
) -> ScanResult:
    """Everything the scan says and everything that is wrong with it; never raises for bad data.

    ``today`` decides the century of two-digit years. ``separator`` is the substitute this
    station's scanner is set to send for the separator, if it is.
    """
    content = normalise(raw, separator)
    payload = tables.symbologies.get(content.symbology_id)
    bare = with_guessed_separators(content.text) if payload is None else content.text
    if not bare.strip(" " + GS) or (payload is None and not bare.strip("^ " + GS)):
        # A plain symbol may carry nothing at all; every other one must carry something.
        severity: Severity = "warning" if payload == "plain" else "error"
        problem = Problem(code="scan_empty", severity=severity)
        return ScanResult(kind="empty", raw=raw, text="", problems=(problem,))
    own = _station_code(raw, content.text)
    if own is not None:
        return own
    if payload in ("retail", "retail_add_on", "itf") and COMPOSITE in content.text:
        return _composite(raw, content, payload, today, tables)
    if payload == "elements":
        return _elements(raw, content.text, today, tables)
    if payload in ("retail", "retail_add_on", "itf"):
        return _retail(raw, content, payload, tables)
    if payload == "add_on":
        problem = Problem(code="add_on_only", params={"text": content.text})
        return ScanResult(kind="text", raw=raw, text=content.text, problems=(problem,))
    return _unmarked(raw, content.text, payload, today, tables)


def _station_code(raw: RawScan, text: str) -> ScanResult | None:
    try:
        code = parse_station_code(text.strip())
    except ScanError as refusal:
        problem = Problem(code=refusal.code, params=refusal.params)
        return ScanResult(kind="text", raw=raw, text=text, problems=(problem,))
    if code is None:
        return None
    return ScanResult(kind=code.kind, raw=raw, text=code.text, station_code=code)


def _composite(
    raw: RawScan, content: Content, payload: Payload, today: date, tables: GsTables
) -> ScanResult:
    number, _, upper = content.text.partition(COMPOSITE)
    linear = _retail(raw, replace(content, text=number), payload, tables)
    reading = read_elements(upper.strip(GS), today, tables)
    return composite(linear, reading, content.text, today, tables)


def _retail(raw: RawScan, content: Content, payload: Payload, tables: GsTables) -> ScanResult:
    text = content.text
    digits = without_add_on(text) if payload == "retail_add_on" else text.strip()
    if payload == "itf" and len(digits) != 14:
        # Short ITF is misread too easily to be taken for a number.
        problem = Problem(code="itf_length", params={"text": text, "length": len(digits)})
        return ScanResult(kind="text", raw=raw, text=text, problems=(problem,))
    return _trade_number(raw, digits, tables, content.symbology_id)


def _trade_number(
    raw: RawScan, digits: str, tables: GsTables, symbology_id: str = ""
) -> ScanResult:
    if not is_digits(digits):
        problem = Problem(code="gtin_characters", params={"text": digits})
        return ScanResult(kind="text", raw=raw, text=digits, problems=(problem,))
    number = read_retail(digits, raw.format, tables, symbology_id)
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
        return answer(raw, text, "element_string", check_elements(pairs, today, tables), today,
                      tables)  # fmt: skip
    if payload is None and is_announced(text):
        return _announced(raw, text, today, tables)
    digits = text.replace(" ", "") if payload is None else text
    if is_digits(digits) and _may_be_gtin(digits, payload, tables):
        return _trade_number(raw, digits, tables)
    if _may_be_elements(text):
        result = _elements(raw, text, today, tables)
        if result.usable or result.candidates or (payload is None and result.elements):
            return _marked_plain(result) if payload == "plain" else result
    problems = () if payload is not None else _misspelt(text)
    return ScanResult(kind="text", raw=raw, text=text.strip(), problems=problems)


def _misspelt(text: str) -> tuple[Problem, ...]:
    """What was meant as GS1 notation and is none."""
    if _BRACKET_MISUSED.match(text):
        return (Problem(code="brackets_malformed", params={"text": text}),)
    if text.startswith("]"):
        return (Problem(code="symbology_unknown", params={"text": text}),)
    return ()


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
    return answer(raw, text, "digital_link", reading, today, tables)


def _announced(raw: RawScan, text: str, today: date, tables: GsTables) -> ScanResult:
    """FNC1 came through in first place, so it came through everywhere: nothing to recover."""
    text = with_guessed_separators(text).strip(GS)
    reading = read_elements(text, today, tables)
    return answer(raw, text, "element_string", reading, today, tables)


def _elements(raw: RawScan, text: str, today: date, tables: GsTables) -> ScanResult:
    """An element string, with separators, with substitutes, or with none left."""
    bracketed = split_brackets(text)
    if bracketed is not None:
        reading = check_elements(bracketed, today, tables)
        return answer(raw, text, "element_string", reading, today, tables)
    notes: tuple[Problem, ...] = ()
    guessed = with_guessed_separators(text)
    if guessed != text:
        notes = (Problem(code="separator_substituted", severity="warning"),)
    text = guessed.strip(GS)
    plain = read_elements(text, today, tables)
    plain_sound = plain.sound and not _repeats(plain)
    if GS in text and plain_sound:
        return answer(raw, text, "element_string", plain, today, tables, notes)
    readings = _paired(possible_readings(text, today, tables), tables, strict=not plain_sound)
    others = [reading for reading in readings if reading.elements != plain.elements]
    if plain_sound and raw.source in _EXACT_SOURCES:
        others = [reading for reading in others if _dates(reading) > _dates(plain)]
    if not others:
        return answer(raw, text, "element_string", plain, today, tables, notes)
    keep_plain = plain_sound and (plain in readings or raw.source in _EXACT_SOURCES)
    choices = [plain, *others] if keep_plain else others
    choices.sort(key=lambda reading: unlikeliness(reading, today))
    missing = Problem(code="separator_missing", severity="warning")
    results = [
        answer(raw, text, "element_string", reading, today, tables,
               notes if reading is plain else (*notes, missing))
        for reading in choices[:MAX_READINGS]
    ]  # fmt: skip
    if len(results) == 1:
        return results[0]
    return undecided(raw, text, results, len(choices), notes)


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
