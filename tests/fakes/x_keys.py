"""Keys through the X server's own test extension, which keeps the time between them itself."""

from __future__ import annotations

import ctypes

from inspector_app.ui.devices.raw_keys import _PLAIN, _SHIFTED

OFFSET = 8
SHIFT, CONTROL = 0x2A, 0x1D
PLACES = {sign: (place, False) for place, sign in reversed(_PLAIN.items())} | {
    sign: (place, True) for place, sign in reversed(_SHIFTED.items()) if sign not in _PLAIN.values()
}


class XKeys:
    """Types on the display of that name. The keys of one call are sent at once; the server waits
    ``gap_ms`` before each, so that a busy computer does not tear them apart."""

    def __init__(self, display: str) -> None:
        self._x11, self._xtst = ctypes.CDLL("libX11.so.6"), ctypes.CDLL("libXtst.so.6")
        self._x11.XOpenDisplay.restype = ctypes.c_void_p
        self._display = ctypes.c_void_p(self._x11.XOpenDisplay(display.encode()))
        assert self._display.value

    def type(self, text: str, gap_ms: int) -> None:
        for sign in text:
            if sign == "\x1d":
                self._with(CONTROL, PLACES["]"][0], gap_ms)
                continue
            place, shifted = PLACES[sign]
            if shifted:
                self._with(SHIFT, place, gap_ms)
            else:
                self._click(place, gap_ms)
        self._x11.XSync(self._display, 0)

    def _with(self, modifier: int, place: int, gap_ms: int) -> None:
        self._fake(modifier, pressed=True, wait_ms=gap_ms)
        self._click(place, 0)
        self._fake(modifier, pressed=False, wait_ms=0)

    def _click(self, place: int, gap_ms: int) -> None:
        self._fake(place, pressed=True, wait_ms=gap_ms)
        self._fake(place, pressed=False, wait_ms=0)

    def _fake(self, place: int, *, pressed: bool, wait_ms: int) -> None:
        self._xtst.XTestFakeKeyEvent(
            self._display, place + OFFSET, int(pressed), ctypes.c_ulong(wait_ms)
        )

    def close(self) -> None:
        self._x11.XCloseDisplay(self._display)
