"""What a scanner, camera or picture gave, before anyone interprets it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

ScanSource: TypeAlias = Literal["wedge", "serial", "camera", "picture", "typed"]
Position: TypeAlias = tuple[tuple[float, float], ...]
CONFIRMED: Final = "confirmed"
"""The stage of a read that a person compared with what is printed."""
# Left, top, right, bottom in picture pixels.
Region: TypeAlias = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class RawScan:
    """One read of one code.

    ``data`` are the bytes as read (GS as 0x1D, no symbology identifier); ``symbology_id`` is the
    AIM identifier (``]C1``) or ``""`` where the source does not tell; ``position`` are the
    corners in picture pixels; ``stage`` names the rung of the decode ladder that read it.
    ``proved`` is false for a bar code that only one way of looking at a picture gave: its check
    digit does not rule out a misread, so that a person has to be asked.
    """

    data: bytes
    source: ScanSource
    symbology_id: str = ""
    format: str = ""
    position: Position = ()
    stage: str = ""
    proved: bool = True

    @property
    def confirmed(self) -> bool:
        """Whether a person compared it with the print and said yes."""
        return self.stage == CONFIRMED

    @property
    def text(self) -> str:
        """The bytes as text: UTF-8, else GB18030 (Chinese QR codes), else Latin-1."""
        for encoding in ("utf-8", "gb18030"):
            try:
                return self.data.decode(encoding)
            except UnicodeDecodeError:
                continue
        return self.data.decode("latin-1")


def region_around(point: tuple[float, float], size: tuple[float, float]) -> Region:
    """The part of a picture of ``size`` (width, height) that a tap on ``point`` means.

    A third of the shorter side each way, at least 160 pixels: a finger points near a code, seldom
    at its middle.
    """
    reach = max(160.0, min(size) / 3)
    left, upper = max(0.0, point[0] - reach), max(0.0, point[1] - reach)
    return (left, upper, min(size[0], point[0] + reach), min(size[1], point[1] + reach))
