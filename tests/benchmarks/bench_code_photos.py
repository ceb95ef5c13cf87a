"""Reading codes from photos: 12 megapixels, one small code, by symbology and damage."""

from __future__ import annotations

from functools import cache
from typing import Any

from tests.benchmarks.code_reading import HELD_OUT, read_photo, summary
from tests.benchmarks.harness import Figure, Size, benchmark
from tests.fakes.code_photos import DAMAGES, KINDS, code_photo

_EVERY = 4  # a quarter of the table, on which each symbology and each damage comes up


def _pairs(size: Size) -> list[tuple[str, str]]:
    pairs = [
        (kind, damage)
        for row, kind in enumerate(KINDS)
        for column, damage in enumerate(DAMAGES)
        if (row + column) % _EVERY == 0
    ]
    return pairs[:3] if size == "smoke" else pairs


@cache
def _photos(size: Size) -> dict[str, Any]:
    height, width = (900, 1200) if size == "smoke" else (3000, 4000)
    readings = [
        read_photo(code_photo(kind, damage, HELD_OUT, height=height, width=width))
        for kind, damage in _pairs(size)
    ]
    return {"seed": HELD_OUT, **summary(readings)}


@benchmark("decode.photo", unit="ratio", budget="<= 1.3")
def photo(size: Size) -> Figure:
    """Median time of the ladder ÷ one default zxing-cpp call on the same photos."""
    found = _photos(size)
    return Figure(found["median"], found)


@benchmark("decode.photo.gain", unit="share", budget="> 0")
def photo_gain(size: Size) -> Figure:
    """Share of photos the ladder reads, less that of zxing-cpp and zbar together."""
    found = _photos(size)
    return Figure(found["read"]["ladder"] - found["read"]["union"], found["read"])


@benchmark("decode.photo.wrong", unit="photos", budget="<= 0")
def photo_wrong(size: Size) -> Figure:
    """Photos of which a wrong number was given as proved."""
    found = _photos(size)
    detail = {name: found[name] for name in ("photos", "wrong", "wrong_proved", "zxing_wrong")}
    return Figure(float(found["wrong_proved"]), detail)
