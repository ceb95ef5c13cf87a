"""What a cell means. Each function takes a cell that is not blank and gives the value, or raises
CellError with a code; nothing is guessed where two readings are possible.

Spreadsheets spoil codes: 13 digits are shown as ``6.92E+12``, digits beyond the 15th become 0,
``3-8`` becomes a date. Such cells are refused rather than repaired.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from typing import Final, TypeAlias

from inspector_app.domain.gs1.gtin import has_valid_check_digit, is_digits, to_gtin14
from inspector_app.domain.master_import.table import CellError, Raw
from inspector_app.domain.master_import.words import fold

ToUtc: TypeAlias = Callable[[datetime], datetime]
"""A local time of the warehouse as UTC."""

FIRST_DAY: Final = date(2000, 1, 1)
LAST_DAY: Final = date(2099, 12, 31)
EXACT: Final = 10**15
"""A spreadsheet keeps 15 digits of a number."""
END_OF_DAY: Final = time(23, 59)

_SCIENTIFIC: Final = re.compile(r"\d+(\.\d+)?[Ee]\+\d+")
_WHOLE: Final = re.compile(r"\d{1,9}|\d{1,3}(,\d{3}){1,2}")
_DAY: Final = re.compile(r"(\d{4})(?:[-/.](\d{1,2})[-/.](\d{1,2})|年(\d{1,2})月(\d{1,2})日)")
_CLOCK: Final = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?\s*(Z|[+-]\d{2}:\d{2})?")
_UNSEEN: Final = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_PARTS: Final = re.compile(r"[,;|\n、/\s]+")


def text(value: Raw, most: int) -> str:
    """A name or remark in its own characters, spaces tidied."""
    if isinstance(value, date):  # a datetime is one, too
        raise CellError("import_cell_is_date")
    if isinstance(value, bool):
        raise CellError("import_cell_is_truth")
    plain = _number(value) if isinstance(value, int | float) else str(value).strip()
    if not plain.isprintable():
        plain = " ".join(_UNSEEN.sub("", plain).split())
        if not plain.isprintable():
            raise CellError("import_unprintable")
    if len(plain) > most:
        raise CellError("import_too_long", most=most)
    return plain


def code(value: Raw, most: int) -> str:
    """A code or number: full-width characters become plain ones, nothing else changes."""
    plain = unicodedata.normalize("NFKC", text(value, most))
    if _SCIENTIFIC.fullmatch(plain):
        raise CellError("import_scientific")
    return plain


def _number(value: float) -> str:
    if abs(value) >= EXACT:
        raise CellError("import_number_rounded")
    return str(int(value)) if float(value).is_integer() else f"{value:.12g}"


def codes(value: Raw, most: int) -> list[str]:
    """Several codes in one cell, behind each other."""
    return [part for part in _PARTS.split(code(value, most)) if part]


def gtin(plain: str) -> str:
    """A trade item number as 14 digits; CellError ``import_bad_gtin``."""
    found = to_gtin14(plain.replace("-", ""))
    if found is None:
        raise CellError("import_bad_gtin", given=plain)
    return found


def sscc(plain: str) -> str:
    """A pallet's number, 18 digits; CellError ``import_bad_sscc``."""
    digits = plain[2:] if len(plain) == 20 and plain.startswith("00") else plain
    if len(digits) != 18 or not has_valid_check_digit(digits):
        raise CellError("import_bad_sscc", given=plain)
    return digits


def whole(value: Raw, least: int, most: int) -> int:
    """A count; CellError ``import_not_whole``, ``import_out_of_range``."""
    if isinstance(value, date):
        raise CellError("import_cell_is_date")
    if isinstance(value, bool):
        raise CellError("import_not_whole")
    if isinstance(value, int | float):
        if not float(value).is_integer():
            raise CellError("import_not_whole")
        found = int(value)
    else:
        plain = code(value, 40)
        if re.fullmatch(r"\d+\.0+", plain):
            plain = plain.partition(".")[0]
        if not plain.isascii() or not _WHOLE.fullmatch(plain):
            raise CellError("import_not_whole")
        found = int(plain.replace(",", ""))
    if not least <= found <= most:
        raise CellError("import_out_of_range", least=least, most=most)
    return found


def day(value: Raw) -> date:
    """A day, year first; CellError ``import_date_unclear``, ``import_date_number``,
    ``import_date_range``."""
    found = value.date() if isinstance(value, datetime) else value
    if not isinstance(found, date):
        found = _day_of(code(value, 40))
    if not FIRST_DAY <= found <= LAST_DAY:
        raise CellError("import_date_range")
    return found


def _day_of(plain: str) -> date:
    compact = re.fullmatch(r"(\d{4})(\d{2})(\d{2})", plain) if is_digits(plain) else None
    spelt = compact or (_DAY.fullmatch(plain) if plain else None)
    if spelt is None:
        raise CellError("import_date_number" if is_digits(plain) else "import_date_unclear")
    year, month, in_month = (int(part) for part in spelt.groups() if part is not None)
    try:
        return date(year, month, in_month)
    except ValueError as problem:
        raise CellError("import_date_none") from problem


def moment(value: Raw, to_utc: ToUtc) -> datetime:
    """A day and time of the warehouse as UTC; a day alone is its end."""
    if isinstance(value, datetime):
        day(value)
        return to_utc(value)
    if isinstance(value, date):
        return to_utc(datetime.combine(day(value), END_OF_DAY))
    plain = code(value, 40)
    first, _, rest = plain.replace("T", " ", 1).partition(" ")
    on = day(first)
    if not rest.strip():
        return to_utc(datetime.combine(on, END_OF_DAY))
    at = _CLOCK.fullmatch(rest.strip())
    if at is None:
        raise CellError("import_date_unclear")
    hour, minute, second = (int(part or 0) for part in at.group(1, 2, 3))
    try:
        found = datetime.combine(on, time(hour, minute, second))
        zone = at.group(4)
        if zone is None:
            return to_utc(found)
        return datetime.fromisoformat(f"{found.isoformat()}{zone}").astimezone(UTC)
    except ValueError as problem:
        raise CellError("import_date_none") from problem


def choice(value: Raw, words: Mapping[str, str]) -> str:
    """One of several values by any of its words; CellError ``import_choice``."""
    if isinstance(value, bool):
        value = "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    found = words.get(fold(str(value)))
    if found is None:
        raise CellError("import_choice", allowed=_allowed(words))
    return found


def _allowed(words: Mapping[str, str]) -> str:
    """Every value by its first Chinese word and by our own."""
    own: dict[str, str] = {}
    for word, meant in words.items():
        if meant not in own or (own[meant].isascii() and not word.isascii()):
            own[meant] = word
    return ", ".join(f"{word} ({meant})" for meant, word in own.items())
