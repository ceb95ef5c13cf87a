"""The last rung: zbar, which reads some damaged EAN and UPC symbols that zxing-cpp does not.

Its shared library may be missing on a machine; then this rung is left out and the self-test
says so. pyzbar's ``decode`` hides two things of the library it wraps that are needed here: whether
a code is GS1's, and a QR code's bytes before zbar guesses a character set for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from ctypes import POINTER, c_char_p, c_uint, c_void_p, cast, string_at
from functools import cache
from typing import Any, Final

import numpy as np

from inspector_app.domain.scan import Position, RawScan
from inspector_app.scanning.picture import View
from inspector_app.scanning.zxing_reader import believable

_ENABLE: Final = 0
_BINARY: Final = 4  # since zbar 0.23.1; older ones take it for an unknown setting
_GS1: Final = 1
# Left out: ITF, of which zbar misreads short ones, DataBar, on which it prints warnings, and
# everything with too weak a check.
_LEFT_OUT: Final = (2, 5, 10, 14, 15, 25, 34, 35, 38, 57, 80)
_QR: Final = 64
_KINDS: Final = {
    8: ("EAN-8", "]E4", "]E4"), 9: ("UPC-E", "]E0", "]E0"), 12: ("UPC-A", "]E0", "]E0"),
    13: ("EAN-13", "]E0", "]E0"), 39: ("Code 39", "]A0", "]A0"), 64: ("QR Code", "]Q1", "]Q3"),
    93: ("Code 93", "]G0", "]G0"), 128: ("Code 128", "]C0", "]C1"),
}  # fmt: skip


@cache
def zbar_present() -> bool:
    """Whether pyzbar and the library under it can be loaded."""
    try:
        import pyzbar.pyzbar  # noqa: F401
    except (ImportError, OSError):
        return False
    return True


def read_with_zbar(view: View, stage: str) -> list[RawScan]:
    """Codes zbar finds; empty where it is not installed."""
    if not zbar_present() or min(view.pixels.shape) < 3:
        return []
    return [scan for symbol in _symbols(view.pixels) if (scan := _scan(symbol, view, stage))]


@cache
def _modifiers() -> Callable[[Any], int] | None:
    """Tells whether a symbol is GS1's; None before zbar 0.11."""
    from pyzbar import wrapper

    try:
        asked = wrapper.zbar_function(
            "zbar_symbol_get_modifiers", c_uint, POINTER(wrapper.zbar_symbol)
        )
    except AttributeError:
        return None
    return lambda symbol: int(asked(symbol))


def _symbols(pixels: Any) -> Iterator[tuple[int, bytes, bool, int, Position]]:
    """Kind, bytes, whether it is GS1's, how many lines agreed, and a box around it."""
    from pyzbar import wrapper as zbar

    data = np.ascontiguousarray(pixels).tobytes()
    scanner = zbar.zbar_image_scanner_create()
    image = zbar.zbar_image_create()
    try:
        for kind in _LEFT_OUT:
            zbar.zbar_image_scanner_set_config(scanner, kind, _ENABLE, 0)
        zbar.zbar_image_scanner_set_config(scanner, _QR, _BINARY, 1)
        zbar.zbar_image_set_format(image, int.from_bytes(b"Y800", "little"))
        zbar.zbar_image_set_size(image, pixels.shape[1], pixels.shape[0])
        zbar.zbar_image_set_data(image, cast(c_char_p(data), c_void_p), len(data), None)
        zbar.zbar_scan_image(scanner, image)
        symbol = zbar.zbar_image_first_symbol(image)
        tells = _modifiers()
        while symbol:
            length = zbar.zbar_symbol_get_data_length(symbol)
            text = string_at(zbar.zbar_symbol_get_data(symbol), length)
            gs1 = tells is not None and bool(tells(symbol) & _GS1)
            lines = int(zbar.zbar_symbol_get_quality(symbol))
            yield int(symbol.contents.type), text, gs1, lines, _box(zbar, symbol)
            symbol = zbar.zbar_symbol_next(symbol)
    finally:
        zbar.zbar_image_destroy(image)
        zbar.zbar_image_scanner_destroy(scanner)


def _box(zbar: Any, symbol: Any) -> Position:
    count = range(zbar.zbar_symbol_get_loc_size(symbol))
    xs = [float(zbar.zbar_symbol_get_loc_x(symbol, one)) for one in count]
    ys = [float(zbar.zbar_symbol_get_loc_y(symbol, one)) for one in count]
    if not xs:
        return ()
    left, right, upper, lower = min(xs), max(xs), min(ys), max(ys)
    return ((left, upper), (right, upper), (right, lower), (left, lower))


def _scan(symbol: tuple[int, bytes, bool, int, Position], view: View, stage: str) -> RawScan | None:
    kind, data, gs1, lines, box = symbol
    if kind not in _KINDS:
        return None
    name, plain, of_gs1 = _KINDS[kind]
    # One line that happens to fit is no bar code.
    if not believable(name, data) or (kind != _QR and lines < 2):
        return None
    if kind == 12:  # as zxing-cpp gives it
        data = b"0" + data
    return RawScan(
        data=data,
        source="picture",
        symbology_id=of_gs1 if gs1 else plain,
        format=name,
        position=view.place(box),
        stage=stage,
    )
