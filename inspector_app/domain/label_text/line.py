"""One line of a label taken apart: trigger words, dates, durations."""

from __future__ import annotations

import re
from dataclasses import dataclass

from inspector_app.domain.label_text.durations import PrintedLife, printed_lives
from inspector_app.domain.label_text.layout import part_of
from inspector_app.domain.label_text.plain_text import digits_repaired, plain
from inspector_app.domain.label_text.printed_dates import PrintedDate, printed_dates
from inspector_app.domain.label_text.reading import TextLine
from inspector_app.domain.label_text.tables import LabelTables
from inspector_app.domain.label_text.words import Word, words_of
from inspector_app.domain.scan import Position

# P and E before a date, as printed on imported goods (forms D42, D43).
_LETTER = re.compile(
    r"(?<![A-Z0-9])(?P<letter>[PEM])\s?[:.]?\s?(?=\d{2}[./-]\d{2}[./-]\d{2}|20\d{6}(?!\d)|\d{6}(?!\d))",
    re.IGNORECASE,
)
_LETTER_AFTER_DATE = re.compile(r"(?<=\d)E\s?[:.]?\s?(?=20\d{6}(?!\d))", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_ONE_FOR_COLON = re.compile(r"1(?=20\d{2}\s?[-./年]?\s?\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelLine:
    """``text`` is plain; ``dated`` the same length with misread digits set right and numbers that
    are no dates masked."""

    text: str
    dated: str
    box: Position
    words: tuple[Word, ...]
    dates: tuple[PrintedDate, ...]

    def part(self, start: int, end: int) -> Position:
        """Where the characters ``start`` … ``end`` stand in the picture."""
        return part_of(self.box, self.text, start, end)

    def lives(self, start: int, end: int) -> tuple[PrintedLife, ...]:
        """Durations between two places, dates left out."""
        return printed_lives(_blanked(self.text, self.dates), start, end)

    def embedded(self, date: PrintedDate) -> bool:
        """Whether a date stands inside a longer run of letters and digits, as in a batch."""
        return any(
            0 <= at < len(self.text)
            and self.text[at].isascii()
            and self.text[at].isalnum()
            and not any(word.start <= at < word.end for word in self.words)
            for at in (date.start - 1, date.end)
        )


def label_line(line: TextLine, tables: LabelTables) -> LabelLine:
    """The line taken apart; never an error, whatever the text."""
    text = plain(line.text)
    words = _with_letters(text, words_of(text, tables))
    dated = _one_as_colon(digits_repaired(_masked(text, tables)), words)
    dated = tables.misread_regex.sub(lambda name: tables.misread_months[name[0].upper()], dated)
    return LabelLine(
        text=text,
        dated=dated,
        box=line.box,
        words=words,
        dates=printed_dates(dated, tables),
    )


def _with_letters(text: str, words: tuple[Word, ...]) -> tuple[Word, ...]:
    letters = [*_LETTER.finditer(text), *_LETTER_AFTER_DATE.finditer(text)]
    found = list(words)
    for match in letters:
        if any(match.start() < word.end and word.start < match.end() for word in found):
            continue
        expires = match[0][0].upper() == "E"
        found.append(
            Word(
                start=match.start(),
                end=match.end(),
                kind="expires" if expires else "produced",
                sure="exact" if ":" in match[0] or len(letters) > 1 else "guessed",
                text=match[0],
            )
        )
    return tuple(sorted(found, key=lambda word: word.start))


def _one_as_colon(text: str, words: tuple[Word, ...]) -> str:
    """A colon after a word is often read as 1: 生产日期12026/03/01 has no other meaning."""
    for word in words:
        if _ONE_FOR_COLON.match(text, word.end):
            text = f"{text[: word.end]}:{text[word.end + 1 :]}"
    return text


def _masked(text: str, tables: LabelTables) -> str:
    if _DIGIT.search(text) is None:
        return text
    for regex in (*tables.licence, *tables.filing, tables.standard, *tables.masked):
        text = regex.sub(lambda match: "#" * len(match[0]), text)
    return text


def _blanked(text: str, dates: tuple[PrintedDate, ...]) -> str:
    for date in dates:
        if not date.needs:
            text = f"{text[: date.start]}{'#' * (date.end - date.start)}{text[date.end :]}"
    return text
