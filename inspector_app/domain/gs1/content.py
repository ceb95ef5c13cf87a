"""Is the value of an application identifier well formed? One small check per rule name.

The names are those of the GS1 Barcode Syntax Dictionary's own components.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

from inspector_app.domain.gs1.dates import read_yymmdd
from inspector_app.domain.gs1.gtin import check_digit
from inspector_app.domain.gs1.result import Problem
from inspector_app.domain.gs1.tables import AiRule, Component, GsTables

_CHARSETS: Final = {
    "N": re.compile(r"[0-9]*\Z"),
    "X": re.compile(r"[!\"%-?A-Z_a-z]*\Z"),  # GS1 character set 82
    "Y": re.compile(r"[#\-/0-9A-Z]*\Z"),  # GS1 character set 39
}
_LIMITS: Final = {"hh": 23, "mi": 59, "ss": 59}


def value_problems(rule: AiRule, value: str, today: date, tables: GsTables) -> Iterator[Problem]:
    """Everything wrong with ``value`` under ``rule``; nothing when it is good."""
    if not rule.shortest <= len(value) <= rule.longest:
        yield _wrong_length(rule, value)
        return
    rest = value
    for part in rule.components:
        if part.optional and not rest:
            return
        piece, rest = rest[: part.longest], rest[part.longest :]
        if len(piece) < part.shortest:
            yield _wrong_length(rule, value)
            return
        yield from _piece_problems(rule, part, piece, today, tables)


def _wrong_length(rule: AiRule, value: str) -> Problem:
    return Problem(
        code="value_length",
        params={
            "ai": rule.ai,
            "value": value,
            "shortest": rule.shortest,
            "longest": rule.longest,
        },
    )


def _piece_problems(
    rule: AiRule, part: Component, piece: str, today: date, tables: GsTables
) -> Iterator[Problem]:
    if not _CHARSETS[part.charset].match(piece):
        yield Problem(code="value_characters", params={"ai": rule.ai, "value": piece})
        return
    for name in part.checks:
        check = _CHECKS.get(name)
        code = check(name, piece, today, tables) if check is not None else None
        if code == "check_digit":
            expected = check_digit(piece[:-1])
            params = {"ai": rule.ai, "value": piece, "expected": expected}
            yield Problem(code=code, params=params)
        elif code is not None:
            yield Problem(code=code, params={"ai": rule.ai, "value": piece})


def _check_sum(_name: str, piece: str, _today: date, _tables: GsTables) -> str | None:
    return None if check_digit(piece[:-1]) == piece[-1] else "check_digit"


def _date(name: str, piece: str, today: date, _tables: GsTables) -> str | None:
    found = read_yymmdd(piece, today, day_may_be_00=name == "yymmd0")
    return None if found is not None else "date_impossible"


def _clock(name: str, piece: str, _today: date, _tables: GsTables) -> str | None:
    return None if int(piece) <= _LIMITS[name] else "time_impossible"


def _hour_and_minute(_name: str, piece: str, _today: date, _tables: GsTables) -> str | None:
    good = int(piece[:2]) <= _LIMITS["hh"] and int(piece[2:]) <= _LIMITS["mi"]
    return None if good else "time_impossible"


def _country(name: str, piece: str, _today: date, tables: GsTables) -> str | None:
    known = piece in tables.countries or (name == "iso3166999" and piece == "999")
    return None if known else "country_unknown"


def _company_prefix(name: str, piece: str, _today: date, _tables: GsTables) -> str | None:
    # Which prefixes are given out changes daily; that a prefix is there at all can be judged.
    start = 0 if name == "gcppos1" else 1
    prefix = piece[start : start + 4]
    return None if len(prefix) == 4 and _CHARSETS["N"].match(prefix) else "company_prefix_missing"


def _country_list(_name: str, piece: str, _today: date, tables: GsTables) -> str | None:
    codes = [piece[at : at + 3] for at in range(0, len(piece), 3)]
    return None if all(code in tables.countries for code in codes) else "country_unknown"


def _digits_rule(name: str, piece: str, _today: date, _tables: GsTables) -> str | None:
    good = {
        "zero": not piece.strip("0"),
        "nonzero": bool(piece.strip("0")),
        "nozeroprefix": piece == "0" or not piece.startswith("0"),
        "hyphen": piece == "-",
        # Piece and total: neither is nought, and the piece is one of the total.
        "pieceoftotal": "00" < piece[:2] <= piece[2:],
    }
    return None if good[name] else "value_malformed"


_Check = Callable[[str, str, date, GsTables], str | None]
_CHECKS: Final[dict[str, _Check]] = {
    "csum": _check_sum,
    "yymmd0": _date,
    "yymmdd": _date,
    "hh": _clock,
    "mi": _clock,
    "ss": _clock,
    "hhmi": _hour_and_minute,
    "zero": _digits_rule,
    "nonzero": _digits_rule,
    "nozeroprefix": _digits_rule,
    "hyphen": _digits_rule,
    "pieceoftotal": _digits_rule,
    "iso3166list": _country_list,
    "iso3166": _country,
    "iso3166999": _country,
    "gcppos1": _company_prefix,
    "gcppos2": _company_prefix,
}
