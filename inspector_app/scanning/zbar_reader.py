"""The last rung: zbar, which reads some damaged EAN and UPC symbols that zxing-cpp does not.

Its shared library may be missing on a machine; then this rung is left out and the self-test
says so.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from inspector_app.domain.scan import RawScan
from inspector_app.scanning.picture import View
from inspector_app.scanning.zxing_reader import believable

# Left out: ITF, of which zbar misreads short ones, and DataBar, on which it prints warnings.
_KINDS: Final = ("EAN13", "EAN8", "UPCA", "UPCE", "CODE128", "CODE39", "QRCODE")
# What zbar tells by its type alone. Of Code 128 it does not say whether it is GS1-128.
_SYMBOLOGY: Final = {"EAN13": "]E0", "UPCA": "]E0", "UPCE": "]E0", "EAN8": "]E4"}
_NAMES: Final = {
    "EAN13": "EAN-13", "EAN8": "EAN-8", "UPCA": "UPC-A", "UPCE": "UPC-E", "CODE128": "Code 128",
    "CODE39": "Code 39", "QRCODE": "QR Code",
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
    if not zbar_present():
        return []
    from pyzbar import pyzbar

    wanted = [pyzbar.ZBarSymbol[name] for name in _KINDS]
    found = pyzbar.decode(view.pixels, symbols=wanted)
    return [scan for code in found if (scan := _scan(code, view, stage))]


def _scan(code: Any, view: View, stage: str) -> RawScan | None:
    kind = str(code.type)
    data = bytes(code.data)
    name = _NAMES.get(kind, kind)
    if not believable(name, data):
        return None
    left, top, width, height = code.rect
    corners = (
        (float(left), float(top)),
        (float(left + width), float(top)),
        (float(left + width), float(top + height)),
        (float(left), float(top + height)),
    )
    return RawScan(
        data=data,
        source="picture",
        symbology_id=_SYMBOLOGY.get(kind, ""),
        format=name,
        position=view.place(corners),
        stage=stage,
    )
