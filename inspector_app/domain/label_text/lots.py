"""Batch numbers: what stands after 批号 or LOT, as printed, without time and line code."""

from __future__ import annotations

import re

from inspector_app.domain.label_text.line import LabelLine
from inspector_app.domain.label_text.seen import Seen
from inspector_app.domain.label_text.words import Word

_LEAD = re.compile(r"[\s:;.#№,/-]*")
_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9\-/_.:*+]*")
_TIME_AT_END = re.compile(r"(?<=[A-Za-z0-9])(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?\Z")
_TIME = re.compile(r"(?:[01]?\d|2[0-3])[:.][0-5]\d(?:[:.][0-5]\d)?\Z")
_DATE_ONLY = re.compile(r"20\d{6}\Z")
_DATE_SHAPED = re.compile(r"20\d{2}([-./])\d{1,2}\1\d{1,2}\Z")
_LONE = re.compile(r"(?=(?:[^0-9]*\d){4})(?=.*[A-Za-z-])[A-Za-z0-9][A-Za-z0-9-]{4,19}\Z")
_AMONG_DIGITS = re.compile(r"(?<=\d)[OQISZ](?=[A-Z0-9])", re.IGNORECASE)
# 59582D may be S9582D: a batch of digits and one closing letter mostly opens with a letter too.
_LEADING = re.compile(r"(?P<digit>[0158])\d{2,}[A-Z]\Z", re.IGNORECASE)
_LETTER_FOR = {"0": "OD", "1": "IL", "2": "Z", "4": "A", "5": "S", "8": "B"}
# 226060750 may be Z26060750: a day stands after the first place, and none at it.
_DAY = re.compile(r"2\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_LETTER_AND_DAY = re.compile(rf"(?!{_DAY.pattern})(?P<digit>[012458]){_DAY.pattern}\d{{1,3}}\Z")
_DIGIT_FOR = {"O": "0", "Q": "0", "I": "1", "S": "85", "Z": "27"}
_LONGEST, _SHORT_HEAD = 20, 3


def lots_after(
    line: LabelLine, start: int, end: int, word: Word, source: str, *, alone: bool
) -> list[Seen]:
    """The batch after its word; a second reading where a colon may have been read as 1.

    ``alone``: the word stands for a batch only, so that a date-like text is the batch too.
    """
    lead = _LEAD.match(line.text, start, end)
    begin = lead.end() if lead else start
    token, stop = _token(line.text, begin, end, alone=alone)
    if not token:
        return []
    box = line.part(begin, stop)
    values = [(one, _doubt(token)) for one in (token, *_other_spellings(token))]
    direct = begin == start and word.end == start
    if direct and token[0] == "1" and len(token) > _SHORT_HEAD:
        values = [(token[1:], "colon_or_one"), (token, "colon_or_one")]
    return [
        Seen(
            name="lot",
            value=value,
            text=line.text[begin:stop],
            box=box,
            source=source,
            doubt=doubt,
            pattern=_pattern(value),
            rank=rank,
            guessed_word=word.sure == "guessed",
        )
        for rank, (value, doubt) in enumerate(values)
    ]


def lone_lot(text: str) -> str | None:
    """A line that is nothing but a batch-like text: letters or a dash, and four digits."""
    stripped = _without_time(text.split(" ")[0]) if _rest_is_time(text) else text
    return stripped if _LONE.match(stripped) and not _DATE_SHAPED.match(stripped) else None


def _token(text: str, begin: int, end: int, *, alone: bool) -> tuple[str, int]:
    """The batch and where it stops; a short head without digits joins what follows it."""
    head = ""
    for match in _TOKEN.finditer(text, begin, end):
        token = _without_time(match[0])
        if match.start() - begin > _SHORT_HEAD + len(head):
            break
        if not alone and _is_date(token):
            continue
        whole = head + token
        if any(char.isdigit() for char in token):
            return whole[:_LONGEST], match.start() + len(token)
        if len(token) > _SHORT_HEAD or head:
            break
        head = token
    return "", begin


def _is_date(token: str) -> bool:
    return bool(_DATE_ONLY.match(token) or _DATE_SHAPED.match(token))


def _without_time(token: str) -> str:
    return _TIME_AT_END.sub("", token).rstrip(".-:/_*+")


def _rest_is_time(text: str) -> bool:
    parts = text.split(" ")
    return len(parts) == 2 and bool(_TIME.match(parts[1]))


def _doubt(token: str) -> str:
    """A batch of eight digits that are a day may have lost its end, or be the date itself; a
    letter among digits may be one."""
    if _is_date(token):
        return "date_as_lot"
    unsure = _AMONG_DIGITS.search(token) or _misread_head(token)
    return "letter_or_digit" if unsure else ""


def _misread_head(token: str) -> re.Match[str] | None:
    """A first digit that may be a letter."""
    return _LEADING.match(token) or _LETTER_AND_DAY.match(token)


def _other_spellings(token: str) -> list[str]:
    match = _AMONG_DIGITS.search(token)
    if match is None:
        leading = _misread_head(token)
        return [] if leading is None else [a + token[1:] for a in _LETTER_FOR[leading["digit"]]]
    at = match.start()
    return [token[:at] + digit + token[at + 1 :] for digit in _DIGIT_FOR[match[0].upper()]]


def _pattern(value: str) -> str:
    if re.match(r"20\d{6}", value):
        return "D39"
    return "D38" if value.isdigit() else "D37"
