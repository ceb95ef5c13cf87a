"""Reading codes with zxing-cpp; the one file that knows its names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import zxingcpp

from inspector_app.domain.gs1.gtin import has_valid_check_digit
from inspector_app.domain.scan import RawScan, ScanSource
from inspector_app.scanning.picture import View

_F: Final = zxingcpp.BarcodeFormat
# Linear codes that goods and warehouses carry. Codabar, Telepen and the like only add misreads.
LINEAR: Final = (_F.EANUPC, _F.Code128, _F.Code39, _F.Code93, _F.ITF, _F.DataBar)
# Not the micro forms: their few check words let print and texture pass for codes.
QR: Final = (_F.QRCodeModel2,)
DATA_MATRIX: Final = (_F.DataMatrix,)
RARE: Final = (_F.PDF417, _F.AztecCode, _F.MaxiCode)
BARS: Final = (*LINEAR, _F.PDF417)
GRAIN: Final = (*QR, *DATA_MATRIX, _F.PDF417, _F.AztecCode)
# A short Code 39 has no check digit: three bars on a carton's print look like one.
_LEAST_CODE39: Final = 4
_FORMATS: Final[dict[str, Sequence[Any]]] = {
    "retail": (_F.EANUPC,),
    "code128": (_F.Code128,),
    "itf": (_F.ITF,),
    "datamatrix": (_F.DataMatrix,),
    "qr": (_F.QRCode,),
    "databar": (_F.DataBar,),
    "code39": (_F.Code39,),
}
FORMAT_NAMES: Final = tuple(_FORMATS)


def formats_named(names: Iterable[str]) -> tuple[Any, ...]:
    """The reader's formats for names of ``FORMAT_NAMES``; KeyError for others."""
    return tuple(one for name in names for one in _FORMATS[name])


def read_view(
    view: View, formats: Sequence[Any], stage: str, *, try_invert: bool = True
) -> list[RawScan]:
    """All believable codes of a still picture, in any direction.

    ``try_invert``: matrix codes printed light on dark too; of bar codes it finds none.
    """
    wanted = zxingcpp.BarcodeFormats(list(formats))
    found = zxingcpp.read_barcodes(view.pixels, formats=wanted, try_invert=try_invert)
    return [scan for code in found if (scan := _scan(code, view, stage, "picture"))]


def read_live(pixels: Any, formats: Sequence[Any]) -> list[RawScan]:
    """Codes of a camera frame: inverted prints are left to still photos for speed."""
    found = zxingcpp.read_barcodes(
        pixels, formats=zxingcpp.BarcodeFormats(list(formats)), try_invert=False
    )
    return [scan for code in found if (scan := _scan(code, None, "live", "camera"))]


def frame_view(
    data: Any, width: int, height: int, distances: tuple[int, int], *, colour: bool
) -> Any:
    """A window on the frame's own memory, without a copy; ``distances`` in bytes from row to row
    and from pixel to pixel."""
    import numpy as np

    buffer = np.frombuffer(data, dtype=np.uint8)
    if colour:
        return zxingcpp.ImageView(buffer, width, height, zxingcpp.ImageFormat.BGR, *distances)
    stride, step = distances
    if buffer.size < stride * (height - 1) + step * (width - 1) + 1:
        raise ValueError("the frame is shorter than its rows")
    return np.lib.stride_tricks.as_strided(buffer, (height, width), distances, writeable=False)


def believable(format_name: str, data: bytes) -> bool:
    """Whether a read may be taken at all: ITF only as a sound GTIN-14, no tiny Code 39."""
    if not data:
        return False
    name = format_name.replace(" ", "").replace("-", "").upper()
    text = data.decode("latin-1")
    if name.startswith("ITF") or name == "I25":
        return len(text) == 14 and has_valid_check_digit(text)
    return len(text) >= _LEAST_CODE39 if name == "CODE39" else True


def _scan(code: Any, view: View | None, stage: str, source: ScanSource) -> RawScan | None:
    data = bytes(code.bytes)
    format_name = str(code.format)
    if not believable(format_name, data):
        return None
    place = code.position
    corners = tuple(
        (float(point.x), float(point.y))
        for point in (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    )
    return RawScan(
        data=data,
        source=source,
        symbology_id=str(code.symbology_identifier),
        format=format_name,
        position=view.place(corners) if view is not None else corners,
        stage=stage,
    )
