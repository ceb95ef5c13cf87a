"""The content checks of the GS1 Barcode Syntax Dictionary, under its own names.

Each looks at one component of a value and answers with the code of the problem, or None. They
take any text: a check never relies on another one having passed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Final

from inspector_app.domain.gs1.coupon import is_coupon, is_offer_coupon
from inspector_app.domain.gs1.dates import read_yymmdd, read_yyyymmdd
from inspector_app.domain.gs1.gtin import check_digit, is_digits
from inspector_app.domain.gs1.tables import GsTables

Check = Callable[[str, date, GsTables], str | None]

# Characters of set 82 and set 32 in the order of their weights.
_SET_82: Final = (
    "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
)
_SET_32: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
# One weight for each character before the pair; no value is longer than 99 characters.
_PRIMES: Final = tuple(n for n in range(2, 510) if all(n % d for d in range(2, int(n**0.5) + 1)))
_SHORTEST_COMPANY_PREFIX: Final = 4


def _matching(pattern: str, code: str = "value_malformed") -> Check:
    compiled = re.compile(rf"(?:{pattern})\Z")
    return lambda piece, _today, _tables: None if compiled.match(piece) else code


def _check_digit(piece: str, _today: date, _tables: GsTables) -> str | None:
    if not is_digits(piece):
        return "value_characters"
    return None if check_digit(piece[:-1]) == piece[-1] else "check_digit"


def check_pair(body: str) -> str | None:
    """The two check characters that follow ``body`` (at most 97 characters of set 82).

    Source: GS1 General Specifications, section 7.9.5 (check character pair).
    """
    if len(body) > len(_PRIMES) or any(character not in _SET_82 for character in body):
        return None
    weights = reversed(_PRIMES[: len(body)])
    total = sum(
        _SET_82.index(character) * weight for character, weight in zip(body, weights, strict=True)
    )
    high, low = divmod(total % 1021, 32)
    return _SET_32[high] + _SET_32[low]


def _check_pair(piece: str, _today: date, _tables: GsTables) -> str | None:
    return None if len(piece) > 1 and check_pair(piece[:-2]) == piece[-2:] else "check_pair"


def _date(piece: str, today: date, _tables: GsTables) -> str | None:
    return None if read_yymmdd(piece, today, day_may_be_00=False) else "date_impossible"


def _date_or_month(piece: str, today: date, _tables: GsTables) -> str | None:
    return None if read_yymmdd(piece, today, day_may_be_00=True) else "date_impossible"


def _long_date(piece: str, _today: date, _tables: GsTables) -> str | None:
    return None if read_yyyymmdd(piece) else "date_impossible"


def _country(piece: str, _today: date, tables: GsTables) -> str | None:
    return None if piece in tables.countries else "country_unknown"


def _country_or_999(piece: str, _today: date, tables: GsTables) -> str | None:
    return None if piece == "999" or piece in tables.countries else "country_unknown"


def _two_letter_country(piece: str, _today: date, tables: GsTables) -> str | None:
    return None if piece in tables.country_letters else "country_unknown"


def _country_list(piece: str, _today: date, tables: GsTables) -> str | None:
    codes = [piece[at : at + 3] for at in range(0, len(piece), 3)]
    good = codes and all(code in tables.countries for code in codes)
    return None if good else "country_unknown"


def _currency(piece: str, _today: date, tables: GsTables) -> str | None:
    return None if piece in tables.currencies else "currency_unknown"


def _package_type(piece: str, _today: date, tables: GsTables) -> str | None:
    return None if piece in tables.package_types else "value_malformed"


def _company_prefix(start: int) -> Check:
    # Which prefixes are given out changes daily; that a prefix is there at all can be judged.
    def check(piece: str, _today: date, _tables: GsTables) -> str | None:
        prefix = piece[start : start + _SHORTEST_COMPANY_PREFIX]
        good = len(prefix) == _SHORTEST_COMPANY_PREFIX and is_digits(prefix)
        return None if good else "company_prefix_missing"

    return check


def _bank_account(piece: str, _today: date, tables: GsTables) -> str | None:
    """ISO 13616: country, two check digits, account; the number modulo 97 is 1."""
    plain = re.match(r"[A-Z0-9]{11,34}\Z", piece) is not None
    if not plain or piece[:2] not in tables.country_letters:
        return "value_malformed"
    number = "".join(str(int(character, 36)) for character in piece[4:] + piece[:4])
    return None if int(number) % 97 == 1 else "value_malformed"


def _piece_of_total(piece: str, _today: date, _tables: GsTables) -> str | None:
    """Piece and total, equally wide: neither is nought, and the piece is one of the total."""
    if not is_digits(piece) or len(piece) % 2:
        return "value_malformed"
    number, total = int(piece[: len(piece) // 2]), int(piece[len(piece) // 2 :])
    return None if 0 < number <= total else "value_malformed"


def _place_in_row(piece: str, _today: date, _tables: GsTables) -> str | None:
    found = re.match(r"([1-9][0-9]*)/([1-9][0-9]*)\Z", piece)
    good = found is not None and int(found.group(1)) <= int(found.group(2))
    return None if good else "value_malformed"


def _up_to(length: int, limit: int) -> Check:
    def check(piece: str, _today: date, _tables: GsTables) -> str | None:
        good = len(piece) == length and is_digits(piece) and int(piece) <= limit
        return None if good else "value_malformed"

    return check


def _safe_base64(piece: str, _today: date, _tables: GsTables) -> str | None:
    """Set 64, where padding may be left out; padded, the length is a multiple of three."""
    body = piece.rstrip("=")
    padding = len(piece) - len(body)
    if padding > 2 or (padding and len(piece) % 3):
        return "value_malformed"
    return None if re.match(r"[A-Za-z0-9_-]*\Z", body) else "value_characters"


def _coupon(piece: str, today: date, _tables: GsTables) -> str | None:
    return None if is_coupon(piece, today) else "value_malformed"


def _offer_coupon(piece: str, _today: date, _tables: GsTables) -> str | None:
    return None if is_offer_coupon(piece) else "value_malformed"


CHARACTER_SETS: Final[dict[str, Check]] = {
    "N": _matching("[0-9]*", "value_characters"),
    "X": _matching('[!"%-?A-Z_a-z]*', "value_characters"),  # set 82
    "Y": _matching(r"[#\-/0-9A-Z]*", "value_characters"),  # set 39
    "Z": _safe_base64,  # set 64
}
CHECKS: Final[dict[str, Check]] = {
    "couponcode": _coupon,
    "couponposoffer": _offer_coupon,
    "csum": _check_digit,
    "csumalpha": _check_pair,
    "gcppos1": _company_prefix(0),
    "gcppos2": _company_prefix(1),
    "hasnondigit": _matching(".*[^0-9].*"),
    "hh": _matching("[01][0-9]|2[0-3]", "time_impossible"),
    "hhmi": _matching("(?:[01][0-9]|2[0-3])[0-5][0-9]", "time_impossible"),
    "hyphen": _matching("-+"),
    "iban": _bank_account,
    "importeridx": _matching("[-0-9A-Z_a-z]"),
    "iso3166": _country,
    "iso3166999": _country_or_999,
    "iso3166alpha2": _two_letter_country,
    "iso3166list": _country_list,
    "iso4217": _currency,
    "iso5218": _matching("[0129]"),
    "latitude": _up_to(10, 1_800_000_000),
    "longitude": _up_to(10, 3_600_000_000),
    "mediatype": _matching("0[1-9]|10|[89][0-9]"),
    "mi": _matching("[0-5][0-9]", "time_impossible"),
    "nonzero": _matching("[0-9]*[1-9][0-9]*"),
    "nozeroprefix": _matching("(?:[1-9][0-9]*)?"),
    "packagetype": _package_type,
    "pcenc": _matching("(?:[^%]|%[0-9A-Fa-f]{2})*"),
    "pieceoftotal": _piece_of_total,
    "posinseqslash": _place_in_row,
    "ss": _matching("[0-5][0-9]", "time_impossible"),
    "winding": _matching("[019]"),
    "yesno": _matching("[01]"),
    "yymmd0": _date_or_month,
    "yymmdd": _date,
    "yyyymmdd": _long_date,
    "zero": _matching("0+"),
}
