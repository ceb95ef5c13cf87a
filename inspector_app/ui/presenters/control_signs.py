"""Control characters by names a person can read and type. Free of Qt."""

from __future__ import annotations

import re
from typing import Final

_NAMES: Final = {
    "\x02": "<STX>", "\x03": "<ETX>", "\t": "<Tab>", "\n": "<LF>", "\r": "<CR>", "\x1d": "<GS>",
    "\x1e": "<RS>", "\x04": "<EOT>",
}  # fmt: skip
_SIGNS: Final = {name.upper(): sign for sign, name in _NAMES.items()}
_NAMED: Final = re.compile(r"<([A-Za-z]{2,3}|[0-9A-Fa-f]{2})>")


def visible(text: str) -> str:
    """``<GS>`` for 0x1D and so on; others by their number, ``<1C>``."""
    return "".join(
        _NAMES.get(sign, f"<{ord(sign):02X}>") if ord(sign) < 0x20 else sign for sign in text
    )


def meant(typed: str) -> str:
    """What ``visible`` would show so; other text stays."""

    def sign(found: re.Match[str]) -> str:
        known = _SIGNS.get(found.group().upper())
        if known is not None:
            return known
        number = found.group(1)
        return chr(int(number, 16)) if _is_control(number) else found.group()

    return _NAMED.sub(sign, typed)


def _is_control(number: str) -> bool:
    return len(number) == 2 and number[0] in "01" and number[1] in "0123456789ABCDEFabcdef"
