"""Bare trade item numbers: EAN, UPC, ITF-14, in-store numbers, coupons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from inspector_app.domain.errors import Param
from inspector_app.domain.gs1.gtin import (
    GTIN_LENGTHS,
    check_digit,
    expand_upce,
    is_digits,
    is_variable_measure,
    prefix_of,
    to_gtin14,
)
from inspector_app.domain.gs1.result import Problem, ScanKind
from inspector_app.domain.gs1.tables import GsTables

# Lengths of an EAN-13 with a two- or five-digit add-on.
_WITH_ADD_ON: Final = (15, 18)
# A reader that tells the symbology sends EAN-13, UPC-A and UPC-E alike in 13 digits, EAN-8 in 8:
# fewer are a part of a code, which may well have a check digit that is right by chance.
_SENT_LENGTH: Final = {"]E0": 13, "]E3": 13, "]E4": 8}


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeNumber:
    """What a bare number is. ``text`` has the digits as they stand on the pack."""

    kind: ScanKind
    text: str
    gtin: str | None = None
    problems: tuple[Problem, ...] = ()


def read_retail(
    digits: str, format_name: str, tables: GsTables, symbology_id: str = ""
) -> TradeNumber:
    """A number that an EAN or UPC symbol carried, or that has the length of one.

    Eight digits that begin with 0 are a UPC-E where that reads right: as GTIN-8 such numbers
    are for use inside one company only.
    """
    upc = format_name.upper().replace("-", "")
    wanted = _SENT_LENGTH.get(symbology_id)
    if wanted is not None and len(digits) != wanted and not upc.startswith("UPC"):
        params: dict[str, Param] = {"text": digits, "length": len(digits), "wanted": wanted}
        problem = Problem(code="retail_length", params=params)
        return TradeNumber(kind="text", text=digits, problems=(problem,))
    if wanted is None or upc == "UPCE":
        digits = _upce_in_full(digits, known=upc == "UPCE")
    if len(digits) not in GTIN_LENGTHS:
        problem = Problem(code="gtin_length", params={"text": digits, "length": len(digits)})
        return TradeNumber(kind="text", text=digits, problems=(problem,))
    gtin = to_gtin14(digits)
    if gtin is None:
        expected = check_digit(digits[:-1])
        problem = Problem(
            code="check_digit", params={"ai": "01", "value": digits, "expected": expected}
        )
        return TradeNumber(kind="gtin", text=digits, problems=(problem,))
    return _by_prefix(digits, gtin, tables)


def _upce_in_full(digits: str, *, known: bool) -> str:
    """``known``: the symbol was a UPC-E; otherwise the digits must look like one and like no
    GTIN-8 in use."""
    if not known and len(digits) != 8:
        return digits
    expanded = expand_upce(digits)
    likely = known or digits.startswith("0") or to_gtin14(digits) is None
    return expanded if expanded is not None and likely else digits


def without_add_on(text: str) -> str:
    """The thirteen digits of an EAN-13 whose add-on was sent along."""
    return text[:13] if len(text) in _WITH_ADD_ON and is_digits(text) else text


def _by_prefix(digits: str, gtin: str, tables: GsTables) -> TradeNumber:
    prefix = prefix_of(gtin, tables)
    if prefix is not None and prefix.use == "in_store" and len(digits) < 14:
        problem = Problem(code="in_store_number", params={"value": digits}, severity="warning")
        # UPC-A and its EAN-13 spelling are one alias.
        alias = digits.zfill(13) if len(digits) == 12 else digits
        return TradeNumber(kind="alias_candidate", text=alias, problems=(problem,))
    problems = gtin_problems(gtin, tables)
    usable = not any(problem.severity == "error" for problem in problems)
    return TradeNumber(kind="gtin", text=digits, gtin=gtin if usable else None, problems=problems)


def gtin_problems(gtin: str, tables: GsTables) -> tuple[Problem, ...]:
    """What the prefix and the indicator of a valid 14-digit GTIN give to think of."""
    problems: list[Problem] = []
    prefix = prefix_of(gtin, tables)
    if prefix is not None and prefix.use == "in_store":
        problems.append(Problem(code="in_store_gtin", params={"value": gtin}))
    elif prefix is not None and prefix.use in ("coupon", "refund"):
        problems.append(Problem(code=f"{prefix.use}_number", params={"value": gtin}))
    elif prefix is not None and prefix.use == "issn":
        found = Problem(code="issn_number", params={"value": gtin}, severity="warning")
        problems.append(found)
    if is_variable_measure(gtin):
        found = Problem(code="variable_measure", params={"value": gtin}, severity="warning")
        problems.append(found)
    return tuple(problems)
