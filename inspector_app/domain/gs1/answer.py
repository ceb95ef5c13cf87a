"""From readings to the answer of a scan: fields, pairing, candidates, composite symbols."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Final, TypeVar

from inspector_app.domain.gs1.dates import read_yymmdd
from inspector_app.domain.gs1.element_fields import DATE_ROLES, fields_of
from inspector_app.domain.gs1.element_string import Reading
from inspector_app.domain.gs1.pairing import pairing_problems
from inspector_app.domain.gs1.result import CodeDate, Element, Problem, ScanKind, ScanResult
from inspector_app.domain.gs1.tables import GsTables
from inspector_app.domain.gs1.trade_number import gtin_problems
from inspector_app.domain.scan import RawScan

_T = TypeVar("_T")
# Of these the text has the length, so that nothing is guessed.
_KEYS: Final = ("00", "01", "02")
_USUAL: Final = ("10", "21", "30", "37", "240", "400", "422")
_SHORT: Final = 9
_YEARS_BACK: Final = 10
_YEARS_AHEAD: Final = 15


def answer(
    raw: RawScan,
    text: str,
    kind: ScanKind,
    reading: Reading,
    today: date,
    tables: GsTables,
    notes: tuple[Problem, ...] = (),
) -> ScanResult:
    """The result of one reading, with ``notes`` before its own problems."""
    fields = fields_of(reading.elements, today, tables)
    problems = [*notes, *reading.problems, *pairing_problems(reading.elements, tables)]
    if fields.gtin is not None:
        # The element string itself is sound; whether such a number may come in, intake decides.
        problems.extend(
            replace(found, severity="warning") for found in gtin_problems(fields.gtin, tables)
        )
    problems.extend(_odd_dates(fields.dates, today))
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
        problems=tuple(problems),
    )


def _odd_dates(dates: Sequence[CodeDate], today: date) -> Iterator[Problem]:
    """Sound dates that no goods can bear: made after today, or no longer good before they were
    made. Warnings, since the code itself is well formed; intake judges the goods."""
    days = {found.role: found.value for found in dates if found.day_given}
    produced = days.get("produced")
    if produced is None:
        return
    if produced > today:
        told = {"produced": produced.isoformat(), "on": today.isoformat()}
        yield Problem(code="production_in_future", params=told, severity="warning")
    for role in ("expires", "expiry_time", "best_before", "sell_by"):
        last = days.get(role)
        if last is not None and last < produced:
            told = {"produced": produced.isoformat(), "expires": last.isoformat()}
            yield Problem(code="expiry_before_production", params=told, severity="warning")
            return


def composite(
    linear: ScanResult, upper: Reading, text: str, today: date, tables: GsTables
) -> ScanResult:
    """An EAN or UPC symbol and the two-dimensional part printed over it: one element string.

    Where the number below is no trade item number, it stays what it is, and the elements of the
    upper part come with it.
    """
    own: tuple[Element, ...] = ()
    if linear.gtin is not None:
        own = (Element(ai="01", value=linear.gtin, title=tables.rules["01"].title),)
    whole = replace(upper, elements=(*own, *upper.elements))
    kind: ScanKind = "element_string" if own else linear.kind
    result = answer(linear.raw, text, kind, whole, today, tables)
    shared = [problem for problem in linear.problems if problem not in result.problems]
    if own:
        return replace(result, problems=(*shared, *result.problems))
    # An in-store number is the partner that the elements need, though it is no GTIN.
    left = [problem for problem in result.problems if problem.code != "partner_missing"]
    return replace(result, text=linear.text, gtin=None, problems=(*shared, *left))


def undecided(
    raw: RawScan, text: str, results: list[ScanResult], readings: int, notes: tuple[Problem, ...]
) -> ScanResult:
    """Several readings: what they agree on, and the likeliest to choose from.

    ``readings`` is how many there are; ``results`` are those shown, the likeliest first.
    """
    first = results[0]
    shared = tuple(
        element for element in first.elements
        if all(element in result.elements for result in results)
    )  # fmt: skip
    ask = Problem(code="separator_ambiguous", params={"readings": readings}, severity="ask")
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
        count=_agreed([result.count for result in results]),
        problems=(*notes, ask),
        candidates=tuple(results),
    )


def _agreed(values: Sequence[_T | None]) -> _T | None:
    return values[0] if len(set(values)) == 1 else None


def unlikeliness(reading: Reading, today: date) -> tuple[int, int]:
    """Readings with dates near today come first; then few and usual elements with short values.

    A guess of what is met on cartons, for the order in which readings are shown, nothing else.
    """
    near, cost = 0, 0
    for element in reading.elements:
        if element.ai in DATE_ROLES:
            found = read_yymmdd(element.value[:6], today, day_may_be_00=True)
            near += found is not None and -_YEARS_BACK <= found[0].year - today.year <= _YEARS_AHEAD
        elif element.ai not in _KEYS:
            cost += 2 if element.ai in _USUAL else 5
            cost += max(0, len(element.value) - _SHORT)
    return (-near, cost)
