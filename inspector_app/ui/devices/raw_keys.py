"""Keys as the keyboard sends them, read before an input method gets to see them.

X11 and Windows number keys alike (X11 adds 8). A scanner types on a US keyboard, so a key's place
and Shift tell the character, whatever an input method would have made of it.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field
from typing import Final

SHIFT: Final = frozenset({0x2A, 0x36})
CONTROL: Final = frozenset({0x1D, 0x61})
ALT: Final = frozenset({0x38, 0x64})
MODIFIERS: Final = SHIFT | CONTROL | ALT
F8: Final = 0x42
_GS: Final = "\x1d"
_X_PRESS, _X_RELEASE, _X_OFFSET = 2, 3, 8
_WM_DOWN, _WM_UP = (0x0100, 0x0104), (0x0101, 0x0105)

_ROWS: Final = (
    (0x02, "1234567890-=", "!@#$%^&*()_+"),
    (0x10, "qwertyuiop[]", "QWERTYUIOP{}"),
    (0x1E, "asdfghjkl;'`", 'ASDFGHJKL:"~'),
    (0x2B, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
    (0x47, "789-456+1230.", "789-456+1230."),
    (0x37, "*", "*"),
    (0x39, " ", " "),
    (0x0F, "\t", "\t"),
    (0x1C, "\r", "\r"),
    (0x60, "\r", "\r"),
)  # fmt: skip
_PLAIN: Final = {at + n: sign for at, plain, _ in _ROWS for n, sign in enumerate(plain)}
_SHIFTED: Final = {at + n: sign for at, _, shifted in _ROWS for n, sign in enumerate(shifted)}


@dataclass(frozen=True, slots=True)
class RawKey:
    """One press or release; ``place`` on the keyboard, ``ms`` by the window system's clock."""

    place: int
    pressed: bool
    ms: int


class _XcbKey(ctypes.Structure):
    _fields_ = (
        ("response_type", ctypes.c_uint8),
        ("detail", ctypes.c_uint8),
        ("sequence", ctypes.c_uint16),
        ("time", ctypes.c_uint32),
    )


class _Msg(ctypes.Structure):
    _fields_ = (
        ("window", ctypes.c_void_p),
        ("message", ctypes.c_uint32),
        ("wide", ctypes.c_size_t),
        ("long", ctypes.c_ssize_t),
        ("time", ctypes.c_uint32),
    )


def xcb_key(address: int) -> RawKey | None:
    """The key of an ``xcb_generic_event_t``; None for every other event."""
    event = _XcbKey.from_address(address)
    kind = event.response_type & 0x7F
    if kind not in (_X_PRESS, _X_RELEASE):
        return None
    return RawKey(max(0, event.detail - _X_OFFSET), kind == _X_PRESS, event.time)


def windows_key(address: int) -> RawKey | None:
    """The key of a ``MSG``; None for every other message. An input method hides the key's meaning
    (``VK_PROCESSKEY``) but not its place."""
    message = _Msg.from_address(address)
    if message.message not in _WM_DOWN + _WM_UP:
        return None
    place = (message.long >> 16) & 0xFF
    return RawKey(place, message.message in _WM_DOWN, message.time)


@dataclass
class Decoder:
    """Keeps which modifiers are down; ``read`` gives the text of a press, empty for others."""

    _down: set[int] = field(default_factory=set)

    @property
    def alt(self) -> bool:
        """Whether Alt is held: digits then spell a number."""
        return bool(self._down & ALT)

    def read(self, key: RawKey, *, scanning: bool) -> str:
        """``scanning``: F8 then stands for GS."""
        if key.place in MODIFIERS:
            (self._down.add if key.pressed else self._down.discard)(key.place)
            return ""
        if not key.pressed:
            return ""
        if key.place == F8:
            return _GS if scanning else ""
        sign = (_SHIFTED if self._down & SHIFT else _PLAIN).get(key.place, "")
        if sign and self._down & CONTROL:
            return chr(ord(sign.upper()) & 0x1F) if "@" <= sign.upper() <= "_" else ""
        return sign
