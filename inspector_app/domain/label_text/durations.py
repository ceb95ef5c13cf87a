"""Durations in one line of a label: shelf life, and the period after opening."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from inspector_app.domain.errors import DateError
from inspector_app.domain.shelf_life import parse_life

_NUMBER = r"(?:\d{1,4}|[零〇一二两三四五六七八九十百]{1,6})"
_LIFE = re.compile(
    r"(?<![\dA-Z.!|一二三四五六七八九十百廿卅年])(?<!\d[/-])(?<!\d\s)(?<!\d月)(?<!\d月\s)"
    rf"{_NUMBER}\s?"
    r"(?:年半|年(?:零|又)?" + _NUMBER + r"\s?[个個]月|[个個]\s?月|天|周|MONTHS?|YEARS?|DAYS?|WEEKS?"
    r"|(?:月|日|年|[MYD](?![A-Z0-9]))(?!\s?[\d一二三四五六七八九]))|半年",
    re.IGNORECASE,
)
# A number that was torn apart (1 2个月) or holds a letter (l8个月): its last digits alone are no
# life. What it may be is offered.
_TORN = re.compile(
    r"(?<![A-Z\d.])(?<!\d[-/~])(?P<number>[\dlIO|!](?:\s?[\dlIO|!]){1,3})(?P<unit>\s?(?:[个個]\s?月|天))",
    re.IGNORECASE,
)
_LOOKALIKES = str.maketrans("lIO|!io", "1101110")
# 4-9月 names a season, and 春夏 or 冷藏 a condition: no life of their own.
_SEASON = re.compile(r"\d{1,2}\s?[-~至到、]\s?\d{1,2}\s?月(?:份)?")
_CONDITION = re.compile(r"常温|冷藏|冷冻|室温|阴凉|春|夏|秋|冬|\d\s?℃")
_JAR = re.compile(r"(?<![\dA-Z.])(6|9|12|18|24|30|36)\s?M(?![A-Z0-9])")
_LETTER_UNIT = re.compile(r"\d\s?[MYD]\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedLife:
    """A duration at ``start`` … ``end``: ``value`` as ``18M``, ``180D``, ``3Y``; ``conditional``
    when it holds only for a season or a way of storing, ``torn`` when its number was not read in
    one piece."""

    start: int
    end: int
    text: str
    value: str
    conditional: bool = False
    letter_unit: bool = False
    torn: bool = False


def printed_lives(text: str, start: int = 0, end: int | None = None) -> tuple[PrintedLife, ...]:
    """All durations between two places of a line; dates must have been taken out before."""
    scope = text[start:end]
    seasonless = _SEASON.sub(lambda match: "#" * len(match[0]), scope)
    conditional = bool(_CONDITION.search(scope)) or seasonless != scope
    scope = seasonless
    found = []
    for match in _LIFE.finditer(scope):
        try:
            life = parse_life(match[0])
        except DateError:
            continue
        found.append(
            PrintedLife(
                start=start + match.start(),
                end=start + match.end(),
                text=match[0],
                value=str(life),
                conditional=conditional,
                letter_unit=bool(_LETTER_UNIT.search(match[0])),
            )
        )
    return tuple(found) or tuple(_torn(scope, start))


def _torn(scope: str, start: int) -> Iterator[PrintedLife]:
    for match in _TORN.finditer(scope):
        number = re.sub(r"\s", "", match["number"].translate(_LOOKALIKES))
        try:
            life = parse_life(number + match["unit"])
        except DateError:
            continue
        yield PrintedLife(
            start=start + match.start(),
            end=start + match.end(),
            text=match[0],
            value=str(life),
            torn=True,
        )


def jar_sign(text: str) -> PrintedLife | None:
    """``12M`` standing alone, as in the open-jar sign: a period after opening."""
    match = _JAR.search(text)
    if match is None:
        return None
    return PrintedLife(
        start=match.start(), end=match.end(), text=match[0], value=f"{match[1]}M", letter_unit=True
    )
