"""Trigger words of one line: exact, with look-alike characters, or a character off."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from inspector_app.domain.label_text.tables import LabelTables, WordKind, squeezed

Sureness: TypeAlias = Literal["exact", "guessed"]

_HAN = re.compile(r"[\u3400-\u9fff]")
_GUESSABLE: dict[str, WordKind] = {
    "生产日期": "produced",
    "制造日期": "produced",
    "保质期至": "expires",
    "限用日期": "expires",
    "限期使用": "expires",
    "限期使用日期": "expires",
    "有效期至": "expires",
    "保质期": "duration",
    "生产批号": "lot",
    "批号": "lot",
}
"""The commonest words; a rarer one that is misread stays unread."""
_SHORTEST_GUESS = 3
VALIDITY = ("有效", "失效", "到期", "截止", "使用期限")
"""How words begin that are said of coupons and certificates too."""
_BEFORE_VALUE = re.compile(r"\s?[:;.1|]?\s?(?=[0-9０-９])|\s?[:;]|\s?\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A trigger word at ``start`` … ``end`` of its line; ``guessed`` when it was not read as it
    is written."""

    start: int
    end: int
    kind: WordKind
    sure: Sureness = "exact"
    text: str = ""


def words_of(text: str, tables: LabelTables) -> tuple[Word, ...]:
    """The trigger words of a line, left to right; the longest at each place."""
    if not _HAN.search(text):
        return _listed(text, tables)
    return tuple(_of_goods(word, text, tables) for word in _chinese_words(text, tables))


def _of_goods(word: Word, text: str, tables: LabelTables) -> Word:
    """抽奖活动有效期至, 注册证有效期至: no date of the goods.

    Behind the number or the day of issue of a licence it may be either.
    """
    if not text.startswith(VALIDITY, word.start):
        return word
    before = text[: word.start]
    if tables.foreign_regex.search(before):
        return replace(word, kind="licence")
    return replace(word, sure="guessed") if tables.unsure_regex.search(before) else word


def _chinese_words(text: str, tables: LabelTables) -> tuple[Word, ...]:
    found = _listed(text, tables)
    corrected = "".join(tables.confused.get(char, char) for char in text)
    if corrected != text:
        found = _with_corrected(found, _listed(corrected, tables))
    return found or _nearly(corrected)


def _with_corrected(found: tuple[Word, ...], corrected: tuple[Word, ...]) -> tuple[Word, ...]:
    """Words that appear when look-alike characters are set right, where there was none."""
    added = [
        replace(word, sure="guessed")
        for word in corrected
        if word.kind != "other"
        and not any(word.start < one.end and one.start < word.end for one in found)
    ]
    return tuple(sorted((*found, *added), key=lambda word: word.start))


def _listed(text: str, tables: LabelTables) -> tuple[Word, ...]:
    found = []
    for match in tables.word_regex.finditer(text):
        word = squeezed(match[0])
        kind = tables.words.get(word)
        sure: Sureness = "exact"
        if kind is None:
            kind, sure = tables.guessed_words.get(word, "other"), "guessed"
        found.append(
            Word(start=match.start(), end=match.end(), kind=kind, sure=sure, text=match[0])
        )
    return tuple(found)


def _nearly(text: str) -> tuple[Word, ...]:
    """A word at the beginning of the line with one character wrong, missing or too many, and a
    value or a colon after it; only when all such words mean one thing."""
    hits: dict[WordKind, int] = {}
    for word, kind in _GUESSABLE.items():
        for length in (len(word), len(word) - 1, len(word) + 1):
            head = text[:length]
            if len(head) < _SHORTEST_GUESS or not _HAN.search(head[-1]):
                continue
            if _BEFORE_VALUE.match(text, length) and _one_off(head, word):
                hits[kind] = max(length, hits.get(kind, 0))
    if len(hits) != 1:
        return ()
    ((kind, length),) = hits.items()
    return (Word(start=0, end=length, kind=kind, sure="guessed"),)


def _one_off(read: str, word: str) -> bool:
    """Whether one substitution (two in words of four and more), deletion or insertion turns
    one into the other."""
    if len(read) == len(word):
        wrong = sum(a != b for a, b in zip(read, word, strict=True))
        return wrong <= (2 if len(word) >= 4 and read[-1] == word[-1] else 1)
    longer, shorter = (read, word) if len(read) > len(word) else (word, read)
    return any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))
