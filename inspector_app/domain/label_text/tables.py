"""What printed labels look like, as data: forms of dates, trigger words, numbers, elements."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, cast

from inspector_app.domain.label_text.plain_text import plain

Order: TypeAlias = Literal["ymd", "dmy", "mdy", "my", "ym"]
Needs: TypeAlias = Literal["", "date_word", "date_word_or_alone", "expiry_word"]
WordKind: TypeAlias = Literal[
    "produced", "expires", "expires_exclusive", "duration", "opened", "lot", "net_content",
    "standard_number", "licence", "filing", "other",
]  # fmt: skip

KINDS: tuple[WordKind, ...] = (
    "produced", "expires", "expires_exclusive", "duration", "opened", "lot", "net_content",
    "standard_number", "licence", "filing", "other",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class DateForm:
    """One printed form of a date: ``pattern`` is its id (``D05``), ``orders`` what groups a, b, c
    may mean, ``doubt`` why it never fills a field alone, ``several`` the doubt when more than one
    order gives a real date, ``needs`` the words without which it is no date."""

    pattern: str
    regex: re.Pattern[str]
    orders: tuple[Order, ...]
    doubt: str
    several: str
    needs: Needs


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementTrigger:
    """Text that hints at one row of a label checklist."""

    element: str
    regex: re.Pattern[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelTables:
    """Everything ``read_label`` knows. ``words`` maps a trigger word in capitals, without
    spaces, to its kind; ``word_regex`` finds the longest of them."""

    forms: tuple[DateForm, ...]
    months: Mapping[str, int]
    misread_months: Mapping[str, str]
    misread_regex: re.Pattern[str]
    words: Mapping[str, WordKind]
    word_regex: re.Pattern[str]
    guessed_words: Mapping[str, WordKind]
    after_regex: re.Pattern[str]
    after: Mapping[str, WordKind]
    foreign_regex: re.Pattern[str]
    unsure_regex: re.Pattern[str]
    promotion_regex: re.Pattern[str]
    reference: re.Pattern[str]
    places: tuple[str, ...]
    confused: Mapping[str, str]
    licence: tuple[re.Pattern[str], ...]
    filing: tuple[re.Pattern[str], ...]
    standard: re.Pattern[str]
    content: tuple[re.Pattern[str], ...]
    units: Mapping[str, str]
    masked: tuple[re.Pattern[str], ...]
    elements: tuple[ElementTrigger, ...]

    @classmethod
    def from_toml(
        cls, *, date_forms: str, keywords: str, numbers: str, elements: str
    ) -> LabelTables:
        """The tables of the four shipped files; ValueError or KeyError when one is malformed."""
        dates, words = tomllib.loads(date_forms), tomllib.loads(keywords)
        law = tomllib.loads(numbers)
        by_word, guessed = _words(words), _guessed(words)
        after = {
            plain(word): cast(WordKind, kind)
            for kind, listed in words["after"].items()
            for word in listed
        }
        province = law["province"]

        def numbered(text: str) -> re.Pattern[str]:
            return re.compile(text.replace("PROV", province), re.IGNORECASE)

        return cls(
            forms=tuple(_form(row) for row in dates["form"]),
            months={name: int(month) for month, names in dates["months"].items() for name in names},
            misread_months=dates["months_misread"],
            misread_regex=re.compile(
                rf"(?<![A-Z])(?:{_alternatives(dates['months_misread'])})(?![A-Z])", re.IGNORECASE
            ),
            words=by_word,
            word_regex=_word_regex([*_listed(words), *_confused(words)]),
            guessed_words=guessed,
            after_regex=re.compile(rf"\s?({_alternatives(after)})"),
            after=after,
            foreign_regex=re.compile(rf"(?:{_alternatives(words['foreign']['before'])})的?\s?\Z"),
            unsure_regex=re.compile(words["foreign"]["unsure"], re.IGNORECASE),
            promotion_regex=re.compile(words["foreign"]["promotion"], re.IGNORECASE),
            reference=re.compile(words["reference"]["regex"], re.IGNORECASE),
            places=tuple(sorted(words["reference"]["places"], key=len, reverse=True)),
            confused=words["confused"],
            licence=tuple(numbered(text) for text in law["licence"]),
            filing=tuple(numbered(text) for text in law["filing"]),
            standard=numbered(law["standard"]),
            content=(numbered(law["content_first"]), numbered(law["content"])),
            units=law["units"],
            masked=tuple(re.compile(text) for text in law["masked"]),
            elements=tuple(
                ElementTrigger(element=element, regex=re.compile(text, re.IGNORECASE))
                for element, texts in tomllib.loads(elements).items()
                for text in texts
            ),
        )


def squeezed(word: str) -> str:
    """A trigger word as it is looked up: simplified, capitals, no spaces, no points.

    A Turkish I with its point is an I, as where case is ignored.
    """
    return re.sub(r"[\s.]", "", plain(word)).upper().replace("İ", "I")


def _form(row: Mapping[str, object]) -> DateForm:
    orders = cast("Iterable[Order]", row.get("orders", ()))
    return DateForm(
        pattern=str(row["id"]),
        regex=re.compile(str(row["regex"]), re.IGNORECASE),
        orders=tuple(orders),
        doubt=str(row.get("doubt", "")),
        several=str(row.get("several", "")),
        needs=cast(Needs, row.get("needs", "")),
    )


def _listed(words: Mapping[str, Mapping[str, list[str]]]) -> list[str]:
    return [word for kind in KINDS for word in words[kind]["words"]]


def _words(words: Mapping[str, Mapping[str, list[str]]]) -> dict[str, WordKind]:
    return {squeezed(word): kind for kind in KINDS for word in words[kind]["words"]}


def _guessed(words: Mapping[str, Mapping[str, list[str]]]) -> dict[str, WordKind]:
    return {
        squeezed(word): cast(WordKind, kind)
        for kind, listed in words["confused_latin"].items()
        for word in listed
    }


def _confused(words: Mapping[str, Mapping[str, list[str]]]) -> list[str]:
    return [word for listed in words["confused_latin"].values() for word in listed]


def _word_regex(words: Sequence[str]) -> re.Pattern[str]:
    """The longest word first; Latin words stand alone."""
    parts = []
    for word in sorted(set(words), key=len, reverse=True):
        text = re.escape(plain(word)).replace(r"\ ", r"\s?")
        if word.isascii():
            text = rf"(?<![A-Z]){text}(?![A-Z])"
        parts.append(text)
    # Most places of a text begin no word: one look at the character saves trying them all.
    first = "".join(sorted({re.escape(plain(word)[0]) for word in words}))
    return re.compile(f"(?=[{first}])(?:{'|'.join(parts)})", re.IGNORECASE)


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
