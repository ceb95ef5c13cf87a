"""Batch numbers: what stands after 批号 or LOT, as printed, without time and line code."""

from __future__ import annotations

import re

from inspector_app.domain.label_text.line import LabelLine
from inspector_app.domain.label_text.seen import Seen
from inspector_app.domain.label_text.words import Word

_LEAD = re.compile(r"[\s:;.#№,/-]*")
_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9\-/_.:*+]*")
# A123 45: what stands a space away may belong to it.
_REST = re.compile(r"\s(?P<more>[A-Z]|[A-Z]{0,2}\d[A-Z\d]{0,2})(?=\s|\Z)")
_TIME_AT_END = re.compile(r"(?<=[A-Za-z0-9])(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?\Z")
_TIME = re.compile(r"(?:[01]?\d|2[0-3])[:.][0-5]\d(?:[:.][0-5]\d)?\Z")
_DATE_ONLY = re.compile(r"20\d{6}\Z")
_DATE_SHAPED = re.compile(r"20\d{2}([-./])\d{1,2}\1\d{1,2}\Z")
_MONTH_SHAPED = re.compile(r"20\d{2}[-./]\d{1,2}\Z")
_LONE = re.compile(r"(?=(?:[^0-9]*\d){4})(?=.*[A-Za-z-])[A-Za-z0-9][A-Za-z0-9-]{4,19}\Z")
_DAY = r"2\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
# Batches in which the place ``x`` may be a letter read as a digit, or the other way round.
_UNSURE = tuple(
    re.compile(shape, re.IGNORECASE)
    for shape in (
        r"\A.*?(?<=\d)(?P<x>[OQISZ])(?=[A-Z0-9])",  # ZC290SC may be ZC2908C
        r"\A(?P<x>[0158])\d{2,}[A-Z]\Z",  # 59582D: such a batch opens with a letter too
        rf"\A(?!{_DAY})(?P<x>[012458]){_DAY}\d{{1,3}}\Z",  # 226060750: a day from the second place
        r"\A(?P<x>1)\d{4,}\Z",  # 161732 may be L61732
        r"\A[A-Z]{2,3}\d{4}(?P<x>8)\Z",  # KH60098 may be KH6009B
        r"\A20\d{6}(?P<x>[48])\d?\Z",  # 2023020348 may be 20230203A8
    )
)
_OTHER = {
    "0": "OD", "1": "LI", "2": "Z", "4": "A", "5": "S", "8": "B",
    "O": "0", "Q": "0", "I": "1", "S": "85", "Z": "27",
}  # fmt: skip
_LONGEST, _SHORT_HEAD = 20, 3


def lots_after(
    line: LabelLine, start: int, end: int, word: Word, source: str, *, alone: bool
) -> list[Seen]:
    """The batch after its word; a second reading where a colon may have been read as 1.

    ``alone``: the word stands for a batch only, so that a date-like text is the batch too.
    """
    begin = _begin(line.text, start, end, alone=alone)
    token, stop = _token(line.text, begin, end)
    if not token:
        return []
    box = line.part(begin, stop)
    values = [(one, _doubt(token)) for one in (token, *_other_spellings(token))]
    rest = _REST.match(line.text, stop, end)
    if rest is not None and not values[0][1]:
        values = [(token, "maybe_cut"), (token + rest["more"], "maybe_cut")]
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


def _begin(text: str, start: int, end: int, *, alone: bool) -> int:
    """Where the batch may begin: behind a date that another of the words takes."""
    while True:
        lead = _LEAD.match(text, start, end)
        start = lead.end() if lead else start
        first = _TOKEN.match(text, start, end)
        if alone or first is None or not _is_day_or_month(_without_time(first[0])):
            return start
        start = first.end()


def _token(text: str, begin: int, end: int) -> tuple[str, int]:
    """The batch and where it stops; a short head without digits joins what follows it."""
    head = ""
    for match in _TOKEN.finditer(text, begin, end):
        token = _without_time(match[0])
        if match.start() - begin > _SHORT_HEAD + len(head):
            break
        whole = head + token
        if any(char.isdigit() for char in token):
            return whole[:_LONGEST], match.start() + len(token)
        if len(token) > _SHORT_HEAD or head:
            break
        head = token
    return "", begin


def _is_day_or_month(token: str) -> bool:
    return _is_date(token) or bool(_MONTH_SHAPED.match(token))


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
    return "letter_or_digit" if _unsure_place(token) is not None else ""


def _unsure_place(token: str) -> int | None:
    """Where a letter and a digit cannot be told apart."""
    for shape in _UNSURE:
        match = shape.match(token)
        if match is not None:
            return match.start("x")
    return None


def _other_spellings(token: str) -> list[str]:
    at = _unsure_place(token)
    if at is None:
        return []
    return [token[:at] + other + token[at + 1 :] for other in _OTHER[token[at].upper()]]


def _pattern(value: str) -> str:
    if re.match(r"20\d{6}", value):
        return "D39"
    return "D38" if value.isdigit() else "D37"
