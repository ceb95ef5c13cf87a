"""Trade item numbers: check digits, lengths, UPC-E, what a prefix means.

Source of the check digit: GS1 General Specifications, section 7.9 (modulo 10, weights 3 and 1).
"""

from __future__ import annotations

from typing import Final

from inspector_app.domain.gs1.tables import GsTables, Prefix

GTIN_LENGTHS: Final = (8, 12, 13, 14)

_IN_STORE = Prefix(first=0, last=0, use="in_store")


def is_digits(text: str) -> bool:
    """Whether the text is ASCII digits and nothing else (``str.isdigit`` takes others too)."""
    return text.isascii() and text.isdigit()


def check_digit(body: str) -> str:
    """The modulo-10 digit that follows ``body``, for GTIN, SSCC, GLN and GSIN alike."""
    total = sum(
        int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(body))
    )
    return str(-total % 10)


def has_valid_check_digit(number: str) -> bool:
    """Whether the last digit is the check digit of the others."""
    return len(number) > 1 and is_digits(number) and check_digit(number[:-1]) == number[-1]


def to_gtin14(number: str) -> str | None:
    """A valid GTIN-8, -12, -13 or -14 as 14 digits; None when length or check digit is wrong."""
    if len(number) not in GTIN_LENGTHS or not has_valid_check_digit(number):
        return None
    return number.zfill(14)


def shortest_form(gtin: str) -> str:
    """A 14-digit GTIN as it stands on the pack: 8, 12, 13 or 14 digits."""
    for length in GTIN_LENGTHS[:-1]:
        if gtin[: 14 - length].strip("0") == "":
            return gtin[14 - length :]
    return gtin


def expand_upce(code: str) -> str | None:
    """The GTIN-12 of a UPC-E; None when it is none.

    Eight digits are number system (0 or 1), six digits and check digit. Scanners may leave out
    the number system (0 is meant), the check digit, or both.
    Source: GS1 General Specifications, section 5.2.2.4 (zero suppression of UPC-E).
    """
    if not is_digits(code):
        return None
    if len(code) == 8:
        return _expanded(code[0], code[1:7], code[7])
    if len(code) == 7:
        unchecked = _expanded(code[0], code[1:], "")
        # Seven digits are ambiguous: a leading 0 is the number system far more often than not.
        return unchecked if code[0] == "0" else _expanded("0", code[:6], code[6]) or unchecked
    return _expanded("0", code, "") if len(code) == 6 else None


def _expanded(system: str, six: str, check: str) -> str | None:
    """``check`` is "" where the scanner left it out."""
    if system not in "01":
        return None
    last = six[5]
    if last in "012":
        body = six[:2] + last + "0000" + six[2:5]
    elif last == "3":
        body = six[:3] + "00000" + six[3:5]
    elif last == "4":
        body = six[:4] + "00000" + six[4]
    else:
        body = six[:5] + "0000" + last
    right = check_digit(system + body)
    return system + body + right if check in ("", right) else None


def contained_gtin(gtin: str) -> str | None:
    """The GTIN of the items inside a GTIN-14 with indicator 1 to 8, as 14 digits; else None.

    Only the number's own rule: what a carton holds is said by the product's code list.
    """
    if len(gtin) != 14 or gtin[0] not in "12345678":
        return None
    body = gtin[1:13]
    return "0" + body + check_digit(body)


def is_variable_measure(gtin: str) -> bool:
    """Whether the indicator is 9: a trade item of variable measure."""
    return len(gtin) == 14 and gtin[0] == "9"


def prefix_of(gtin: str, tables: GsTables) -> Prefix | None:
    """What the prefix of a 14-digit GTIN stands for; None where the table has no range for it.

    The issuer names who gave the number, never the origin of the goods.
    """
    short = shortest_form(gtin)
    if len(short) == 8:
        # GTIN-8: 0 and 2 are restricted circulation, the rest carries the usual prefixes.
        return _IN_STORE if short[0] in "02" else tables.prefix(short[:3])
    thirteen = gtin[1:]
    if thirteen.startswith("0000000"):
        return _IN_STORE
    return tables.prefix(thirteen[:3])
